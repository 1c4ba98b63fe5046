"""Calls and queues, week by week: from raw legs and reports to the counts, KPIs and tables of two pages."""
