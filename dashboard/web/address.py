"""Addresses: a query string from a browser or a program ⇄ the question and the views it states.

Everything in a query string is hostile. `Reader` looks names up and types values; what it cannot use it hands to
`refuse`: the API raises, a page falls back and collects a notice.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar
from urllib.parse import parse_qsl

from werkzeug.datastructures import MultiDict

from dashboard.data.query.filters import parse_columns, parse_filter, parse_order
from dashboard.data.query.moment import moment as moment_in
from dashboard.data.query.question import (
    MEASURES,
    MOST_BUFFER,
    MOST_DAYS,
    PRODUCTS,
    REASONS,
    Moment,
    Product,
    Question,
    View,
)
from dashboard.data.query.scope import Scope
from dashboard.data.query.table import Table
from dashboard.days import stated_day
from dashboard.errors import BadParameter
from dashboard.i18n import N_
from dashboard.web import numbers

T = TypeVar("T")

MomentOf = Callable[[Scope, date], Moment]
Arguments = MultiDict[str, str]

MOST_FIELDS = 200
_MOST_TAGS = 50
_MOST_WEEKS = 520
MANAGED_BY = ("external", "own")


def refuse(problem: BadParameter) -> None:
    """What a program gets: the error itself."""
    raise problem


@dataclass(frozen=True)
class Reader:
    """Reads one query string. `refused` is told of every value that means nothing; then the default counts.

    Raises BadParameter for more fields than anything of ours has: each filter is a condition that a database checks.
    """

    arguments: Arguments
    refused: Callable[[BadParameter], None] = refuse

    def __post_init__(self) -> None:
        if sum(1 for _ in self.arguments.items(multi=True)) > MOST_FIELDS:
            raise BadParameter("query", N_("at most %(most)s values"), most=MOST_FIELDS)

    def question(self, scopes: dict[str, Scope], today: date, moment_of: MomentOf = moment_in) -> Question:
        """The question asked, within the scope of one of the regions that the user may see (in order, never empty)."""
        scope = self._region(scopes).narrowed(tags=self._tags(), managed_by=self._managed_by(), search=self._search())
        moment = moment_of(scope, self._as_of(today))
        earlier = self._earlier(moment.as_of)
        compare = moment_of(scope, earlier) if earlier else None
        days = self.number("days", 90, 1, MOST_DAYS)
        window, buffer = self.number("window", 13, 1, _MOST_WEEKS), self.number("buffer", 10, 0, MOST_BUFFER)
        since, reason, measure = self._since(), self._reason(), self._measure()
        return Question(
            scope, moment, self._product(), self._weeks(), window, buffer, measure, compare, days, since, reason
        )

    def view(self, table: Table, prefix: str = "", *, columns: bool = True) -> View:
        """How the address wants the table read; a page holds several tables, each under its `<table>.` prefix.

        A page chooses `columns` by itself: some are drawn and none of the table's.
        """
        view = View()
        if text := self._get(f"{prefix}sort"):
            view = self._tried(lambda: replace(view, sort=parse_order(table, text)), view)
        if columns and (text := self._get(f"{prefix}columns")):
            view = self._tried(lambda: replace(view, columns=parse_columns(table, text)), view)
        for key in self.arguments:
            if key.startswith(f"{prefix}filter."):
                view = self._filtered(view, table, key, prefix)
        return view

    def _filtered(self, view: View, table: Table, key: str, prefix: str) -> View:
        column = table.column(key.removeprefix(f"{prefix}filter."))
        if column is None:
            names = ", ".join(known.key for known in table.columns)
            allowed = N_("the table %(table)s has the columns %(names)s")
            self.refused(BadParameter(key, allowed, table=table.name, names=names))
            return view
        for text in self.arguments.getlist(key):
            try:
                view = replace(view, filters=(*view.filters, parse_filter(column, text)))
            except BadParameter as problem:
                self.refused(problem)
        return view

    def number(self, key: str, default: int, least: int, most: int) -> int:
        """A whole number within bounds."""
        text = self._get(key)
        return self._tried(lambda: _whole(key, text, least, most), default) if text else default

    def _get(self, key: str) -> str:
        return (self.arguments.get(key) or "").strip()

    def _tried(self, read: Callable[[], T], default: T) -> T:
        try:
            return read()
        except BadParameter as problem:
            self.refused(problem)
            return default

    def _region(self, scopes: dict[str, Scope]) -> Scope:
        code = self._get("region")
        first = next(iter(scopes.values()))
        return self._choice("region", code, scopes, first) if code else first

    def _product(self) -> Product:
        products: dict[str, Product] = {product: product for product in PRODUCTS}
        text = self._get("product")
        return self._choice("product", text, products, "meetings") if text else "meetings"

    def _measure(self) -> str:
        text = self._get("measure")
        return self._choice("measure", text, {key: key for key in MEASURES}, MEASURES[0]) if text else MEASURES[0]

    def _since(self) -> date | None:
        text = self._get("since")
        return self._tried(lambda: day_of("since", text), None) if text else None

    def _reason(self) -> str:
        text = self._get("reason")
        return self._choice("reason", text, {key: key for key in REASONS}, "") if text else ""

    def _managed_by(self) -> str | None:
        text = self._get("managed_by")
        choices: dict[str, str | None] = {choice: choice for choice in MANAGED_BY}
        return self._choice("managed_by", text, choices, None) if text else None

    def _choice(self, key: str, text: str, choices: dict[str, T], default: T) -> T:
        if text in choices:
            return choices[text]
        self.refused(BadParameter(key, N_("one of %(names)s"), names=", ".join(choices)))
        return default

    def _as_of(self, today: date) -> date:
        text = self._get("as_of")
        return self._tried(lambda: day_of("as_of", text), today) if text else today

    def _earlier(self, as_of: date) -> date | None:
        """The date to compare with; None is the week before."""
        text = self._get("compare")
        return self._tried(lambda: day_before("compare", text, as_of), None) if text else None

    def _weeks(self) -> int:
        return self.number("weeks", 26, 1, _MOST_WEEKS)

    def _tags(self) -> tuple[str, ...]:
        tags = tuple(dict.fromkeys(tag.strip() for tag in self.arguments.getlist("tag") if tag.strip()))
        return tags[:_MOST_TAGS]

    def _search(self) -> str:
        return self._get("q")[:200].replace("\x00", "")


def fields_of(query: str) -> Arguments:
    """The fields of a query string that came as a text. Raises BadParameter for more than anything of ours has."""
    try:
        return MultiDict(parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        raise BadParameter("query", N_("at most %(most)s values"), most=MOST_FIELDS) from None


def day_of(key: str, text: str) -> date:
    """The day that a text states. Raises BadParameter."""
    day = stated_day(text)
    if day is None:
        raise BadParameter(key, N_("a date such as 2026-01-31"))
    return day


def day_before(key: str, text: str, as_of: date) -> date:
    """The day that a text states, which lies before another. Raises BadParameter."""
    day = day_of(key, text)
    if day >= as_of:
        raise BadParameter(key, N_("a date before %(day)s, the date the page speaks about"), day=as_of.isoformat())
    return day


def _whole(key: str, text: str, least: int, most: int) -> int:
    number = numbers.whole(text, least, most)
    if number is None:
        raise BadParameter(key, N_("a whole number from %(least)s to %(most)s"), least=least, most=most)
    return number
