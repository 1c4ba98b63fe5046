"""Who may come in, and as whom: accounts, roles, passwords, tokens, links, sign-in."""
