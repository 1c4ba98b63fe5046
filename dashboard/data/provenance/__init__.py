"""Where numbers come from: imports, dates, freshness, coverage."""
