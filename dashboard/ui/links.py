"""Addresses that lead from one number to another: its proof, its page, its file. Each states all it depends on."""

from urllib.parse import urlencode

from dashboard.data.alerts.subjects import subjects
from dashboard.data.query.question import Question, View
from dashboard.data.query.table import Table
from dashboard.data.renewals.table import RENEWALS
from dashboard.data.subscriptions import right_sizing
from dashboard.ui import ids

PATH, ALERTS, REPORTS = "/proof", "/alerts", "/reports"

Pairs = list[tuple[str, str]]


def proof_address(page: str, key: str, question: Question, table: Table | None = None, view: View | None = None) -> str:
    """Where the KPI of a page is proved, `key` as its card names it; of a section with its table and its filters.

    Region and date are always told, so that the address shows the same tomorrow and to somebody else.
    """
    own = _filters(view, f"{table.name}.") if table and view else []
    return f"{PATH}?{urlencode([('kpi', f'{page}.{key}'), *_asked(question, table), *own])}"


def page_address(path: str, question: Question, table: Table | None = None, view: View | None = None) -> str:
    """The page with the same question, at the section of the table."""
    place = f"#{table.name}" if table else ""
    own = _filters(view, f"{table.name}.") if table and view else []
    return f"{path}?{urlencode([*_asked(question, table), *own])}{place}"


def data_address(question: Question) -> str:
    """Where files of the question's region are brought."""
    return f"/data?{urlencode({'region': question.scope.region.code})}"


def export_query(question: Question, table: Table, view: View) -> str:
    """What the API must be told to give the rows of a table as they are shown: filters, order and columns too."""
    order = [("sort", ",".join(view.sort))] if view.sort else []
    columns = [("columns", ",".join(view.columns))] if view.columns else []
    return urlencode([*_asked(question, table), *_filters(view, ""), *order, *columns])


def tell_address(
    question: Question, subject: str, view: View | None = None, threshold: float | None = None
) -> str | None:
    """Where a rule about a table or a KPI is made, filled in with what narrows it; None where it cannot be watched.

    `subject` is its name among `data.alerts.subjects`. A rule speaks of the days to come, so no date goes along.
    """
    watched = subjects().get(subject)
    if watched is None:
        return None
    left_out = ("as_of", "compare", "window", "buffer", "measure", "days")
    asked = [(key, value) for key, value in _asked(question, watched.table) if key not in left_out]
    own = _filters(view, "") if view else []
    if watched.table is RENEWALS and question.days != Question.days:
        own.append(("filter.days_left", f"<={question.days}"))
    way = [] if watched.metric else [("way", "either")]
    limit = [] if threshold is None else [("threshold", str(round(threshold, 4)).removesuffix(".0"))]
    return f"{ALERTS}?{urlencode([('subject', subject), *asked, *own, *way, *limit])}#{ids.ALERT_FORM}"


def schedule_address(question: Question, table: Table, view: View) -> str:
    """Where a table is scheduled as a report, as it is narrowed now; of the days to come, so no date goes along."""
    asked = [(key, value) for key, value in _asked(question, table) if key not in ("as_of", "compare")]
    columns = [("columns", ",".join(view.columns))] if view.columns else []
    return f"{REPORTS}?{urlencode([('table', table.name), *asked, *_filters(view, ''), *columns])}#{ids.REPORT_FORM}"


def _filters(view: View, prefix: str) -> Pairs:
    return [(f"{prefix}filter.{part.column}", part.text) for part in view.filters]


def _asked(question: Question, table: Table | None) -> Pairs:
    scope = question.scope
    asked = [("region", scope.region.code), ("as_of", question.moment.as_of.isoformat())]
    if question.compare:
        asked.append(("compare", question.compare.as_of.isoformat()))
    if table and question.product != "meetings":
        asked.append(("product", question.product))
    if table in right_sizing.TABLES:
        asked += [("window", str(question.window)), ("buffer", str(question.buffer))]
    if table is RENEWALS:
        asked.append(("days", str(question.days)))
    if table and table.by_measure:
        asked.append(("measure", question.measure))
    asked += [("tag", tag) for tag in scope.tags]
    return asked + [(key, value) for key, value in (("managed_by", scope.managed_by), ("q", scope.search)) if value]
