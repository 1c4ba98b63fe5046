"""Monday morning over HTTP."""
