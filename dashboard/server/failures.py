"""What a user is told when something fails: what happened and an error id, never how it looks inside."""

import logging
import traceback
from pathlib import Path

from flask import Flask, Response, jsonify, render_template, request
from flask_babel import gettext
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from dashboard.data.store import now
from dashboard.errors import BadParameter, DashboardError, Forbidden, NotFound, RegionUnavailable
from dashboard.server.requests import route, this_request
from dashboard.words import N_

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
_TITLES = {
    400: N_("This request cannot be understood"),
    403: N_("This is not allowed"),
    404: N_("There is no such page"),
    503: N_("A database is out of reach"),
}

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


def failure_page(status: int, title: str, message: str, error_id: str = "") -> Response:
    """An error as a page that leads back."""
    page = render_template("error.html", title=title, message=message, error_id=error_id, at=now())
    return Response(page, status, mimetype="text/html")


def _answer(error: Exception) -> Response:
    status, message = _read(error)
    error_id = this_request()
    if status >= 500:
        _note(error, status)
    if is_program(request.path):
        said = f"{message} (error id {error_id})" if status >= 500 else message
        answer = problem(status, _CODES.get(status, "failed"), said)
    else:
        title = gettext(_TITLES.get(status, N_("Something went wrong")))
        answer = failure_page(status, title, gettext(message), error_id)
    if isinstance(error, HTTPException):
        _keep_headers(error, answer)
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
        case RegionUnavailable():
            return 503, gettext("A database cannot be reached. Try again in a minute.")
        case OperationalError() if "out of memory" in str(error.orig).lower():
            return 503, gettext(
                "The database has too little memory for this answer. Ask for fewer rows, or try again when less is "
                "going on; your administrator can raise DASHBOARD_DUCKDB_MEMORY, or PostgreSQL's own limits."
            )
        case DashboardError():
            return 500, gettext(
                "The request failed. Try again; if it fails again, tell your administrator the error id."
            )
    if _is_forged(error):
        return 400, "not a callback of this application"
    return 500, gettext("The request failed. Try again; if it fails again, tell your administrator the error id.")


def _is_forged(error: Exception) -> bool:
    """Whether a callback's request failed before any code of ours was reached: no page sends such a one."""
    if not request.path.startswith("/_dash-update-component"):
        return False
    return not any(frame.filename.startswith(_HERE) for frame in traceback.extract_tb(error.__traceback__))


def _note(error: Exception, status: int) -> None:
    """The log's line bears the same id as the answer."""
    trace = None if isinstance(error, DashboardError | HTTPException) else error
    _log.error("error %s: %s %s: %s", this_request(), status, route(), _one_line(error), exc_info=trace)


def _one_line(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:500]


def _keep_headers(error: HTTPException, answer: Response) -> None:
    """Allow, Retry-After and the like; the body's own stay."""
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            answer.headers.setdefault(name, value)
