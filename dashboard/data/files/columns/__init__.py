"""The columns of each kind of report file."""
