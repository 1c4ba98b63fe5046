"""What an analytics page is made of: sections, which are tables, and drawings, which are charts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import plotly.graph_objects as go

from dashboard.data.dates import Dates, snapshot_dates
from dashboard.data.freshness import Freshness, freshness
from dashboard.data.metric import Value
from dashboard.data.question import Question, View
from dashboard.data.sight import Sight, licence_sight
from dashboard.data.table import Table
from dashboard.ui.controls import Child
from dashboard.ui.tokens import Theme

Values = dict[str, Value]
Preset = tuple[str, Mapping[str, object]]
"""A button of a section: its text, and the change that it makes to the address."""


@dataclass(frozen=True)
class Section:
    """One section of a page: a table with its KPIs.

    `finding` says in the reader's language what the KPIs amount to. `nothing` is said when no row exists at all,
    without any filter, `missing` when there is no data to speak of. `note` adds a sentence on how the rows were chosen,
    "" for none. `sight` tells which files the rows come from and
    how many of the customers they can speak of.
    """

    table: Table
    finding: Callable[[Question, Values], str]
    nothing: Callable[[Question], str]
    missing: Callable[[Question], Child]
    note: Callable[[Question], str] = lambda question: ""
    missing_title: Callable[[Question], str] | None = None  # the finding then, unless it is that there is no data
    sight: Callable[[Question], Sight | None] = licence_sight
    presets: Callable[[], Sequence[Preset]] = tuple
    facets: Callable[[Question, View], Sequence[Child]] | None = None  # what stands beside the table to narrow it
    launches: bool = False  # its rows end with a link to the customer's own organisation
    asks: tuple[str, ...] = ()  # parameters of the address that it depends on, beside those of the page
    controls: Callable[[Question], Sequence[Child]] = lambda question: ()  # what sets them, above the table
    sums: Callable[[Question, View], str] = lambda question, view: ""  # what its rows amount to beside the KPIs

    @property
    def name(self) -> str:
        """The table's name: one section, one table."""
        return self.table.name


@dataclass(frozen=True)
class Drawn:
    """What a drawing shows for a question: trees by slot, the figure of its chart, and facts for scripts."""

    slots: Mapping[str, Sequence[Child]]
    figure: go.Figure | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Drawing:
    """One part of a page with charts. `asks` are the parameters of the address that it depends on."""

    name: str
    eyebrow: str  # English message id
    short: str  # the eyebrow where room is short
    asks: tuple[str, ...]
    body: Callable[[], Sequence[Child]]
    draw: Callable[[Question, Theme], Drawn]
    tools: Callable[[Question], Sequence[Child]] = lambda question: ()
    sight: Callable[[Question], Sight | None] = licence_sight


@dataclass(frozen=True)
class Page:
    """An analytics page. `kpis` draws its first row; `by_product`: the toggle governs everything below it.

    `dates(question, today)`: the as-of dates that have data of their own.
    """

    name: str
    path: str
    title: str  # English message id
    kpis: Callable[[Question], Sequence[Child]]
    items: tuple[Section | Drawing, ...]
    notes: Callable[[Question], Sequence[tuple[str, str]]]
    fresh: Callable[[Question], Freshness | None] = freshness
    dates: Callable[[Question, date], Dates] = snapshot_dates
    by_product: bool = False
    asks: tuple[str, ...] = ()  # further parameters of the address that every part depends on, its top too
    picks: Callable[[Question], Sequence[Child]] = lambda question: ()  # the controls that set them
    right: Literal["analytics", "customers"] = "analytics"  # what a role must have to see it

    @property
    def head(self) -> str:
        """The name of the part at its top."""
        return f"{self.name}_head"
