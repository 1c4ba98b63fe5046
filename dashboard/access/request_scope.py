"""Who asks: the request's user, turned into the scopes that every question needs."""

from datetime import date

from flask import g, request
from flask_login import current_user

from dashboard.access.accounts import scope_for
from dashboard.access.assignments import assigned_digest
from dashboard.access.rights import Right, may
from dashboard.access.visible_regions import regions_down, regions_for
from dashboard.data.query.moment import moment
from dashboard.data.query.question import Moment, Question
from dashboard.data.query.scope import Scope
from dashboard.data.query.table import Table
from dashboard.data.storage.store import digest
from dashboard.errors import BadParameter, Forbidden, RegionUnavailable
from dashboard.i18n import N_
from dashboard.services import services
from dashboard.ui.tokens import Theme, theme_of
from dashboard.web.address import Arguments, Reader, refuse


def scopes(right: Right = "analytics") -> dict[str, Scope]:
    """The regions that hold customers the user may see, in the order of the settings, each as the user's scope.

    Raises Forbidden when there is none, or when the user's role has not the right.
    """
    if not may(current_user, right):
        raise Forbidden(N_("Your role does not include analytics. Ask a full administrator for another role."))
    if "scopes" not in g:
        g.scopes = _scopes()
    by_region: dict[str, Scope] = g.scopes
    return by_region


def _scopes() -> dict[str, Scope]:
    by_region = {region.code: scope_for(current_user, region.code) for region, _ in regions_for(current_user)}
    if not by_region and (down := regions_down()):
        raise RegionUnavailable(f"region {', '.join(down)}: out of reach")
    if not by_region:
        raise Forbidden(N_("No customer is assigned to you yet. Ask a full administrator to assign some."))
    return by_region


def question(reader: Reader, right: Right = "analytics", *, every_region: bool = False) -> Question:
    """The question that a reader's query string asks, in the user's scope; raises Forbidden without the right.

    Raises RegionUnavailable when the region asked for is out of reach, or might be the one that is meant without a
    name: another region's numbers never take its place. `every_region`: of a page that answers for each of them, and
    says itself which is out of reach; the region of the question is then the one that links lead on to.
    """
    allowed, asked, order = scopes(right), reader.arguments.get("region", "").strip(), list(services().regions)
    down = regions_down()
    if every_region and asked in down:
        arguments = [(key, value) for key, value in reader.arguments.items(multi=True) if key != "region"]
        reader = Reader(Arguments(arguments), reader.refused)
    for code in () if every_region else down:
        if code == asked or (asked not in allowed and order.index(code) < order.index(next(iter(allowed)))):
            raise RegionUnavailable(f"region {code}: out of reach")
    return reader.question(scopes(right), services().settings.as_of(), _moment)


def right_of(table: Table) -> Right:
    """What a role must have to read a table: the list of customers is no analytics."""
    return "customers" if table.name == "customers" else "analytics"


def _moment(scope: Scope, as_of: date) -> Moment:
    """The moment, looked up once in a request: the sections of a page speak of the same one."""
    moments: dict[tuple[str, date], Moment] = g.setdefault("moments", {})
    key = (scope.region.code, as_of)
    if key not in moments:
        moments[key] = moment(scope, as_of)
    return moments[key]


def data_version(question: Question) -> str:
    """A mark of what answers rest on: another as soon as the data, the asker's customers or the day changes.

    It begins with the region's code and a colon. Browsers keep answers as long as it stays (assets/kept.js).
    """
    scope, version = question.scope, question.moment.version
    versions: dict[tuple[str, int], str] = g.setdefault("data_versions", {})
    key = (scope.region.code, version)
    if key not in versions:
        own = "" if scope.user_id is None else assigned_digest(scope.region, scope.user_id)
        versions[key] = digest(f"{version} {scope.user_id} {own} {services().settings.as_of()}")
    return f"{scope.region.code}:{versions[key]}"


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
