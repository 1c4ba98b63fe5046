"""Users: invite, roles, disable, links for passwords, the customers of a partner administrator."""

from typing import Any

from flask import Blueprint, Response, request
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from dashboard.access import people
from dashboard.access.assignments import held_customers
from dashboard.access.rights import may
from dashboard.errors import BadParameter, Conflict, Invalid, RegionUnavailable
from dashboard.forms.page import ROLES, lead_to, me, need, page, refusal, role_name, role_options, secret_link, version
from dashboard.services import services

PATH = "/users"
blueprint = Blueprint("users", __name__)


@blueprint.get(PATH)
def users() -> Response:
    """Everybody, and the form that invites."""
    return _list()


@blueprint.post(PATH)
def invite() -> Response:
    """Invites a user; the answer shows the link this once."""
    try:
        path = people.invite(
            services().store, need("users_edit"), request.form.get("email", "")[:400], request.form.get("role", "")
        )
    except (Invalid, BadParameter) as error:
        return _list(**refusal(error))
    label = gettext("Invitation for %(email)s, good for 7 days", email=request.form["email"].strip().lower())
    return _list(secret=secret_link(path, label))


@blueprint.get(f"{PATH}/<int:user_id>")
def person(user_id: int) -> Response:
    """One user."""
    return _person(user_id)


@blueprint.post(f"{PATH}/<int:user_id>/role")
def role(user_id: int) -> AnyResponse:
    """Gives a role."""
    try:
        people.change_role(services().store, need("users_edit"), user_id, request.form.get("role", ""), version())
    except (BadParameter, Conflict) as error:
        return _person(user_id, **refusal(error))
    return lead_to(f"{PATH}/{user_id}", gettext("The role is changed."))


@blueprint.post(f"{PATH}/<int:user_id>/state")
def state(user_id: int) -> AnyResponse:
    """Disables or enables."""
    disabled = request.form.get("disabled") == "yes"
    try:
        people.change_state(services().store, need("users_edit"), user_id, disabled, version())
    except (BadParameter, Conflict) as error:
        return _person(user_id, **refusal(error))
    return lead_to(
        f"{PATH}/{user_id}", gettext("The user is disabled.") if disabled else gettext("The user is enabled.")
    )


@blueprint.post(f"{PATH}/<int:user_id>/delete")
def delete(user_id: int) -> AnyResponse:
    """Removes a user for good."""
    by, email = need("users_edit"), people.person(services().store, need("users_view"), user_id).email
    try:
        people.delete_user(services(), by, user_id, version())
    except (BadParameter, Conflict) as error:
        return _person(user_id, **refusal(error))
    except RegionUnavailable:
        message = gettext(
            "A database is out of reach: the user is disabled, and not deleted yet. Delete them once more."
        )
        return _person(user_id, status=503, wrong={"user": message})
    return lead_to(PATH, gettext("%(email)s is deleted.", email=email))


@blueprint.post(f"{PATH}/<int:user_id>/link")
def link(user_id: int) -> Response:
    """Makes a link for another password; the answer shows it this once."""
    try:
        path = people.password_link(services().store, need("users_edit"), user_id)
    except BadParameter as error:
        return _person(user_id, **refusal(error))
    return _person(user_id, secret=secret_link(path, gettext("Link to choose a password; it works once")))


@blueprint.post(f"{PATH}/<int:user_id>/sessions")
def end_sessions(user_id: int) -> AnyResponse:
    """Ends every session of the user."""
    people.end_sessions(services().store, need("users_edit"), user_id)
    return lead_to(f"{PATH}/{user_id}", gettext("Every session of the user is ended."))


@blueprint.post(f"{PATH}/<int:user_id>/release")
def release(user_id: int) -> AnyResponse:
    """Forgets which account of the identity provider is the user's."""
    people.release(services().store, need("users_edit"), user_id)
    return lead_to(f"{PATH}/{user_id}", gettext("The user is released from single sign-on."))


@blueprint.post(f"{PATH}/<int:user_id>/customers")
def assign_customers(user_id: int) -> AnyResponse:
    """Adds customers to those that a partner administrator looks after: all of them or, when one is wrong, none."""
    wanted = request.form.getlist("org_ids")[: people.MOST_FOUND]
    try:
        new = people.assign_customers(services(), need("users_edit"), user_id, wanted)
    except BadParameter as error:
        return _person(user_id, **refusal(error))
    return lead_to(f"{PATH}/{user_id}#customers", gettext("Newly assigned customers: %(n)s.", n=new))


@blueprint.post(f"{PATH}/<int:user_id>/customers/remove")
def remove_customer(user_id: int) -> AnyResponse:
    """Takes a customer away."""
    try:
        people.take_customer(services(), need("users_edit"), user_id, request.form.get("org_id", ""))
    except BadParameter as error:
        return _person(user_id, **refusal(error) | {"values": {}})
    return lead_to(f"{PATH}/{user_id}#customers", gettext("The customer is taken away."))


def _list(**values: Any) -> Response:
    every = people.people(services().store, need("users_view"))
    words = [(role_name(role), gettext(text)) for role, (_, text) in ROLES.items()]
    edit = may(me(), "users_edit")
    return page("users.html", PATH, people=every, role_words=words, roles=role_options(), may_edit=edit, **values)


def _person(user_id: int, **values: Any) -> Response:
    shown_person = people.person(services().store, need("users_view"), user_id)
    held = held_customers(services(), user_id) if shown_person.role == "partner_admin" else []
    edit = may(me(), "users_edit")
    values |= {"one": shown_person, "assigned": held, "settings": services().settings}
    if edit and shown_person.role == "partner_admin":
        asked = request.values.get("q", "")[:200]
        offered = people.search_customers(services(), me(), user_id, asked)
        values |= {"asked": asked, "offered": offered[: people.MOST_FOUND], "more": len(offered) > people.MOST_FOUND}
    return page("person.html", PATH, roles=role_options(), may_edit=edit, **values)
