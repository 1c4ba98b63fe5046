"""Component ids: where layouts and callbacks meet. Every id of the application is written here and nowhere else."""

from typing import Any

from dash.dependencies import Wildcard

Id = dict[str, Any]
Name = str | Wildcard  # a callback for all parts names a wildcard

# The frame.
LOCATION = "location"
MAIN = "main"
PAGE = "page"
ANNOUNCER = "announcer"
NAV_FOLD = "nav-fold"

# What governs a page.
REGION = "region"
PRODUCT = "product"
WEEKS = "weeks"
AS_OF = "as-of"
ASK = "ask"  # a store: the shares of the address that parts ask by, by their names (assets/state.js)
FRESHNESS = "freshness"
NOTES = "notes"


def chart(name: Name) -> Id:
    """The dcc.Graph of a chart."""
    return {"type": "chart", "name": name}


def grid(name: Name) -> Id:
    """The AG Grid of a table."""
    return {"type": "grid", "name": name}


def chooser(name: Name) -> Id:
    """The column chooser of a table."""
    return {"type": "chooser", "name": name}


def part(name: Name) -> Id:
    """A part of a page that asks and is answered as a whole (assets/state.js)."""
    return {"type": "part", "name": name}


def heading(name: str) -> str:
    """The heading that names a section for assistive technology."""
    return f"heading-{name}"
