"""Tables as grids."""
