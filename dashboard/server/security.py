"""Refuses every request without a user, and every change that another site may have sent; sets the headers."""

import re
from collections.abc import Callable
from typing import Any

import dash
from flask import Flask, Request, Response, abort, g, redirect, request, session, url_for
from flask.sessions import SecureCookieSessionInterface
from flask_babel import gettext
from flask_login import LoginManager, current_user
from werkzeug.wrappers import Response as AnyResponse

from dashboard.access.accounts import User
from dashboard.access.sign_in.limits import count_failure, token_limit, wait
from dashboard.access.sign_in.sessions import LENGTH, SESSION_KEY, session_user
from dashboard.access.tokens import token_user
from dashboard.data.query.asker import asker
from dashboard.data.storage.store import audit, came_from, now, writing
from dashboard.errors import StoreUnavailable
from dashboard.i18n import N_
from dashboard.server.incoming import BODY_AHEAD
from dashboard.server.user_limits import begin_share, register_shares
from dashboard.services import services
from dashboard.telemetry.meters import meters
from dashboard.web.csp import PLAIN
from dashboard.web.failures import STAYS, failure_page, is_program, problem
from dashboard.web.origins import host_of, page_before

_ALIVE = frozenset({"healthz", "readyz", "metrics"})  # nobody is looked up for them: the store may be down
_OPEN = frozenset({
    "healthz", "readyz", "metrics", "signin.login", "signin.link", "signin.choose_password",
    "signin.open_password_link", "preferences.choose_language", "sso.begin", "sso.come_back", "feeds.feed",
})  # fmt: skip
_SIGNED = frozenset({"call_records"})  # the body itself proves who sends it (feed/hook.py)
_OPEN_FILES = frozenset({"/assets/favicon.svg", "/assets/login.css"})  # what the sign-in page needs
_FILES = ("/assets/", "/vendor/", "/_dash-component-suites/", "/_favicon.ico")
_PAGES = frozenset({"/", "/<path:path>"})  # what Dash answers with a page
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class _Sessions(SecureCookieSessionInterface):
    """The session's cookie is for HTTPS alone, and bound to the host, when the page came over HTTPS."""

    def get_cookie_name(self, app: Flask) -> str:
        return "__Host-dashboard" if request.is_secure else "dashboard"

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure


def register(server: Flask) -> None:
    """Guards a server. To be called before anything else registers a route or a hook."""
    server.session_interface = _Sessions()
    server.config.update(
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=LENGTH,
        SESSION_REFRESH_EACH_REQUEST=False,
    )
    manager = LoginManager(server)
    manager.user_loader(_session_user)
    manager.request_loader(_bearer)
    register_shares(server)
    server.before_request(guard)
    server.after_request(_harden)


def register_pages(server: Flask, policy: Callable[[], str]) -> None:
    """Sends the app's own policy with its pages, 404 with what is none; everything else may run no script."""

    def finish(response: Response) -> Response:
        if request.endpoint in _PAGES and response.status_code == 200:
            response.headers["Content-Security-Policy"] = policy()
            response.status_code = 200 if _is_page(request.path) else 404
        return response

    server.after_request(finish)


def guard() -> AnyResponse | None:
    """Refuses by default. What passes has a user, or is on the short list of what strangers need."""
    came_from.set(request.remote_addr or "")
    if request.endpoint in _SIGNED or request.endpoint in _ALIVE:
        return None
    if request.method not in _SAFE and not _has_bearer():
        _refuse_other_sites(request)
    stranger = not current_user.is_authenticated
    asker.set("" if stranger else current_user.email)
    if stranger:
        _bound_body(request)
    else:
        g.language = current_user.language
        begin_share(current_user.user_id)
    if not stranger and request.endpoint in _PAGES and is_program(request.path):
        abort(404, "there is nothing under this address")
    if not stranger or request.endpoint in _OPEN or request.path in _OPEN_FILES:
        return None
    return _refuse_bearer() if _has_bearer() else _refuse()


def _bound_body(asked: Request) -> None:
    """What a stranger says has come as a whole before a thread began (`incoming`): no thread waits for the rest."""
    asked.max_content_length = BODY_AHEAD
    if (asked.content_length or 0) > BODY_AHEAD:
        abort(413, N_("sign in first: this is more than a stranger may send"))
    if "chunked" in asked.headers.get("Transfer-Encoding", "").lower():
        abort(411, N_("say how long the body is"))


def _is_page(path: str) -> bool:
    """Whether a page is registered under the path: Dash answers every path with its shell."""
    templates = [page["path_template"] or page["path"] for page in dash.page_registry.values()]
    return any(re.fullmatch(re.sub("<[^>]*>", "[^/]+", template), path.rstrip("/") or "/") for template in templates)


def _refuse() -> AnyResponse:
    if request.method not in _SAFE and _reads_pages():
        return redirect("/login", 303) if request.endpoint == "signin.logout" else _nothing_saved()
    if request.method not in ("GET", "HEAD") or is_program(request.path):
        return _unauthorized("sign in, or send a token as `Authorization: Bearer …`")
    here = request.full_path.rstrip("?")
    return redirect(url_for("signin.login", next=None if here == "/" else here))


def _reads_pages() -> bool:
    """Whether a person waits for the answer: a browser that follows a form asks for a page."""
    return "text/html" in request.headers.get("Accept", "") and STAYS not in request.headers


def _nothing_saved() -> AnyResponse:
    """To whoever sent a form after their session was over."""
    text = gettext("Nothing was saved. Sign in, and fill in the form once more.")
    back = url_for("signin.login", next=page_before() or None), gettext("Sign in")
    return failure_page(401, gettext("You are signed out"), text, back=back)


def _refuse_bearer() -> AnyResponse:
    """Counts a token that is none; from the twentieth on the caller has to wait."""
    store, at, limit = services().store, now(), token_limit(request.remote_addr or "")
    if delay := wait(store, at, limit):
        meters().sign_in_failures.labels("limited").inc()
        refused = problem(429, "too_many_requests", f"wrong tokens: try again in {round(delay.total_seconds())} s")
        refused.headers["Retry-After"] = str(round(delay.total_seconds()) + 1)
        return refused
    meters().sign_in_failures.labels("token").inc()
    count_failure(store, at, limit)
    with writing(store) as connection:  # at most as many as the limit lets through
        audit(connection, N_("token refused"), request.path[:200], "unknown token")
    return _unauthorized("the token is unknown, revoked or expired; see `python -m dashboard token create`")


def _unauthorized(text: str) -> AnyResponse:
    refused = problem(401, "unauthorized", text)
    refused.headers["WWW-Authenticate"] = "Bearer"
    return refused


def _refuse_other_sites(asked: Request) -> None:
    """Changes come from our own pages. A browser says so, and its pages cannot make it say anything else.

    The sign-in form alone also takes a client that says nothing: it brings no session along, and is no browser.
    """
    site, origin = asked.headers.get("Sec-Fetch-Site"), asked.headers.get("Origin")
    if site is None and origin is None and asked.endpoint == "signin.login":
        return
    same = site == "same-origin" if site is not None else host_of(origin or "") == asked.host
    if not same:
        abort(403, N_("this request came from another site"))


def _has_bearer() -> bool:
    return request.path.startswith("/api/v1/") and "Authorization" in request.headers


def _session_user(session_id: str) -> User | None:
    """The user of a session; None when it is over, the user is disabled, or a token speaks instead."""
    if _has_bearer():
        return None
    if g.get("store_down"):
        return None  # the page that says so asks again who reads it
    try:
        user = session_user(services().store, session.get(SESSION_KEY, ""), request.remote_addr or "")
    except StoreUnavailable:
        g.store_down = True
        raise
    return user if user and user.get_id() == session_id else None


def _bearer(asked: Any) -> User | None:
    if not _has_bearer():
        return None
    scheme, _, secret = asked.headers["Authorization"].partition(" ")
    return token_user(services().store, secret.strip()) if scheme.lower() == "bearer" else None


def _harden(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", PLAIN)
    if not request.path.startswith(_FILES) or response.status_code >= 400:
        response.headers["Cache-Control"] = "no-store"
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response
