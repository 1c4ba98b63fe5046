"""Data from the provider without a file at hand: call records pushed to us, reports that we order."""
