"""What every user does with their own account: preferences, views, calendars, visits."""
