"""How a kind of file is brought into a region, what it replaces there, and what is counted again without it."""

import importlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.engine import Connection

from dashboard.data.files.kinds import Kind
from dashboard.data.files.loaders.replacing import Facts
from dashboard.data.files.loaders.staging import Staged
from dashboard.data.storage.regions import Region

Loader = Callable[[Staged], Sequence[date]]
"""Brings a file's staged rows into its region; the dates they speak of, in order."""
Check = Callable[[Staged], int]
"""Drops staged rows that change nothing; how many. Raises Rejected for a file that cannot be loaded."""
TakenBack = Callable[[Connection, Region, Collection[date]], None]
"""Counts again what was counted from the rows of these dates or weeks, once an import of them is undone."""


@dataclass(frozen=True)
class Loading:
    """How a kind is loaded. `facts` is what it fills and replaces; None: the customers themselves."""

    load: Loader
    facts: Facts | None = None
    check: Check = lambda staged: 0
    taken_back: TakenBack = lambda connection, region, dates: None


def loading_of(kind: Kind) -> Loading:
    """How a kind is loaded: what its loader's module says under its name."""
    loading: Loading = importlib.import_module(f"dashboard.data.files.loaders.{kind.loader}").LOADING[kind.name]
    return loading
