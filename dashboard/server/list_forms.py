"""The form of the list of customers that tags all it shows."""

from urllib.parse import parse_qsl

from flask import Blueprint, flash, request
from flask_babel import gettext, ngettext
from flask_login import current_user
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from dashboard import asking
from dashboard.access import customer_changes
from dashboard.address import Reader
from dashboard.data import queries
from dashboard.data.customer_list import CUSTOMERS
from dashboard.data.scope import Scope
from dashboard.data.tags import MOST_AT_ONCE
from dashboard.errors import BadParameter, Conflict
from dashboard.server.view_forms import back
from dashboard.ui import formats
from dashboard.words import N_

list_forms = Blueprint("list_forms", __name__)
_NAMED = 5  # customers that a message names


@list_forms.post("/customers-tags")
def tag_list() -> Response:
    """Adds `tag` to the customers that `query` shows, or takes it away (`way`); `expected`: how many there were.

    Raises Forbidden.
    """
    customer_changes.demand(current_user, "tags_edit")
    query = request.form.get("query", "").removeprefix("?")[:4_000]
    try:
        flash(_tagged(query), "info")
    except BadParameter as problem:
        flash(_nothing(gettext(problem.text, **problem.values)), "error")
    except Conflict as problem:
        flash(_nothing(gettext(str(problem))), "error")
    return back(query)


def _tagged(query: str) -> str:
    """What was done, in words. Raises BadParameter, Conflict when the list is another than the one that was shown."""
    way, tag = request.form.get("way", ""), request.form.get("tag", "").strip()
    if way not in ("add", "remove") or not tag:
        raise BadParameter("tag", N_("Enter a tag."))
    scope, org_ids = _listed(query)
    if request.form.get("expected") != str(len(org_ids)):
        raise Conflict(N_("The list has changed meanwhile. Look at it again."), len(org_ids))
    done = customer_changes.tag_many(current_user, scope, org_ids, "add" if way == "add" else "remove", [tag])
    said = ngettext("%(num)s customer was changed.", "%(num)s customers were changed.", done.changed)
    if not done.exceeding:
        return said
    names = ", ".join(done.exceeding[:_NAMED]) + (" …" if len(done.exceeding) > _NAMED else "")
    full = gettext("Five tags already, left as they were: %(n)s", n=formats.count(len(done.exceeding)))
    return f"{said} {full} ({names})."


def _listed(query: str) -> tuple[Scope, list[str]]:
    """The customers that the list shows for a query string. Raises BadParameter."""
    try:
        arguments = MultiDict(parse_qsl(query, keep_blank_values=True, max_num_fields=200))
    except ValueError as error:
        raise BadParameter("query", N_("The list has changed meanwhile. Look at it again.")) from error
    reader = Reader(arguments, lambda problem: None)  # as the page: what means nothing falls back
    question = asking.question(reader, "customers")
    view = reader.view(CUSTOMERS, f"{CUSTOMERS.name}.")
    rows = queries.rows(question, CUSTOMERS, view, limit=MOST_AT_ONCE + 1)
    if len(rows) > MOST_AT_ONCE:
        most = formats.count(MOST_AT_ONCE)
        raise BadParameter("query", N_("Filter the list to 1 to %(most)s customers."), most=most)
    return question.scope.unfiltered, [str(row["org_id"]) for row in rows]


def _nothing(reason: str) -> str:
    return " ".join((gettext("Nothing was changed."), reason))
