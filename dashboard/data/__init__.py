"""The data layer: regions, scopes, relations and the questions asked of them.

`from dashboard.data import frame` gives any table as a pandas DataFrame; docs/notebook.py shows how.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dashboard.data.query.frame import frame as frame


def __getattr__(name: str) -> Any:
    """Brings `frame` when it is asked for: commands import this package, and none shall wait for pandas."""
    if name != "frame":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module("dashboard.data.query.frame").frame
