"""What reports are made of: five tables in the columns of the provider's own reports, and files of their rows."""
