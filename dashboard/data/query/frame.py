"""Answers as pandas DataFrames, for figures, notebooks and scripts.

A module of its own: importing pandas takes longer than most commands, and only those who want a frame pay for it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from dashboard.data.query.queries import stream
from dashboard.data.query.question import Question, View
from dashboard.data.query.table import Kind, Table
from dashboard.errors import NotFound

DTYPES: Mapping[Kind, str] = {
    "text": "string",
    "integer": "Int64",
    "change": "Int64",
    "number": "Float64",
    "number_change": "Float64",
    "rate": "Float64",
    "points": "Float64",
    "seconds": "Float64",
    "date": "datetime64[s]",  # in seconds: nanoseconds end in 2262, and reports have ends in 9999
    "flag": "boolean",
    "list": "object",
}
"""The dtype of each kind of column."""


def frame(question: Question, table: Table, view: View = View()) -> pd.DataFrame:  # noqa: B008 - a frozen value
    """A table's rows as a DataFrame: a row each in the view's order, a column each by its key, numbered from 0.

    Columns are the view's, else all of the table's but those that are had only by name; each has the dtype of its kind
    (`DTYPES`), also in a frame without rows. Rates are 0..1, `points` their differences, `seconds` seconds, dates
    midnights without a zone, lists tuples of texts. Unknown is <NA>, of a date NaT and of a list the empty tuple, and
    is never 0. All rows that the question's scope and the view's filters let through are in it, and held in memory.

    Of the table `changes` give `as_measured(CHANGES, question)`: its kinds depend on the question's measure.
    Raises NotFound for a column that the table does not have, RegionUnavailable when its region cannot be opened.
    """
    kinds = {key: _kind(table, key) for key in view.columns or table.keys}
    return frame_of(stream(question, table, view), kinds)


def _kind(table: Table, key: str) -> Kind:
    column = table.column(key)
    if column is None:
        names = ", ".join(column.key for column in table.columns)
        raise NotFound(f"The table {table.name!r} has no column {key!r}. Columns: {names}.")
    return column.kind


def frame_of(rows: Iterable[Mapping[str, Any]], kinds: Mapping[str, Kind]) -> pd.DataFrame:
    """Rows by key as a DataFrame of the columns that `kinds` names, in its order; None is unknown."""
    columns: dict[str, list[Any]] = {key: [] for key in kinds}
    for row in rows:
        for key, values in columns.items():
            values.append(row[key])
    return pd.DataFrame({key: pd.Series(values, dtype=DTYPES[kinds[key]]) for key, values in columns.items()})
