"""Every request: its id, and what is counted, timed and logged of it, by its route's pattern, never its address."""

import logging
import re
import secrets
import time

from flask import Flask, Response, g, request

from dashboard.telemetry.logs import request_id
from dashboard.telemetry.meters import meters

HEADER = "X-Request-ID"
_SANE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}", re.ASCII)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"})

_log = logging.getLogger(__name__)


def register_requests(server: Flask) -> None:
    """Follows every request of a server. To be called before anything else registers a hook: first in, last out."""
    server.before_request(_begin)
    server.after_request(_end)
    server.teardown_request(_forget)


def this_request() -> str:
    """The id of the request at work, for people to quote."""
    return str(g.get("request_id", ""))


def route() -> str:
    """The pattern that the request's address matches: `/customers/<org_id>`, never whose."""
    return request.url_rule.rule if request.url_rule else "none"


def _begin() -> None:
    """Takes the id that a proxy gave when it looks like one."""
    sent = request.headers.get(HEADER, "")
    g.request_id = sent if _SANE.fullmatch(sent) else secrets.token_hex(8)
    g.began = time.perf_counter()
    request_id.set(g.request_id)


def _end(response: Response) -> Response:
    seconds = time.perf_counter() - g.get("began", time.perf_counter())
    method = request.method if request.method in _METHODS else "other"
    pattern, status = route(), response.status_code
    counters = meters()
    counters.requests.labels(pattern, method, str(status)).inc()
    counters.request_seconds.labels(pattern, method).observe(seconds)
    labels = {"route": pattern, "method": method, "status": status, "ms": round(seconds * 1000)}
    _log.info("%s %s %s in %s ms", method, pattern, status, labels["ms"], extra=labels)
    if g.get("request_id"):
        response.headers[HEADER] = g.request_id
    return response


def _forget(_error: BaseException | None) -> None:
    """The thread's next words are not this request's."""
    request_id.set("")
