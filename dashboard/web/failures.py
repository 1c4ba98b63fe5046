"""What a user is told when something fails: what happened and an error id, never how it looks inside."""

import logging
import traceback
from pathlib import Path

from flask import Flask, Response, jsonify, render_template, request
from flask_babel import gettext
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from werkzeug.exceptions import HTTPException

from dashboard.data.storage.store import now
from dashboard.errors import (
    BadParameter,
    DashboardError,
    Forbidden,
    NotFound,
    RegionUnavailable,
    StoreUnavailable,
    TooMany,
)
from dashboard.i18n import N_
from dashboard.web.origins import page_before
from dashboard.web.requests import route, this_request

STAYS = "X-Page-Stays"
"""A header of forms that a page sends without being left (assets/post.js)."""
_PROGRAMS = ("/api/", "/_", "/assets/", "/vendor/")
_HERE = str(Path(__file__).parents[1])
_CODES = {
    400: "bad_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
    429: "too_many_requests",
    500: "failed",
    503: "unavailable",
}
_NO_CALLBACK = "not a callback of this application"
_TITLES = {
    400: N_("This request cannot be understood"),
    403: N_("This is not allowed"),
    404: N_("There is no such page"),
    429: N_("Too many requests at once"),
    503: N_("A database is out of reach"),
}
_OTHER = N_("Something went wrong")

_log = logging.getLogger(__name__)


def register_failures(server: Flask) -> None:
    """Answers every failure of a server; more specific handlers go first."""
    server.register_error_handler(Exception, _answer)


def is_program(path: str) -> bool:
    """Whether programs ask for the path, so that answers are JSON rather than pages."""
    return path.startswith(_PROGRAMS)


def problem(status: int, code: str, message: str) -> Response:
    """The one shape of every error for a program: `{"error": {"code", "message"}}`."""
    response = jsonify(error={"code": code, "message": message})
    response.status_code = status
    return response


def failure_page(
    status: int, title: str, message: str, error_id: str = "", back: tuple[str, str] | None = None
) -> Response:
    """An error as a page that leads to the start, and first `back`: an address and what it is called."""
    page = render_template("error.html", title=title, message=message, error_id=error_id, at=now(), back=back)
    return Response(page, status, mimetype="text/html")


def _answer(error: Exception) -> Response:
    status, message = _read(error)
    error_id = this_request()
    if status >= 500 or isinstance(error, OverflowError | RecursionError | UnicodeError | DataError):
        _note(error, status)
    if is_program(request.path) or STAYS in request.headers:
        said = f"{message} (error id {error_id})" if status >= 500 else message
        answer = problem(status, _CODES.get(status, "failed"), said)
    else:
        title = gettext(_TITLES.get(status, _OTHER))
        back = page_before() if request.method == "POST" else ""
        link = (back, gettext("Back to where you were")) if back else None
        answer = failure_page(status, title, gettext(message), error_id, link)
    if isinstance(error, HTTPException):
        _keep_headers(error, answer)
    if isinstance(error, TooMany):
        answer.headers["Retry-After"] = str(error.seconds)
    return answer


def _read(error: Exception) -> tuple[int, str]:
    """Status and words. Words of databases and of the code itself are for the log."""
    match error:
        case HTTPException():
            return error.code or 500, error.description or error.name
        case BadParameter():
            return 400, str(error)
        case Forbidden():
            return 403, str(error)
        case NotFound():
            return 404, str(error)
        case TooMany():
            return 429, str(error)
        case OverflowError() | RecursionError() | UnicodeError() | DataError():
            return 400, N_("A value is too large, nested too deeply, or no text.")
        case RegionUnavailable() | StoreUnavailable():
            return 503, gettext("A database cannot be reached. Try again in a minute.")
        case OperationalError() if "out of memory" in str(error.orig).lower():
            return 503, gettext(
                "The database has too little memory for this answer. Ask for fewer rows, or try again when less is "
                "going on; your administrator can raise DASHBOARD_DUCKDB_MEMORY, or PostgreSQL's own limits."
            )
        case DBAPIError() if error.connection_invalidated or "database or disk is full" in str(error.orig):
            return 503, gettext("A database cannot be reached. Try again in a minute.")
        case DashboardError():
            return 500, gettext(
                "The request failed. Try again; if it fails again, tell your administrator the error id."
            )
    if _is_dashs_own(error):
        return (404, "there is nothing under this address") if request.method == "GET" else (400, _NO_CALLBACK)
    return 500, gettext("The request failed. Try again; if it fails again, tell your administrator the error id.")


def _is_dashs_own(error: Exception) -> bool:
    """Whether a request to Dash itself failed before any code of ours was reached: no page sends such a one."""
    if not request.path.startswith("/_"):
        return False
    return not any(frame.filename.startswith(_HERE) for frame in traceback.extract_tb(error.__traceback__))


def _note(error: Exception, status: int) -> None:
    """The log's line has the same id as the answer."""
    trace = None if isinstance(error, DashboardError | HTTPException) else error
    _log.error("error %s: %s %s: %s", this_request(), status, route(), _one_line(error), exc_info=trace)


def _one_line(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:500]


def _keep_headers(error: HTTPException, answer: Response) -> None:
    """Allow, Retry-After and the like; the body's own stay."""
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            answer.headers.setdefault(name, value)
