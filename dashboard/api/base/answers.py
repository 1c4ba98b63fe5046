"""Answers and errors as JSON."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import orjson
from flask import Response

from dashboard.data.customers.tags import Tags
from dashboard.data.customers.work import Work
from dashboard.data.renewals.states import RenewalWork
from dashboard.errors import BadParameter, Conflict, DashboardError, Invalid


def answer(body: Any, status: int = 200) -> Response:
    """A JSON response; dates are ISO, unknown is null, floats are not rounded."""
    return Response(orjson.dumps(body), status, mimetype="application/json")


def in_utc(at: datetime | None) -> datetime | None:
    """A moment as the store keeps it, in UTC, said so: as text it ends in `+00:00`."""
    return at and at.replace(tzinfo=UTC)


def error(status: int, code: str, message: str) -> Response:
    """The one shape of every error: `{"error": {"code", "message"}}`."""
    return answer({"error": {"code": code, "message": message}}, status)


def bad_parameter(problem: BadParameter) -> Response:
    """400, naming the parameter and what is allowed."""
    return error(400, "bad_parameter", f"{problem.parameter}: {problem.allowed}")


def invalid(problem: Invalid) -> Response:
    """400, naming every field that is wrong and what is allowed."""
    return error(400, "bad_parameter", str(problem))


def forbidden(problem: DashboardError) -> Response:
    """403 for a signed-in user without the right."""
    return error(403, "forbidden", str(problem))


def not_found(problem: DashboardError) -> Response:
    """404, the same for what does not exist and for what the user may not see."""
    return error(404, "not_found", str(problem))


def conflict(problem: Conflict) -> Response:
    """412 for a change of what somebody else changed meanwhile, with what is there now."""
    body: dict[str, Any] = {"error": {"code": "conflict", "message": str(problem)}}
    if isinstance(problem.current, Tags):
        body |= {"tags": problem.current.tags, "version": problem.current.version}
    elif isinstance(problem.current, Work | RenewalWork):
        body |= asdict(problem.current)
    return answer(body, 412)
