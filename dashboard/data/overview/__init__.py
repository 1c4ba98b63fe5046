"""Monday morning: how each region stands, and what changed that somebody must act on."""
