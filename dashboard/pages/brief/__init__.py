"""A customer's brief: one page to take along to a review meeting."""
