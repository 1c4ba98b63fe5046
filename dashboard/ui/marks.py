"""Attributes whose names hold a dash, in the way Python can write them."""

from typing import Any


def marks(**names: object) -> dict[str, Any]:
    """`data_…` and `aria_…` as a Dash component takes them: marks(data_kpi="x") → {"data-kpi": "x"}; without None."""
    return {name.replace("_", "-"): value for name, value in names.items() if value is not None}
