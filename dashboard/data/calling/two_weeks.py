"""Two weeks of counts side by side, and what a count is in a week that does not name its customer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.base import WriteableColumnCollection

Columns = sa.sql.ColumnCollection[str, Any]

ALWAYS_COUNTED = ("calls", "legs", "minutes")
"""0 for a silent customer, also where the week before did not know the count: whom no file names did not call."""


@dataclass(frozen=True)
class Sides:
    """A row per key, its counts in the week (`now`) and in the one compared with (`before`); `row` has the keys,
    and whether it is `silent` or `began`."""

    row: Columns
    now: Columns
    before: Columns

    def change(self, name: str) -> sa.ColumnElement[Any]:
        """The count now less that of the week before; unknown when either is."""
        return self.now[name] - self.before[name]


def side_by_side(
    now: sa.Select[Any],
    before: sa.Select[Any],
    keys: Sequence[str],
    *,
    missed: Callable[[Columns], sa.ColumnElement[bool]],
    covered: bool,
    told_once: bool = False,
) -> Sides:
    """The rows of a week beside those of the week before, by their keys.

    A row of the week before alone is kept where it is `missed`: then it is silent and counts with 0, as far as the week
    before knew its count; with `told_once` the others are kept too, unknown now. A row of the later week alone had 0
    before where that week is `covered`: it began; else it is unknown.
    """
    ours, theirs = now.subquery("now").c, before.subquery("before").c
    same = sa.and_(*(ours[key] == theirs[key] for key in keys))
    there, silent = ours[keys[0]].is_not(None), ours[keys[0]].is_(None) & missed(theirs)
    began = theirs[keys[0]].is_(None) & (sa.true() if covered else sa.false())
    columns: list[sa.ColumnElement[Any]] = [sa.func.coalesce(ours[key], theirs[key]).label(key) for key in keys]
    names = [column.key for column in ours if column.key not in keys]
    for name in names:
        columns += _both(ours[name], theirs[name], silent, began)
    joined = sa.join(ours[keys[0]].table, theirs[keys[0]].table, same, full=True)
    flags = [silent.label("silent"), began.label("began")]
    pairs = sa.select(*flags, *columns).select_from(joined)
    if not told_once:
        pairs = pairs.where(there | silent)
    row = pairs.subquery("pair").c
    return Sides(row, _side(row, "now", names), _side(row, "was", names))


def _both(
    now: sa.ColumnElement[Any],
    was: sa.ColumnElement[Any],
    silent: sa.ColumnElement[bool],
    began: sa.ColumnElement[bool],
) -> list[sa.ColumnElement[Any]]:
    name = now.key
    if isinstance(now.type, sa.String):
        return [now.label(f"now_{name}"), was.label(f"was_{name}")]
    nothing = sa.literal(0, now.type)
    stopped = silent if name in ALWAYS_COUNTED else silent & was.is_not(None)
    return [
        sa.case((stopped, nothing), else_=now).label(f"now_{name}"),
        sa.case((began, nothing), else_=was).label(f"was_{name}"),
    ]


def _side(row: Columns, side: str, names: Sequence[str]) -> Columns:
    return WriteableColumnCollection([(name, row[f"{side}_{name}"]) for name in names])
