"""Forms that a page sends without being left (assets/post.js): their answers say where to go on, or why not."""

from flask import Flask, Response, request, session

from dashboard.web.failures import STAYS, problem

LEADS_TO = "X-Leads-To"
_FLASHED = "_flashes"  # of the session: what Flask's `flash` keeps for the next page, with its kind


def register_posts(server: Flask) -> None:
    """Answers such forms as their pages expect it."""
    server.after_request(_stay)


def _stay(response: Response) -> Response:
    """Names the way on rather than leading there: a script that follows it would take what the next page is to tell.

    A refusal that the next page would tell is told at once, and nothing leads away from what was typed.
    """
    if STAYS not in request.headers or response.status_code not in (302, 303):
        return response
    refusals = [text for kind, text in session.get(_FLASHED, ()) if kind == "error"]
    if refusals:
        session.pop(_FLASHED)
        return problem(409, "refused", " ".join(refusals))
    response.status_code = 204
    response.headers[LEADS_TO] = response.headers.pop("Location")
    response.set_data(b"")
    return response
