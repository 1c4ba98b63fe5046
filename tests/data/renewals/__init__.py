"""Tests of dashboard/data/renewals."""
