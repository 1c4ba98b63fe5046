"""Alerts: what a rule looks at, when, what crossed since it was last judged. Who may be told is settled elsewhere."""
