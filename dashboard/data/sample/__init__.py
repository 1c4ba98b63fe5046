"""Realistic sample data for an empty region, deterministic."""

from dashboard.data.sample.write import SampleResult, make_sample

__all__ = ["SampleResult", "make_sample"]
