"""Renewals: what ends soon, by risk."""
