"""The web server around the application: guards, headers, files, failures, the door for commands."""
