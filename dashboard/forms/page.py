"""What the pages of forms share: the frame, the words for what is wrong, the policy, and how they lead on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask import Response, flash, get_flashed_messages, make_response, redirect, render_template, request
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from dashboard.access.accounts import User
from dashboard.access.people import Person
from dashboard.access.rights import Right, may
from dashboard.alerts.inbox import bell
from dashboard.errors import BadParameter, Conflict, Forbidden, Invalid, NotFound
from dashboard.i18n import N_
from dashboard.pages.base.menu import carrying, kept, menu
from dashboard.roles import Role
from dashboard.services import services
from dashboard.ui.formats import instant
from dashboard.ui.links import ALERTS
from dashboard.ui.parts.states import post_words
from dashboard.web.address import fields_of
from dashboard.web.numbers import whole
from dashboard.web.origins import page_before

SHEETS = (
    "1-tokens.css",
    "2-shell.css",
    "3-parts.css",
    "5-icons.css",
    "6-states.css",
    "7-page.css",
    "9-reports.css",
    "9-admin.css",
    "9-alerts.css",
    "9-data.css",
    "99-print.css",
)
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)

ROLES: dict[Role, tuple[str, str]] = {
    "full_admin": (N_("Full admin"), N_("Everything: all customers, users, roles, the audit log.")),
    "partner_admin": (N_("Partner admin"), N_("The customers assigned to them: analytics, reports, tags, trials.")),
    "read_only_admin": (N_("Read-only admin"), N_("Looks at everything but the audit log, changes nothing.")),
    "help_desk": (N_("Help desk"), N_("The list and the details of all customers; no analytics, no reports.")),
}


def me() -> User:
    """The user of the request."""
    user: User = current_user
    return user


def need(right: Right) -> User:
    """The user of the request. Raises Forbidden when their role has not the right."""
    if not may(me(), right):
        raise Forbidden(gettext("Your role may not open this page. A full administrator can give you another role."))
    return me()


def page(template: str, path: str, *, status: int = 200, sends: bool = False, **values: Any) -> Response:
    """A page of the menu's path. `wrong`: what is wrong by field; `values`: what the form held when it was sent.

    `sends`: it sends files, with their progress.
    """
    shared: dict[str, Any] = {"wrong": {}, "values": {}, "secret": None, "conflict": "", "done": _told()}
    keeps = kept(_arguments())
    text = render_template(
        f"admin/{template}",
        **(shared | values),
        nav=menu(path, keeps),
        home=carrying("/", keeps),
        alerts_address=carrying(ALERTS, keeps),
        alerts=bell(services(), me()),
        sends=sends,
        post_words=post_words(),
        sheets=SHEETS,
        moment=moment,
        role_name=role_name,
        state_name=state_name,
    )
    response = make_response(text, status)
    response.headers["Content-Security-Policy"] = _POLICY
    return response


def _arguments() -> Mapping[str, str]:
    """What the address says; of one that names no region the page that somebody came from: a form leaves it behind."""
    before = page_before()
    if "region" in request.args or not before:
        return request.args
    try:
        return fields_of(urlsplit(before).query)
    except BadParameter:
        return {}


def lead_to(path: str, message: str = "") -> AnyResponse:
    """Leads to a page, which tells what was done."""
    if message:
        flash(message)
    return redirect(path, 303)


def faults(error: Invalid | BadParameter) -> dict[str, str]:
    """What is wrong by field, in the order of the fields."""
    every = error.problems if isinstance(error, Invalid) else [error]
    return {
        problem.parameter: gettext(problem.text, **{key: str(value) for key, value in problem.values.items()})
        for problem in every
    }


def refusal(error: Invalid | BadParameter | Conflict) -> dict[str, Any]:
    """What a page is told about a refused form: status, and words beside the fields or above them."""
    if isinstance(error, Conflict):
        text = gettext("%(reason)s Nothing was saved; you see how it is now.", reason=gettext(str(error)))
        return {"status": 409, "conflict": text}
    return {"status": 400, "wrong": faults(error), "values": request.form}


def nothing_changed(problem: BadParameter | Conflict | NotFound) -> str:
    """What the reader is told when a form was refused: whole sentences."""
    reason = gettext(problem.text, **problem.values) if isinstance(problem, BadParameter) else gettext(str(problem))
    ends = "" if reason.endswith((".", "!", "?")) else "."
    begins = gettext("Nothing was changed.")
    return f"{begins} {reason[:1].upper()}{reason[1:]}{ends}"


def version() -> int:
    """The version that the form was made from; 0 for what is no number."""
    return whole(request.form.get("version")) or 0


def moment(at: datetime, *, seconds: bool = False) -> str:
    """A time in UTC, as the language writes it."""
    if seconds:
        return f"{at:%Y-%m-%d %H:%M:%S}"
    return instant(at)


def role_name(role: Role) -> str:
    """A role in the language of the request."""
    return gettext(ROLES[role][0])


def role_options() -> list[tuple[str, str]]:
    """Every role and its name."""
    return [(role, role_name(role)) for role in ROLES]


def state_name(person: Person) -> str:
    """Whether somebody may sign in."""
    if person.disabled:
        return gettext("Disabled")
    return gettext("Invited") if person.invited else gettext("Active")


def secret_link(path: str, label: str) -> Mapping[str, str]:
    """A link to be shown this once."""
    return {"label": label, "text": request.url_root.rstrip("/") + path}


def _told() -> str:
    return " ".join(map(str, get_flashed_messages()))
