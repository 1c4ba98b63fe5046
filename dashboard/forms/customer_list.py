"""Forms of the list of customers: what is done with the customers selected, or with all that the list shows."""

from dataclasses import replace

from flask import Blueprint, Response, request
from flask_babel import gettext, ngettext
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from dashboard.access import customer_changes, partner_admins
from dashboard.access.audit_trail import note_export
from dashboard.access.rights import demand
from dashboard.data.customers.table import CUSTOMERS
from dashboard.data.customers.tags import Way
from dashboard.data.exports.files import Extract, chunks
from dashboard.data.exports.formats import FORMATS
from dashboard.data.query.question import Filter, View
from dashboard.errors import BadParameter, Conflict, NotFound
from dashboard.forms.listed import Listed, done, listed, query_sent, refused
from dashboard.i18n import N_
from dashboard.services import services
from dashboard.ui import formats
from dashboard.web.numbers import whole

list_forms = Blueprint("list_forms", __name__)
_NAMED = 5  # customers that a message names


@list_forms.post("/customers-tags")
def tag_list() -> AnyResponse:
    """Adds `tag` to the customers, or takes it away (`way`). Raises Forbidden."""
    demand(current_user, "tags_edit")
    return done(_tagged)


@list_forms.post("/customers-admins")
def assign_list() -> AnyResponse:
    """Assigns the customers to the partner administrator `email`. Raises Forbidden."""
    demand(current_user, "trials_edit")
    return done(_assigned)


@list_forms.post("/customers-trials")
def start_list() -> AnyResponse:
    """Starts a trial of `meetings` and `calling` licences for `days` for each of the customers. Raises Forbidden."""
    demand(current_user, "trials_edit")
    return done(_started)


@list_forms.post("/customers-file")
def export_list() -> AnyResponse:
    """The customers as a CSV file, in the order of the list."""
    demand(current_user, "customers")
    query = query_sent()
    try:
        chosen = listed(query, CUSTOMERS)
    except (BadParameter, Conflict, NotFound) as problem:
        return refused(query, problem)
    question, suffix = chosen.question, "csv"
    note_export(services().store, current_user, CUSTOMERS.name, question.scope.region.code, suffix)
    only = Filter("org_id", "in", chosen.org_ids, ",".join(chosen.org_ids))
    extract = Extract(replace(question, scope=chosen.scope), CUSTOMERS, View(chosen.view.sort, (only,)))
    key = current_user.export_format or suffix
    name = f"{CUSTOMERS.name}_{question.scope.region.code}_{question.moment.as_of.isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(chunks(extract, key), content_type=FORMATS[key].media_type, headers=headers)


def _tagged(chosen: Listed) -> str:
    way, tag = request.form.get("way", ""), request.form.get("tag", "").strip()
    if way not in ("add", "remove") or not tag:
        raise BadParameter("tag", N_("Enter a tag."))
    add: Way = "add" if way == "add" else "remove"
    tagged = customer_changes.tag_many(current_user, chosen.scope, chosen.org_ids, add, [tag])
    said = ngettext("%(num)s customer was changed.", "%(num)s customers were changed.", tagged.changed)
    if not tagged.exceeding:
        return said
    names = ", ".join(tagged.exceeding[:_NAMED]) + (" …" if len(tagged.exceeding) > _NAMED else "")
    full = gettext("Five tags already, left as they were: %(n)s", n=formats.count(len(tagged.exceeding)))
    return f"{said} {full} ({names})."


def _assigned(chosen: Listed) -> str:
    email = request.form.get("email", "")
    new = partner_admins.assign_customers(current_user, chosen.scope, chosen.org_ids, email)
    return ngettext(
        "%(email)s looks after %(num)s more customer now.",
        "%(email)s looks after %(num)s more customers now.",
        new,
        email=email.strip(),
    )


def _started(chosen: Listed) -> str:
    licences = {key: _number(key) for key in ("meetings", "calling") if request.form.get(key, "").strip()}
    days = _number("days")
    started = customer_changes.start_trials(current_user, chosen.scope, chosen.org_ids, licences, days)
    return ngettext("%(num)s trial was started.", "%(num)s trials were started.", started)


def _number(name: str) -> int:
    number = whole(request.form.get(name))
    if number is None:
        raise BadParameter(name, N_("A number of licences is a whole number."))
    return number
