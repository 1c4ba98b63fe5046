"""Figures, and small charts that are drawn without Plotly."""
