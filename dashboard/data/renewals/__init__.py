"""Renewals: what ends soon, how likely it is lost, what people say of it, and how well the score did."""
