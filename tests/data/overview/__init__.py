"""Tests of dashboard/data/overview."""
