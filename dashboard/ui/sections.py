"""What an analytics page is made of: sections, which are tables, and drawings, which are charts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import plotly.graph_objects as go

from dashboard.data.provenance.coverage import Coverage, licence_coverage
from dashboard.data.provenance.dates import Dates, snapshot_dates
from dashboard.data.provenance.freshness import Freshness, freshness
from dashboard.data.query.metric import Value
from dashboard.data.query.question import Question, View
from dashboard.data.query.table import Table
from dashboard.ui.controls import Child
from dashboard.ui.icons import Icon
from dashboard.ui.parts.facets import Options
from dashboard.ui.tokens import Theme

Values = dict[str, Value]
Preset = tuple[str, Mapping[str, object]]
"""A button of a section: its text, and the change that it makes to the address."""


@dataclass(frozen=True)
class Facets:
    """What stands beside a table to narrow it.

    `groups` draws the controls, and `options` gives what each offers by its parameter of the address: they are drawn
    once, and what they offer follows each answer.
    """

    groups: Callable[[Question, View], Sequence[Child]]
    options: Callable[[Question, View], Mapping[str, Options]]


@dataclass(frozen=True)
class Menu:
    """A menu among the tools of a section; `panel` draws what it holds when it is opened."""

    kind: str
    label: str  # English message id
    sign: Icon
    panel: Callable[[Question, View], Sequence[Child]]


@dataclass(frozen=True)
class Section:
    """One section of a page: a table with its KPIs.

    `finding` says in the reader's language what the KPIs amount to. `nothing` is said when no row exists at all,
    without any filter, `missing` when there is no data to speak of. `note` adds a sentence on how the rows were chosen,
    "" for none. `sight` tells which files the rows come from and how many of the customers they can speak of.
    """

    table: Table
    finding: Callable[[Question, Values], str]
    nothing: Callable[[Question], str]
    missing: Callable[[Question], Child]
    note: Callable[[Question], str] = lambda question: ""
    missing_title: Callable[[Question], str] | None = None  # the finding then, unless it is that there is no data
    sight: Callable[[Question], Coverage | None] = licence_coverage
    presets: Callable[[], Sequence[Preset]] = tuple
    facets: Facets | None = None
    menus: Callable[[], Sequence[Menu]] = tuple  # what can be done with its rows, for who asks
    selects: bool = False  # its rows can be selected
    launches: bool = False  # its rows end with a link to the customer's own organisation
    controls: Callable[[Question], Sequence[Child]] = lambda question: ()  # what it goes by, above the table
    above: Callable[[Question, View], Sequence[Child]] = lambda question, view: ()  # what its answer begins with
    sums: Callable[[Question, View], Child] = lambda question, view: ""  # what its rows amount to beside the KPIs

    @property
    def name(self) -> str:
        """The table's name: one section, one table."""
        return self.table.name


@dataclass(frozen=True)
class Drawn:
    """What a drawing shows for a question: components by slot, and the figure of its chart, None where it has none."""

    slots: Mapping[str, Sequence[Child]]
    figure: go.Figure | None = None
    twin: Callable[[], Child] | None = None  # the chart's numbers as a table, made when it is asked for


@dataclass(frozen=True)
class Drawing:
    """One part of a page with charts. Its `body` lays out what `draw` gave for the first question.

    `late` answers what costs much: below the body, made when it comes near (callbacks/tables.py), or with `soon` as
    soon as the page is there.
    """

    name: str
    eyebrow: str  # English message id
    short: str  # the eyebrow where room is short
    body: Callable[[Drawn], Sequence[Child]]
    draw: Callable[[Question, Theme], Drawn]
    tools: Callable[[Question], Sequence[Child]] = lambda question: ()
    sight: Callable[[Question], Coverage | None] = licence_coverage
    late: Callable[[Question], Child] | None = None
    soon: bool = False


@dataclass(frozen=True)
class Page:
    """An analytics page. `kpis` draws its first row; `by_product`: the toggle governs everything below it.

    `dates(question, today)`: the as-of dates that have data of their own.
    """

    name: str
    path: str
    title: str  # English message id
    icon: Icon
    kpis: Callable[[Question], Sequence[Child]]
    items: tuple[Section | Drawing, ...]
    notes: Callable[[Question], Sequence[tuple[str, str]]]
    fresh: Callable[[Question], Freshness | None] = freshness
    one_text: bool = False  # the notes are the same whatever is asked
    dates: Callable[[Question, date], Dates] = snapshot_dates
    by_product: bool = False
    every_region: bool = False  # it answers for each region by itself: there is none to pick, and nothing to narrow
    defaults: Callable[[], Mapping[str, str]] = dict  # what its own controls say where the address does not
    picks: Callable[[Question], Sequence[Child]] = lambda question: ()  # further controls, below its title
    label: str = ""  # English message id: what the menu calls it, its title without
    right: Literal["analytics", "customers"] = "analytics"  # what a role must have to see it

    @property
    def sections(self) -> tuple[Section, ...]:
        """Its sections in order."""
        return tuple(item for item in self.items if isinstance(item, Section))

    @property
    def drawings(self) -> tuple[Drawing, ...]:
        """Its drawings in order."""
        return tuple(item for item in self.items if isinstance(item, Drawing))
