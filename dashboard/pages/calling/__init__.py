"""Calling engagement."""
