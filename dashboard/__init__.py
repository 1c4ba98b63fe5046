"""A dashboard for partner analysts who look after Webex Meetings and Calling customers."""
