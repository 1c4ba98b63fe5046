"""Forms of a customer's page: each does one thing, says what became of it and leads back. They need no script."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

from flask import Blueprint, flash, redirect, request
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from dashboard import asking
from dashboard.access import customer_changes, partner_admins
from dashboard.data.scope import Scope
from dashboard.errors import BadParameter, Conflict, NotFound
from dashboard.ui import formats
from dashboard.words import N_

customer_forms = Blueprint("customer_forms", __name__, url_prefix="/customers/<org_id>")


@customer_forms.post("/tags")
def tags(org_id: str) -> Response:
    """Takes `tag` (several) as the customer's tags, and `version` of those that were shown."""

    def act(scope: Scope) -> str:
        version = request.form.get("version") or None
        customer_changes.put_tags(current_user, scope, org_id, request.form.getlist("tag")[:50], version)
        return gettext("The tags are saved.")

    return _done(org_id, "", act)


@customer_forms.post("/trials")
def start(org_id: str) -> Response:
    """Starts a trial of `meetings` and `calling` licences for `days`."""

    def act(scope: Scope) -> str:
        licences = {key: _number(key) for key in ("meetings", "calling") if request.form.get(key, "").strip()}
        made = customer_changes.start_trial(current_user, scope, org_id, licences, _number("days"))
        return gettext("The trial %(id)s runs until %(day)s.", id=made["trial_id"], day=_day(made))

    return _done(org_id, "trials", act)


@customer_forms.post("/trials/<trial_id>/extend")
def extend(org_id: str, trial_id: str) -> Response:
    """Lets a trial end 30 days from today."""

    def act(scope: Scope) -> str:
        made = customer_changes.extend_trial(current_user, scope, org_id, trial_id)
        return gettext("The trial %(id)s runs until %(day)s.", id=trial_id, day=_day(made))

    return _done(org_id, "trials", act)


@customer_forms.post("/trials/<trial_id>/end")
def end(org_id: str, trial_id: str) -> Response:
    """Ends a trial."""

    def act(scope: Scope) -> str:
        customer_changes.end_trial(current_user, scope, org_id, trial_id)
        return gettext("The trial %(id)s is over.", id=trial_id)

    return _done(org_id, "trials", act)


@customer_forms.post("/admins/assign")
def assign(org_id: str) -> Response:
    """Assigns the customer to the partner administrator `email`."""

    def act(scope: Scope) -> str:
        partner_admins.assign_admin(current_user, scope, org_id, request.form.get("email", ""))
        return gettext("%(email)s looks after this customer now.", email=request.form.get("email", ""))

    return _done(org_id, "admins", act)


@customer_forms.post("/admins/remove")
def remove(org_id: str) -> Response:
    """Takes the customer from the partner administrator `email`."""

    def act(scope: Scope) -> str:
        partner_admins.remove_admin(current_user, scope, org_id, request.form.get("email", ""))
        return gettext("%(email)s does not look after this customer any more.", email=request.form.get("email", ""))

    return _done(org_id, "admins", act)


def _done(org_id: str, tab: str, act: Callable[[Scope], str]) -> Response:
    """Does it; a refusal that the reader can mend is said on the page. Raises Forbidden and what else may happen."""
    question = asking.question(asking.reader(), "customers")
    try:
        flash(act(question.scope), "info")
    except BadParameter as problem:
        flash(_refusal(gettext(problem.text, **problem.values)), "error")
    except (Conflict, NotFound) as problem:
        flash(_refusal(gettext(str(problem))), "error")
    query = {"region": question.scope.region.code, **({"tab": tab} if tab else {})}
    if request.args.get("as_of"):
        query["as_of"] = question.moment.as_of.isoformat()
    return redirect(f"/customers/{quote(org_id, safe='')}?{urlencode(query)}", 303)


def _refusal(reason: str) -> str:
    return " ".join((gettext("Nothing was changed."), reason))


def _number(name: str) -> int:
    text = request.form.get(name, "").strip()
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadParameter(name, N_("A number of licences is a whole number."))
    return int(text)


def _day(trial: dict[str, Any]) -> str:
    return formats.date_text(trial["ends_on"])
