"""Loads the staged rows of each kind of file."""
