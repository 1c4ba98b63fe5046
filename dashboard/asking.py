"""Who asks: the request's user, turned into the scopes that every question needs."""

from datetime import date

from flask import g, request
from flask_login import current_user

from dashboard.access.accounts import Right, may, scope_for
from dashboard.access.assignments import assigned_digest
from dashboard.access.reach import regions_down, regions_for
from dashboard.address import Arguments, Reader, refuse
from dashboard.data.moment import moment
from dashboard.data.question import Moment, Question
from dashboard.data.scope import Scope
from dashboard.data.store import digest
from dashboard.data.table import Table
from dashboard.errors import BadParameter, Forbidden, RegionUnavailable
from dashboard.services import services
from dashboard.ui.tokens import Theme, theme_of
from dashboard.words import N_


def scopes(right: Right = "analytics") -> dict[str, Scope]:
    """The regions that hold customers the user may see, in the order of the settings, each as the user's scope.

    Raises Forbidden when there is none, or when the user's role has not the right.
    """
    if not may(current_user, right):
        raise Forbidden(N_("Your role does not include analytics. Ask a full administrator for another role."))
    if "scopes" not in g:
        g.scopes = _scopes()
    found: dict[str, Scope] = g.scopes
    return found


def _scopes() -> dict[str, Scope]:
    found = {region.code: scope_for(current_user, region.code) for region, _ in regions_for(current_user)}
    if not found and (down := regions_down()):
        raise RegionUnavailable(f"region {', '.join(down)}: out of reach")
    if not found:
        raise Forbidden(N_("No customer is assigned to you yet. Ask a full administrator to assign some."))
    return found


def question(reader: Reader, right: Right = "analytics") -> Question:
    """The question that a reader's query string asks, in the user's scope; raises Forbidden without the right.

    Raises RegionUnavailable when the region asked for is out of reach, or might be the one that is meant without a
    name: another region's numbers never take its place.
    """
    found, asked, order = scopes(right), reader.arguments.get("region", "").strip(), list(services().regions)
    for code in regions_down():
        if code == asked or (asked not in found and order.index(code) < order.index(next(iter(found)))):
            raise RegionUnavailable(f"region {code}: out of reach")
    return reader.question(scopes(right), services().settings.as_of(), _moment)


def right_of(table: Table) -> Right:
    """What a role must have to read a table: the list of customers is no analytics."""
    return "customers" if table.name == "customers" else "analytics"


def _moment(scope: Scope, as_of: date) -> Moment:
    """The moment, looked up once in a request: the sections of a page speak of the same one."""
    known: dict[tuple[str, date], Moment] = g.setdefault("moments", {})
    key = (scope.region.code, as_of)
    if key not in known:
        known[key] = moment(scope, as_of)
    return known[key]


def data_version(question: Question) -> str:
    """A mark of what answers rest on: another as soon as the data, the asker's customers or the day changes.

    It begins with the region's code and a colon. Browsers keep answers as long as it stays (assets/kept.js).
    """
    scope, version = question.scope, question.moment.version
    known: dict[tuple[str, int], str] = g.setdefault("data_versions", {})
    key = (scope.region.code, version)
    if key not in known:
        own = "" if scope.user_id is None else assigned_digest(scope.region, scope.user_id)
        known[key] = digest(f"{version} {scope.user_id} {own} {services().settings.as_of()}")
    return f"{scope.region.code}:{known[key]}"


def reader() -> Reader:
    """A reader of the request's query string that refuses what means nothing; `unknown=ignore` falls back."""
    arguments: Arguments = request.args
    ignore = arguments.get("unknown") == "ignore"
    return Reader(arguments, _ignored if ignore else refuse)


def theme() -> Theme:
    """The theme that charts are drawn for: the cookie's, else the system's as the browser last told it."""
    return theme_of(request.cookies)


def _ignored(problem: BadParameter) -> None:
    """A page has told its reader already."""
