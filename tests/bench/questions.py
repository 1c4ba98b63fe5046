"""What pages ask, each as the data layer answers it and as plain SQL does; both must give the same rows."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.data.calling.features import features
from dashboard.data.calling.quality import CUSTOMER_QUALITY
from dashboard.data.calling.queues import CUSTOMER_QUEUES
from dashboard.data.calling.trends import quality_by_endpoint, quality_trend, weekly_values
from dashboard.data.calling.usage import CUSTOMER_USAGE
from dashboard.data.customers.facets import facets
from dashboard.data.customers.table import CUSTOMERS
from dashboard.data.query import queries
from dashboard.data.query.question import Question, View
from dashboard.data.query.table import Table
from dashboard.data.subscriptions.headline import headline
from dashboard.data.subscriptions.sections import TABLES
from dashboard.data.subscriptions.trend import trend
from dashboard.pages.subscriptions.kpis import ask_headline
from tests.bench import raw as plain
from tests.bench import raw_calls, raw_customers
from tests.bench.raw import Raw

Rows = Sequence[tuple[Any, ...]]
BLOCK = 50
"""Rows that a table asks for at a time."""


@dataclass(frozen=True)
class Asked:
    """A page's question: its name, the data layer's answer, and plain SQL for the same rows."""

    page: str
    name: str
    ask: Callable[[Question], Any]
    sql: Callable[[Raw], str]
    rows: Callable[[Any], Rows]  # the answer as rows of that SQL
    scoped: bool = False  # asked again for a tag, for few customers and about the past


def _kpi_row(answer: Any) -> Rows:
    weeks = [tuple(week[key] for key in plain.HEADLINE) for week in answer.weeks if week]
    values = [tuple(one[key].number for key in plain.HEADLINE) for one in (answer.now, answer.before)]
    return [(*values[0], answer.unlicensed), *((*row, None) for row in (values[1], *weeks))]


def _five(question: Question) -> Any:
    return headline(question.scope, question.moment).values


def _points(*keys: str) -> Callable[[Any], Rows]:
    def rows(answer: Any) -> Rows:
        return [tuple(point[key] for key in keys) for point in answer if point[keys[1]] is not None]

    return rows


def _summary(answer: Any) -> Rows:
    totals = (answer.totals[key] for key in plain.TOTALS)
    return [(answer.rows, answer.values["customers"].number or _customers(answer), *totals)]


def _customers(answer: Any) -> Any:
    return answer.values["customers"].numerator


def _page(table: Table, most: int | None = None) -> Callable[[Any], Rows]:
    """The first columns of a table, as many as plain SQL has."""
    keys = [column.key for column in table.columns][:most]
    # Columns that only a proof asks for are not in the rows of a page.
    return lambda answer: [tuple(_cell(row[key]) for key in keys if key in row) for row in answer]


def _cell(value: Any) -> Any:
    return ("|".join(value) or None) if isinstance(value, tuple) else value


def _first(table: Table, view: View = View(), offset: int = 0) -> Callable[[Question], Any]:  # noqa: B008
    """A stretch of the rows with its small lines, as a grid asks for them."""

    def ask(question: Question) -> Any:
        found = queries.rows(question, table, view, limit=BLOCK, offset=offset, keys=bool(table.lines))
        for line in table.lines:
            line.add(question, found)
        return found

    return ask


_ORDERS = {
    "recently_added": "days_since_added NULLS LAST, lower(customer) NULLS LAST",
    "expiring": "days_left NULLS LAST, lower(customer) NULLS LAST",
    "renewing": "days_left NULLS LAST, lower(customer) NULLS LAST",
    "low_assignment": "assigned_rate NULLS LAST, available DESC NULLS LAST",
    "overage": "over DESC NULLS LAST, lower(customer) NULLS LAST",
}
_BY_PEAK = "peak_used_3_months DESC NULLS LAST"


def subscriptions() -> Iterable[Asked]:
    """The subscriptions page."""
    page = "subscriptions"
    five = "SELECT * EXCLUDE (unlicensed) FROM ({})"
    yield Asked(
        page,
        "five KPIs",
        _five,
        lambda raw: five.format(plain.headline(raw)),
        lambda answer: [tuple(answer[key].number for key in plain.HEADLINE)],
    )
    yield Asked(page, "KPI row: change, 13 weeks", ask_headline, plain.kpi_row, _kpi_row, scoped=True)
    weekly = _points("week", *plain.COUNTS)
    yield Asked(page, "licence trend, 52 weeks", trend, lambda raw: plain.trend(raw, 52), weekly, scoped=True)
    for table in TABLES:
        yield from _section(page, table)
    expiring, by_peak = TABLES[1], View(sort=("-peak_used_3_months",))
    far = 500
    yield Asked(
        page,
        f"expiring: rows from {far} by peak",
        _first(expiring, by_peak, far),
        lambda raw: plain.page(raw, "expiring", plain.COLUMNS, _BY_PEAK, BLOCK, far),
        _page(expiring, len(plain.COLUMNS)),
    )


def _section(page: str, table: Table) -> Iterable[Asked]:
    name, order, scoped = table.name, _ORDERS[table.name], table.name == "expiring"
    yield Asked(
        page,
        f"{name}: KPIs and totals",
        lambda question: queries.summary(question, table),
        lambda raw: plain.summary(raw, name),
        _summary,
        scoped or name == "low_assignment",
    )
    yield Asked(
        page,
        f"{name}: first rows",
        _first(table),
        lambda raw: plain.page(raw, name, plain.COLUMNS, order, BLOCK),
        _page(table, len(plain.COLUMNS)),
        scoped,
    )


def _values(*keys: str) -> Callable[[Any], Rows]:
    """The weeks that anything is known of: plain SQL has no row for the others."""

    def rows(answer: Any) -> Rows:
        weeks = [tuple(week[key].number for key in keys) for week in answer]
        return [row for row in weeks if any(row)]

    return rows


def calling() -> Iterable[Asked]:
    """The pages of calls and queues; a KPI is asked for each of eight weeks."""
    usage = ("calls", "legs", "minutes", "active_users")
    yield Asked(
        "calling",
        "usage KPIs of 8 weeks",
        lambda question: weekly_values(question, CUSTOMER_USAGE),
        raw_calls.usage_kpis,
        _values(*usage),
        scoped=True,
    )
    yield Asked("calling", "usage: first rows", _first(CUSTOMER_USAGE), raw_calls.usage_page, _page(CUSTOMER_USAGE, 12))
    trend_keys = ("week", "good", "poor", "unmeasured")
    yield Asked("calling", "quality by week", quality_trend, raw_calls.quality_trend, _points(*trend_keys), scoped=True)
    by_type = _points("endpoint_type", *trend_keys[1:])
    yield Asked("calling", "quality by endpoint type", quality_by_endpoint, raw_calls.endpoints, by_type)
    quality = _page(CUSTOMER_QUALITY, 9)
    yield Asked("calling", "quality: first rows", _first(CUSTOMER_QUALITY), raw_calls.quality_page, quality)
    by_feature = _points("feature", "calls", "customers")
    yield Asked("calling", "features", features, raw_calls.features, by_feature, scoped=True)
    waits = ("average_answer_seconds", "average_abandon_wait_seconds", "abandonment_rate")
    yield Asked(
        "queues",
        "KPIs of 8 weeks",
        lambda question: weekly_values(question, CUSTOMER_QUEUES),
        raw_calls.queue_kpis,
        _values(*waits),
        scoped=True,
    )
    yield Asked("queues", "first rows", _first(CUSTOMER_QUEUES), raw_calls.queue_page, _page(CUSTOMER_QUEUES, 12))


def customers() -> Iterable[Asked]:
    """The list of customers."""
    page, three = "customers", ("customers", "expires_soon", "licence_overage")
    yield Asked(
        page,
        "KPIs",
        lambda question: queries.summary(question, CUSTOMERS),
        raw_customers.summary,
        lambda answer: [tuple(answer.values[key].number for key in three)],
        scoped=True,
    )
    yield Asked(page, "first rows", _first(CUSTOMERS), raw_customers.page, _page(CUSTOMERS), scoped=True)
    yield Asked(page, "facets", lambda question: facets(question, View()), raw_customers.facets, _choices)


def _choices(answer: Any) -> Rows:
    return sorted((facet, one, count) for facet, found in answer.items() for one, count in found.items() if count)


def questions() -> list[Asked]:
    """Every question, in the order of the pages."""
    return [*subscriptions(), *calling(), *customers()]
