"""Tests of dashboard/pages/overview."""
