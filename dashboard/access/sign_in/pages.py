"""The sign-in page, one-time links and sign-out. The page is plain HTML: it works without JavaScript."""

from datetime import timedelta
from math import ceil
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import Blueprint, make_response, redirect, render_template, request, session
from flask_babel import gettext, ngettext
from flask_login import current_user, login_user
from sqlalchemy.engine import Engine
from werkzeug.wrappers import Response

from dashboard.access.account.preferences import remember
from dashboard.access.accounts import User, find_user
from dashboard.access.organisation import is_set_up
from dashboard.access.rights import may
from dashboard.access.sign_in import passwords
from dashboard.access.sign_in.limits import account_limit, count_failure, forgive, limits, wait
from dashboard.access.sign_in.links import password_link_user, use_link, use_password_link
from dashboard.access.sign_in.passwords import LONGEST, SHORTEST
from dashboard.access.sign_in.sessions import SESSION_KEY, close_session, open_session
from dashboard.data.storage.store import audit, now, reading, writing
from dashboard.data.storage.store import user as users
from dashboard.i18n import N_
from dashboard.services import services
from dashboard.telemetry.meters import meters
from dashboard.web.failures import failure_page
from dashboard.web.origins import inside

signin = Blueprint("signin", __name__)

_LINK = "opened_link"  # of the session: the secret of a link that was opened in this browser


@signin.route("/login", methods=["GET", "POST"])
def login() -> Response:
    """The form, and what becomes of it."""
    target = inside(request.args.get("next"))
    if request.method == "POST" and services().settings.sso_only:
        return sign_in_form("", target, _no_passwords(), 403)
    if request.method == "POST":
        return _attempt(request.form.get("email", "")[:254], request.form.get("password", ""), target)
    return redirect(target, 303) if current_user.is_authenticated else sign_in_form("", target)


@signin.post("/logout")
def logout() -> Response:
    """Ends the session, and with it every copy of its cookie: one that was copied must not outlive the sign-out."""
    with writing(services().store) as connection:
        close_session(connection, session.get(SESSION_KEY, ""))
        audit(connection, N_("signed out"), current_user.email, current_user.email)
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
        return enter(user, "/", N_("signed in with a one-time link"))
    if current_user.is_authenticated:
        return redirect("/", 303)
    return _link_is_spent()


@signin.get("/password/<secret>")
def open_password_link(secret: str) -> Response:
    """Takes the secret of an invitation or a password link out of the address, which browsers, proxies and logs keep.

    Looking at the form does not spend the link.
    """
    if services().settings.sso_only:
        return sign_in_form("", "/", _no_passwords(), 403)
    if password_link_user(services().store, secret) is None:
        return _link_is_spent()
    session[_LINK] = secret
    return redirect("/password", 303)


@signin.route("/password", methods=["GET", "POST"])
def choose_password() -> Response:
    """Lets the user of the link that this browser has opened choose a password."""
    if services().settings.sso_only:
        return sign_in_form("", "/", _no_passwords(), 403)
    secret = str(session.get(_LINK, ""))
    user = password_link_user(services().store, secret)
    if user is None:
        return _link_is_spent()
    if request.method != "POST":
        return make_response(render_template("password.html", email=user.email, shortest=SHORTEST, wrong={}))
    chosen, again = request.form.get("password", ""), request.form.get("again", "")
    if wrong := wrong_password(chosen, again):
        return make_response(render_template("password.html", email=user.email, shortest=SHORTEST, wrong=wrong), 400)
    entered = use_password_link(services().store, secret, chosen)
    return enter(entered, "/", N_("signed in")) if entered else _link_is_spent()


def wrong_password(chosen: str, again: str) -> dict[str, str]:
    """What is wrong with a new password, by the form's field; nothing when it is good."""
    wrong = {}
    if not SHORTEST <= len(chosen) <= LONGEST:
        wrong["password"] = gettext(
            "Enter %(least)s to %(most)s characters; this one has %(n)s.", least=SHORTEST, most=LONGEST, n=len(chosen)
        )
    if chosen != again:
        wrong["again"] = gettext("The two are not the same.")
    return wrong


def _no_passwords() -> str:
    return gettext("Here one signs in with single sign-on only.")


def _link_is_spent() -> Response:
    message = gettext(
        "A link works once and for a limited time. Ask for a new one where you got it; the server shows one when it "
        "is started anew."
    )
    return failure_page(410, gettext("This link is no longer good"), message)


def _attempt(email: str, password: str, target: str) -> Response:
    store, at = services().store, now()
    address = request.remote_addr or ""
    account = account_limit(store, email, address)
    counted = (*limits(email, address), *((account,) if account else ()))
    if delay := wait(store, at, *counted):
        meters().sign_in_failures.labels("limited").inc()
        return _too_many(email, target, delay)
    count_failure(store, at, *counted)
    try:
        user = _checked(store, email, password)
    except passwords.Busy:
        return _too_many(email, target, timedelta(seconds=1))
    if user is None:
        meters().sign_in_failures.labels("password").inc()
        _log_failure(store, email)
        return sign_in_form(email, target, gettext("E-mail address or password is wrong."), 401)
    forgive(store, at, *counted)
    return enter(user, target, N_("signed in"))


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


def enter(user: User, target: str, action: str) -> Response:
    """A new session: nothing that was in the browser before survives.

    A full administrator is led to the set-up assistant until it is done; it can be left for the page asked for.
    """
    if may(user, "users_edit") and target.partition("?")[0] != "/setup" and not is_set_up(services().store):
        target = "/setup" if target == "/" else f"/setup?{urlencode({'next': target})}"
    agent, address = request.headers.get("User-Agent", ""), request.remote_addr or ""
    with writing(services().store) as connection:
        connection.execute(sa.update(users).where(users.c.user_id == user.user_id).values(last_sign_in=now()))
        key = open_session(connection, user, address, agent)
        audit(connection, action, user.email, user.email)
    session.clear()
    session.permanent = True
    session[SESSION_KEY] = key
    login_user(user)
    return remember(redirect(target, 303), user)


def _log_failure(store: Engine, email: str) -> None:
    """Only addresses that exist are written down: people type passwords into the wrong field."""
    with writing(store) as connection:
        user = find_user(connection, users.c.email == email.strip().lower())
        subject = user.email if user else "unknown address"
        audit(connection, N_("sign-in failed"), subject, subject)


def _too_many(email: str, target: str, delay: timedelta) -> Response:
    seconds = ceil(delay.total_seconds())
    if seconds < 60:
        when = ngettext("Try again in %(num)s second.", "Try again in %(num)s seconds.", seconds)
    else:
        when = ngettext("Try again in %(num)s minute.", "Try again in %(num)s minutes.", ceil(seconds / 60))
    reason = gettext("Too many failed attempts.")
    response = sign_in_form(email, target, f"{reason} {when}", 429)
    response.headers["Retry-After"] = str(seconds)
    return response


def sign_in_form(email: str, target: str, error: str = "", status: int = 200) -> Response:
    """The page to sign in on, with what went wrong."""
    settings = services().settings
    page = render_template("login.html", email=email, target=target, error=error, settings=settings)
    return make_response(page, status)
