"""Data quality: what in the imported data makes no sense or is missing, a row each."""
