"""Forms of a customer's page: each does one thing, says what became of it and leads back. They need no script."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

from flask import Blueprint, flash, redirect, request
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from dashboard.access import customer_changes, customer_work, partner_admins, request_scope
from dashboard.data.query.scope import Scope
from dashboard.data.renewals.states import FIELDS
from dashboard.errors import BadParameter, Conflict, NotFound
from dashboard.forms.page import nothing_changed
from dashboard.i18n import N_
from dashboard.ui import formats
from dashboard.web.numbers import whole

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
        trial = customer_changes.start_trial(current_user, scope, org_id, licences, _number("days"))
        return gettext("The trial %(id)s runs until %(day)s.", id=trial["trial_id"], day=_day(trial))

    return _done(org_id, "trials", act)


@customer_forms.post("/trials/<trial_id>/extend")
def extend(org_id: str, trial_id: str) -> Response:
    """Lets a trial end 30 days from today."""

    def act(scope: Scope) -> str:
        trial = customer_changes.extend_trial(current_user, scope, org_id, trial_id)
        return gettext("The trial %(id)s runs until %(day)s.", id=trial_id, day=_day(trial))

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


@customer_forms.post("/work")
def work(org_id: str) -> Response:
    """Takes `owner`, `next_step` and `due_on` as what is to be done, and `version` of what was shown."""

    def act(scope: Scope) -> str:
        fields = {key: request.form.get(key, "") for key in customer_work.WORK_FIELDS if key in request.form}
        customer_work.set_work(current_user, scope, org_id, fields, _version())
        return gettext("Owner and next step are saved.")

    return _done(org_id, "work", act)


@customer_forms.post("/renewals")
def renewal(org_id: str) -> Response:
    """Takes `state`, `meetings_forecast` and `calling_forecast` of `subscription_id`, and `version` as above."""

    def act(scope: Scope) -> str:
        owned = request.form.get("subscription_id", "")
        fields = {key: _stated(key) for key in FIELDS if key in request.form}
        customer_work.set_renewal(current_user, scope, org_id, owned, fields, _version())
        return gettext("The renewal of %(id)s is saved.", id=owned)

    return _done(org_id, "work", act)


@customer_forms.post("/notes")
def add_note(org_id: str) -> Response:
    """Adds a note of `text`."""

    def act(scope: Scope) -> str:
        customer_work.add_note(current_user, scope, org_id, request.form.get("text", ""))
        return gettext("The note is added.")

    return _done(org_id, "work", act)


@customer_forms.post("/notes/<int:note_id>/delete")
def delete_note(org_id: str, note_id: int) -> Response:
    """Deletes a note."""

    def act(scope: Scope) -> str:
        customer_work.delete_note(current_user, scope, org_id, note_id)
        return gettext("The note is deleted.")

    return _done(org_id, "work", act)


def _version() -> int:
    """Of what was shown; none that anything has for what is no number."""
    version = whole(request.form.get("version"))
    return -1 if version is None else version


def _stated(name: str) -> object:
    """A state as it is, a quantity as a number, None where it is taken away."""
    text = request.form.get(name, "").strip()
    if name == "state":
        return text
    number = whole(text)
    return text if text and number is None else number


def _done(org_id: str, tab: str, act: Callable[[Scope], str]) -> Response:
    """Does it; a refusal that the reader can mend is said on the page. Raises Forbidden and what else may happen."""
    question = request_scope.question(request_scope.reader(), "customers")
    try:
        flash(act(question.scope), "info")
    except (BadParameter, Conflict, NotFound) as problem:
        flash(nothing_changed(problem), "error")
    query = {"region": question.scope.region.code, **({"tab": tab} if tab else {})}
    if request.args.get("as_of"):
        query["as_of"] = question.moment.as_of.isoformat()
    return redirect(f"/customers/{quote(org_id, safe='')}?{urlencode(query)}", 303)


def _number(name: str) -> int:
    number = whole(request.form.get(name))
    if number is None:
        raise BadParameter(name, N_("A number of licences is a whole number."))
    return number


def _day(trial: dict[str, Any]) -> str:
    return formats.date_text(trial["ends_on"])
