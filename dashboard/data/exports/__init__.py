"""Rows as files, and what proves a file."""
