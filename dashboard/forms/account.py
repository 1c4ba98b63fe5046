"""The user's own account: language, theme and files, organisation, password, sessions, tokens."""

from typing import Any

from flask import Blueprint, Response, request, session
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as AnyResponse

from dashboard.access.account import calendars
from dashboard.access.account import own as own_account
from dashboard.access.account.preferences import THEMES, keep_preferences
from dashboard.access.organisation import INDUSTRIES, own_organisation, save_profile
from dashboard.access.rights import may
from dashboard.access.sign_in.pages import wrong_password
from dashboard.access.sign_in.passwords import SHORTEST
from dashboard.access.sign_in.sessions import SESSION_KEY, end_session, mark_of, sessions_of
from dashboard.access.tokens import tokens_of
from dashboard.data.exports.formats import CSV_KEYS, NAMES
from dashboard.data.storage.store import now
from dashboard.errors import BadParameter, Conflict, Invalid, NotFound
from dashboard.forms.page import lead_to, me, need, page, refusal, role_name, secret_link, version
from dashboard.forms.setup import industries, profile_fields, profile_values
from dashboard.i18n import LANGUAGES
from dashboard.services import services
from dashboard.web.numbers import whole

PATH = "/account"
_DAYS = ("30", "90", "365", "0")
blueprint = Blueprint("account", __name__)


@blueprint.get(PATH)
def account() -> Response:
    """Everything of the user's own."""
    return _page()


@blueprint.post(f"{PATH}/preferences")
def preferences() -> AnyResponse:
    """Keeps language, theme and how CSV files are written."""
    language, theme = request.form.get("language", ""), request.form.get("theme", "")
    export_format = request.form.get("export_format", me().export_format or "csv")
    wrong = {}
    if language not in LANGUAGES:
        wrong["language"] = gettext("Choose one of the list.")
    if theme not in THEMES:
        wrong["theme"] = gettext("Choose one of the list.")
    if export_format not in CSV_KEYS:
        wrong["export_format"] = gettext("Choose one of the list.")
    if wrong:
        return _page(status=400, wrong=wrong)
    return keep_preferences(lead_to(PATH), me(), language=language, theme=theme, export_format=export_format)


@blueprint.post(f"{PATH}/organisation")
def organisation() -> AnyResponse:
    """Writes the organisation's profile."""
    try:
        save_profile(services().store, need("users_edit"), *profile_fields(), version())
    except (Invalid, Conflict) as error:
        return _page(**refusal(error))
    return lead_to(f"{PATH}#organisation", gettext("The organisation's profile is saved."))


@blueprint.post(f"{PATH}/password")
def password() -> AnyResponse:
    """Changes the user's own password."""
    old, chosen = request.form.get("old", ""), request.form.get("password", "")
    if wrong := wrong_password(chosen, request.form.get("again", "")):
        return _page(status=400, wrong=wrong)
    try:
        ended = own_account.change_password(services().store, me(), old, chosen, session[SESSION_KEY])
    except BadParameter as error:
        return _page(**(refusal(error) | {"values": {}}))
    message = ngettext(
        "The password is changed, %(num)s other session is ended.",
        "The password is changed, %(num)s other sessions are ended.",
        ended,
    )
    return lead_to(f"{PATH}#password", message)


@blueprint.post(f"{PATH}/sessions/end")
def end() -> AnyResponse:
    """Ends one of the user's sessions."""
    try:
        end_session(services().store, me(), request.form.get("mark", ""))
    except NotFound as error:
        return lead_to(f"{PATH}#sessions", gettext(str(error)))
    return lead_to(f"{PATH}#sessions", gettext("The session is ended."))


@blueprint.post(f"{PATH}/sessions/end-others")
def end_others() -> AnyResponse:
    """Ends every session of the user but this one."""
    ended = own_account.end_others(services().store, me(), session[SESSION_KEY])
    message = ngettext("%(num)s session is ended.", "%(num)s sessions are ended.", ended)
    return lead_to(f"{PATH}#sessions", message)


@blueprint.post(f"{PATH}/tokens")
def make_token() -> Response:
    """Makes a token; the answer shows it this once."""
    name, days = request.form.get("token_name", ""), request.form.get("days", "")
    try:
        secret = own_account.make_token(services().store, me(), name[:1000], int(days) if days in _DAYS else -1)
    except (Invalid, BadParameter) as error:
        return _page(**refusal(error))
    return _page(secret={"label": gettext("Your new token"), "text": secret})


@blueprint.post(f"{PATH}/tokens/revoke")
def revoke() -> AnyResponse:
    """Ends a token of the user for good."""
    try:
        own_account.end_token(services().store, me(), whole(request.form.get("token")) or 0)
    except NotFound as error:
        return lead_to(f"{PATH}#tokens", gettext(str(error)))
    return lead_to(f"{PATH}#tokens", gettext("The token is revoked."))


@blueprint.post(f"{PATH}/calendar")
def make_calendar() -> Response:
    """Makes a secret address of the user's renewals in place of an earlier one; the answer shows it this once."""
    secret = calendars.new_calendar(services().store, need("analytics"))
    return _page(secret=secret_link(f"/calendar/{secret}.ics", gettext("The address of your calendar")))


@blueprint.post(f"{PATH}/calendar/revoke")
def revoke_calendar() -> AnyResponse:
    """Ends the address."""
    calendars.revoke_calendar(services().store, me())
    return lead_to(f"{PATH}#calendar", gettext("The address of your calendar leads nowhere any more."))


def _page(**values: Any) -> Response:
    user, store = me(), services().store
    own = own_organisation(store)
    shown: dict[str, Any] = {
        "organisation": own,
        "industry": INDUSTRIES.get(own.industry, ""),
        "industries": industries(),
        "may_edit": may(user, "users_edit"),
        "role": role_name(user.role),
        "languages": [("en", "English"), ("de", "Deutsch")],
        "themes": [("auto", gettext("As the system")), ("light", gettext("Light")), ("dark", gettext("Dark"))],
        "export_formats": [(key, gettext(NAMES[key])) for key in CSV_KEYS],
        "has_password": own_account.has_password(store, user),
        "shortest": SHORTEST,
        "sessions": sessions_of(store, user),
        "here": mark_of(session.get(SESSION_KEY, "")),
        "tokens": tokens_of(store, user),
        "may_subscribe": may(user, "analytics"),
        "calendar_since": calendars.calendar_since(store, user),
        "at": now(),
        "lifetimes": [(days, _lifetime(days)) for days in _DAYS],
    }
    values["values"] = profile_values(own) | dict(values.get("values", {}))
    return page("account.html", PATH, **shown, **values)


def _lifetime(days: str) -> str:
    return gettext("%(n)s days", n=days) if days != "0" else gettext("Until it is revoked")
