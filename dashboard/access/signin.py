"""The sign-in page, the one-time link and sign-out. The page is plain HTML: it works without JavaScript."""

from datetime import timedelta
from math import ceil

import sqlalchemy as sa
from flask import Blueprint, make_response, redirect, render_template, request, session
from flask_babel import gettext, ngettext
from flask_login import current_user, login_user
from sqlalchemy.engine import Engine
from werkzeug.wrappers import Response

from dashboard.access import passwords
from dashboard.access.accounts import User, find_user
from dashboard.access.links import use_link
from dashboard.access.preferences import inside, remember
from dashboard.access.sign_in_limits import count_failure, forgive, limits, wait
from dashboard.data.store import audit, now, reading, writing
from dashboard.data.store import user as users
from dashboard.server.failures import failure_page
from dashboard.services import services

signin = Blueprint("signin", __name__)


@signin.route("/login", methods=["GET", "POST"])
def login() -> Response:
    """The form, and what becomes of it."""
    target = inside(request.args.get("next"))
    if request.method == "POST":
        return _attempt(request.form.get("email", "")[:254], request.form.get("password", ""), target)
    return redirect(target, 303) if current_user.is_authenticated else _form("", target)


@signin.post("/logout")
def logout() -> Response:
    """Ends the user's sessions, in every browser: one that was copied must not outlive the sign-out."""
    with writing(services().store) as connection:
        mine = users.c.user_id == current_user.user_id
        connection.execute(sa.update(users).where(mine).values(session_epoch=users.c.session_epoch + 1))
        audit(connection, "signed out", current_user.email, current_user.email, request.remote_addr or "")
    session.clear()
    return redirect("/login", 303)


@signin.get("/link/<secret>")
def link(secret: str) -> Response:
    """Signs in whom the link was made for. Opening it is enough, as with a notebook server's.

    A browser that loads addresses ahead, or asks for the headers alone, does not spend it.
    """
    if request.method == "HEAD" or "prefetch" in request.headers.get("Sec-Purpose", ""):
        return Response(status=204)
    user = use_link(services().store, secret)
    if user is not None:
        return _enter(user, "/", "signed in with a one-time link")
    if current_user.is_authenticated:
        return redirect("/", 303)
    message = gettext("A sign-in link works once and for 15 minutes. Start the server again to get a new one.")
    return failure_page(410, gettext("This link is no longer good"), message)


def _attempt(email: str, password: str, target: str) -> Response:
    store, at = services().store, now()
    counted = limits(email, request.remote_addr or "")
    if delay := wait(store, at, *counted):
        return _too_many(email, target, delay)
    count_failure(store, at, *counted)
    user = _checked(store, email, password)
    if user is None:
        _log_failure(store, email)
        return _form(email, target, gettext("E-mail address or password is wrong."), 401)
    forgive(store, at, *counted)
    return _enter(user, target, "signed in")


def _checked(store: Engine, email: str, password: str) -> User | None:
    """The user whose password it is. A stranger's address takes as long as a user's."""
    mine = users.c.email == email.strip().lower()
    with reading(store) as connection:
        user = find_user(connection, mine)
        password_hash = connection.execute(sa.select(users.c.password_hash).where(mine)).scalar()
    if not passwords.verify(password_hash, password) or user is None or user.disabled:
        return None
    if password_hash and passwords.needs_rehash(password_hash):
        with writing(store) as connection:
            connection.execute(sa.update(users).where(mine).values(password_hash=passwords.hash_password(password)))
    return user


def _enter(user: User, target: str, action: str) -> Response:
    """A new session: nothing that was in the browser before survives."""
    with writing(services().store) as connection:
        connection.execute(sa.update(users).where(users.c.user_id == user.user_id).values(last_sign_in=now()))
        audit(connection, action, user.email, user.email, request.remote_addr or "")
    session.clear()
    session.permanent = True
    login_user(user)
    return remember(redirect(target, 303), user)


def _log_failure(store: Engine, email: str) -> None:
    """Only addresses that exist are written down: people type passwords into the wrong field."""
    with writing(store) as connection:
        user = find_user(connection, users.c.email == email.strip().lower())
        subject = user.email if user else "unknown address"
        audit(connection, "sign-in failed", subject, subject, request.remote_addr or "")


def _too_many(email: str, target: str, delay: timedelta) -> Response:
    seconds = ceil(delay.total_seconds())
    if seconds < 60:
        when = ngettext("Try again in %(num)s second.", "Try again in %(num)s seconds.", seconds)
    else:
        when = ngettext("Try again in %(num)s minute.", "Try again in %(num)s minutes.", ceil(seconds / 60))
    response = _form(email, target, f"{gettext('Too many failed attempts.')} {when}", 429)
    response.headers["Retry-After"] = str(seconds)
    return response


def _form(email: str, target: str, error: str = "", status: int = 200) -> Response:
    page = render_template("login.html", email=email, target=target, error=error)
    return make_response(page, status)
