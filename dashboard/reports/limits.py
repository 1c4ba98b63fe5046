"""What a report may ask for at most."""

WEEKS_MOST = 104
"""Completed weeks of usage."""
