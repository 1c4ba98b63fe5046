"""Tests of dashboard/data/alerts."""
