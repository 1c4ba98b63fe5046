"""Alerts: rules that people keep, judged once for each import with their rights at that time, and told."""
