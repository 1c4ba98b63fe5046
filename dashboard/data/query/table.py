"""Table and Column: a relation read as rows, with what may be shown, sorted, filtered and exported."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import sqlalchemy as sa

from dashboard.data.query.metric import Good, Metric
from dashboard.data.query.question import Question

Kind = Literal[
    "text", "integer", "number", "change", "number_change", "rate", "points", "seconds", "date", "flag", "list"
]
"""`number` has a fraction, `change` and `number_change` are their differences, `points` a difference of rates, `list`
holds texts (data.lists)."""

Relation = Callable[[Question, frozenset[str]], "sa.Select[Any]"]
"""A question and the column keys wanted of it → one SELECT whose labelled columns hold at least those."""

Narrow = Callable[[sa.FromClause, Question, frozenset[str]], "sa.Select[Any]"]
"""The rows of a base relation, the question, the columns wanted → those of them that a table holds."""


@dataclass(frozen=True)
class Column:
    """One column of a table. `label` and `definition` are English message ids. `total` sums it in the total row."""

    key: str
    label: str
    definition: str
    kind: Kind = "text"
    total: bool = False
    good: Good = "neither"  # whether a rise is good, for changes
    of: tuple[str, ...] = ()  # what a list or a text may hold, anything when empty
    aside: bool = False  # in rows and files only when it is asked for by name


@dataclass(frozen=True)
class Line:
    """A small line beside the values of a column: what they were until now.

    `add(question, rows)` gives each row, which has `keys`, a list under `key`: oldest first, None where unknown.
    """

    key: str
    column: str
    keys: tuple[str, ...]
    add: Callable[[Question, Sequence[dict[str, Any]]], None]


def has_snapshot(question: Question) -> bool:
    """Whether the region has a snapshot by then."""
    return question.moment.snapshot is not None


@dataclass(frozen=True)
class Table:
    """A named relation: its columns in the order of exports, those shown at first, its order, its KPIs."""

    name: str
    title: str
    short: str  # the title where room is short
    definition: str
    relation: Relation
    columns: tuple[Column, ...]
    shown: tuple[str, ...]
    order: tuple[str, ...]  # column keys, "-" before a descending one; ties end with the keys of the row
    metrics: tuple[Metric, ...] = ()
    lines: tuple[Line, ...] = ()
    known: Callable[[Question], bool] = has_snapshot  # else its KPIs are unknown, and not those of no rows
    noun: Literal["subscriptions", "customers", "rows", "findings"] = "subscriptions"  # what a row is
    # What its weekly KPIs are made of in several weeks: rows with `week`.
    by_week: Callable[[Question, Sequence[date]], "sa.Select[Any]"] | None = None
    weekly: tuple[Metric, ...] = ()
    by_rule: str = ""  # the title with a rule of the region in it, where the rule makes the table
    # The same rows, one a customer, in columns that cost nothing: where they do, a page is looked up in them.
    named: Callable[[Question], "sa.Select[Any]"] | None = None
    by_measure: bool = False  # whether its rows depend on the question's measure
    # Summaries without filters, by name, of the tables that are looked at together: asked once for all of them.
    together: Callable[[Question], Mapping[str, Any]] | None = None
    # Its rows out of those of the base relation of subscriptions, and which columns of that it then needs: so tables
    # that are asked together look at the subscriptions once.
    narrow: Narrow | None = None
    narrowed: Callable[[frozenset[str]], frozenset[str]] = frozenset

    def __hash__(self) -> int:
        """By its name: every kept answer is looked up by its table, and no two of a name differ for long."""
        return hash(self.name)

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the columns that rows and files hold when none are chosen."""
        return tuple(column.key for column in self.columns if not column.aside)

    @property
    def lists(self) -> frozenset[str]:
        """Keys of the columns that hold lists."""
        return frozenset(column.key for column in self.columns if column.kind == "list")

    def line(self, column: str) -> Line | None:
        """The line beside a column's values, if it has one."""
        return next((line for line in self.lines if line.column == column), None)

    def column(self, key: str) -> Column | None:
        """The column of that key, None for any other name: names from a browser are looked up here."""
        return next((column for column in self.columns if column.key == key), None)
