"""How a person comes in: the sign-in page, links, single sign-on, sessions, and the limits on guessing."""
