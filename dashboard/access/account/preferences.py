"""Language and theme: chosen by the user, else by the settings, else by the browser. And how files are written."""

import sqlalchemy as sa
from flask import Blueprint, abort, g, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response

from dashboard.access.accounts import User
from dashboard.access.rights import demand
from dashboard.data.storage.store import user as users
from dashboard.data.storage.store import writing
from dashboard.i18n import LANGUAGES, Language
from dashboard.services import services
from dashboard.web.origins import page_before

THEMES = ("light", "dark", "auto")

_YEAR = 365 * 86_400
_COOKIES = {"language", "theme"}

preferences = Blueprint("preferences", __name__)


def locale() -> Language:
    """The language of the request: the user's, the browser's earlier choice, the settings', the browser's own."""
    for choice in (g.get("language"), request.cookies.get("language"), services().settings.language):
        if choice in LANGUAGES:
            return "de" if choice == "de" else "en"
    return "de" if request.accept_languages.best_match(LANGUAGES, default="en") == "de" else "en"


def remember(response: Response, user: User) -> Response:
    """Gives the browser what the user chose elsewhere: charts and pages read the cookies."""
    if user.theme:
        _keep(response, "theme", user.theme)
    if user.language:
        _keep(response, "language", user.language)
    return response


@preferences.post("/language")
def choose_language() -> Response:
    """Keeps the form's `language` and leads back."""
    return _chosen("language", LANGUAGES)


@preferences.post("/theme")
def choose_theme() -> Response:
    """Keeps the form's `theme` and leads back; `auto` is the system's."""
    return _chosen("theme", THEMES)


def _chosen(name: str, allowed: tuple[str, ...]) -> Response:
    value = request.form.get(name)
    if value not in allowed:
        abort(400, f"{name}: one of {', '.join(allowed)}")
    if current_user.is_authenticated:
        return keep_preferences(redirect(page_before() or "/", 303), current_user, **{name: value})
    return _keep(redirect(page_before() or "/", 303), name, _kept(value))


def keep_preferences(response: Response, user: User, **chosen: str) -> Response:
    """Keeps choices for a user, those of language and theme for their browser too; they are known to be allowed."""
    demand(user, "own_settings")
    values = {name: _kept(value) for name, value in chosen.items()}
    with writing(services().store) as connection:
        connection.execute(sa.update(users).where(users.c.user_id == user.user_id).values(values))
    for name in _COOKIES & values.keys():
        _keep(response, name, values[name])
    return response


def _kept(value: str) -> str | None:
    return None if value == "auto" else value


def _keep(response: Response, name: str, value: str | None) -> Response:
    age = _YEAR if value else 0
    response.set_cookie(name, value or "", max_age=age, secure=request.is_secure, httponly=True, samesite="Lax")
    return response
