"""Subscriptions at a date: states, headline, sections, trend, right-sizing, and what is kept for them."""
