"""Work: what is shown of owners, next steps and renewals beside a row; subjects of every room read it."""
