"""Subscription analytics."""
