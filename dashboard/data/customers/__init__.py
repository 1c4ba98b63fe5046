"""Customers: the list, one in full, tags, trials started here, what was changed by hand."""
