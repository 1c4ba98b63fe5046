"""Overview: how every region stands, and what somebody must act on."""
