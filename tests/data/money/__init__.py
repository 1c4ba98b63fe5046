"""Tests of dashboard/data/money."""
