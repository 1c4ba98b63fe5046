"""Who asks: the request's user, turned into the scopes that every question needs."""

from typing import Literal

from flask import request
from flask_login import current_user

from dashboard.accounts import may, regions_for, scope_for
from dashboard.address import Arguments, Reader
from dashboard.data.question import Question
from dashboard.data.scope import Scope
from dashboard.errors import Forbidden
from dashboard.services import services


def scopes() -> dict[str, Scope]:
    """The regions that hold customers the user may see, in the order of the settings, each as the user's scope.

    Raises Forbidden when there is none, or when the user's role sees no analytics.
    """
    if not may(current_user, "analytics"):
        raise Forbidden("Your role does not include analytics. Ask a full administrator for another role.")
    found = {region.code: scope_for(current_user, region.code) for region, _ in regions_for(current_user)}
    if not found:
        raise Forbidden("No customer is assigned to you yet. Ask a full administrator to assign some.")
    return found


def question(reader: Reader) -> Question:
    """The question that a reader's query string asks, in the user's scope."""
    return reader.question(scopes(), services().settings.as_of())


def reader() -> Reader:
    """A reader of the request's own query string that refuses what means nothing."""
    arguments: Arguments = request.args
    return Reader(arguments)


def theme() -> Literal["light", "dark"]:
    """The theme that charts are drawn for: the cookie's, else the system's as the browser last told it."""
    chosen = request.cookies.get("theme") or request.cookies.get("system_theme")
    return "dark" if chosen == "dark" else "light"
