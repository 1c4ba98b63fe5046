"""The proof of a KPI."""
