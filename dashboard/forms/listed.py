"""Which rows of a table a form is about: those selected, or all that the table shows.

`chosen` are the selected ones: ids of customers with commas between them, or of a table of subscriptions a JSON list of
pairs. Without it `query` says which table it is, and `expected` how many rows it had when it was shown.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass

from flask import flash, request
from werkzeug.wrappers import Response

from dashboard.access import request_scope
from dashboard.data.customers.edits import demand_customers
from dashboard.data.customers.table import CUSTOMERS
from dashboard.data.customers.work import MOST_AT_ONCE
from dashboard.data.query import queries
from dashboard.data.query.question import Question, View
from dashboard.data.query.scope import Scope
from dashboard.data.query.table import Table
from dashboard.data.renewals.table import RENEWALS
from dashboard.data.subscriptions.sections import EXPIRING, RENEWING
from dashboard.errors import BadParameter, Conflict, NotFound
from dashboard.forms.page import nothing_changed
from dashboard.forms.saved_views import back
from dashboard.i18n import N_
from dashboard.ui import formats
from dashboard.web.address import Reader, fields_of

PAGES: dict[str, tuple[Table, str]] = {
    CUSTOMERS.name: (CUSTOMERS, "/customers"),
    EXPIRING.name: (EXPIRING, "/subscriptions"),
    RENEWING.name: (RENEWING, "/subscriptions"),
    RENEWALS.name: (RENEWALS, "/renewals"),
}
"""Tables whose rows can be selected, and where each stands."""


@dataclass(frozen=True)
class Listed:
    """The question of the table, how it is read, the ids of the customers, and pairs of them and their subscriptions
    where the rows are such."""

    question: Question
    view: View
    org_ids: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...] = ()

    @property
    def scope(self) -> Scope:
        """All that the asker may see in the region."""
        return self.question.scope.unfiltered


def table_sent() -> tuple[Table, str]:
    """The table that the form names and its page; the list of customers unless it names another."""
    return PAGES.get(request.form.get("table", ""), PAGES[CUSTOMERS.name])


def done(act: Callable[[Listed], str]) -> Response:
    """Does it and leads back to the table; a refusal that the reader can mend is said there."""
    query, (table, page) = query_sent(), table_sent()
    try:
        flash(act(listed(query, table)), "info")
    except (BadParameter, Conflict, NotFound) as problem:
        return refused(query, problem, page)
    return back(query, page)


def refused(query: str, problem: BadParameter | Conflict | NotFound, page: str = "/customers") -> Response:
    """Back to the page, which says why nothing was changed."""
    flash(nothing_changed(problem), "error")
    return back(query, page)


def query_sent() -> str:
    """The query string of the page that the form stood on."""
    return request.form.get("query", "").removeprefix("?")[:4_000]


def listed(query: str, table: Table) -> Listed:
    """The rows that the form names. Raises BadParameter, NotFound, Forbidden, and Conflict for another list than was
    seen."""
    reader = Reader(fields_of(query), lambda problem: None)  # as the page: what means nothing falls back
    question = request_scope.question(reader, request_scope.right_of(table))
    view = reader.view(table, f"{table.name}.", columns=False)
    pairs = _customers() if table is CUSTOMERS else _pairs()
    if pairs:
        _bounded(len(pairs))
        org_ids = tuple(dict.fromkeys(org_id for org_id, _subscription in pairs))
        demand_customers(question.scope, org_ids)
        return _listed(table, question, view, pairs)
    names = ("org_id",) if table is CUSTOMERS else ("org_id", "subscription_id")
    asked = View(view.sort, view.filters, names)
    rows = queries.rows(question, table, asked, limit=MOST_AT_ONCE + 1)
    _bounded(len(rows))
    if request.form.get("expected") != str(len(rows)):
        raise Conflict(N_("The list has changed meanwhile. Look at it again."), len(rows))
    return _listed(table, question, view, [(row["org_id"], row.get("subscription_id", "")) for row in rows])


def _listed(table: Table, question: Question, view: View, chosen: list[tuple[str, str]]) -> Listed:
    org_ids = tuple(dict.fromkeys(org_id for org_id, _subscription in chosen))
    pairs = () if table is CUSTOMERS else tuple(dict.fromkeys(chosen))
    return Listed(question, view, org_ids, pairs)


def _customers() -> list[tuple[str, str]]:
    chosen = request.form.get("chosen", "").split(",")
    return [(org_id, "") for org_id in dict.fromkeys(org_id.strip().lower() for org_id in chosen) if org_id]


def _pairs() -> list[tuple[str, str]]:
    """Raises BadParameter for what no table sends."""
    text = request.form.get("chosen", "")
    try:
        pairs = json.loads(text) if text else []
    except (ValueError, RecursionError):
        pairs = None
    if not isinstance(pairs, list) or not all(_is_pair(pair) for pair in pairs):
        raise BadParameter("chosen", N_("Select rows of the table."))
    return [(org_id.lower(), subscription_id) for org_id, subscription_id in pairs]


def _is_pair(pair: object) -> bool:
    """Two texts that a database may hold."""
    return (
        isinstance(pair, list) and len(pair) == 2 and all(isinstance(part, str) and part.isprintable() for part in pair)
    )


def _bounded(number: int) -> None:
    if not 0 < number <= MOST_AT_ONCE:
        most = formats.count(MOST_AT_ONCE)
        raise BadParameter("chosen", N_("Select 1 to %(most)s customers, or filter the list to as many."), most=most)
