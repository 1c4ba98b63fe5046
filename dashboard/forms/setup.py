"""The set-up assistant: organisation, review of the plan, terms, start. It comes at a full administrator's sign-in."""

from typing import Any

from flask import Blueprint, Response, request
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from dashboard.access.accounts import User
from dashboard.access.organisation import (
    INDUSTRIES,
    Organisation,
    accept_terms,
    finish_setup,
    own_organisation,
    save_profile,
)
from dashboard.access.sign_in.pages import enter, wrong_password
from dashboard.access.sign_in.passwords import SHORTEST
from dashboard.access.sign_in.sample_admin import become_real, is_sample
from dashboard.access.visible_regions import regions_for
from dashboard.errors import BadParameter, Conflict, Invalid
from dashboard.forms.page import lead_to, me, need, page, refusal, version
from dashboard.i18n import N_
from dashboard.services import services
from dashboard.ui.formats import count, unknown
from dashboard.web.numbers import whole
from dashboard.web.origins import inside

PATH = "/setup"
blueprint = Blueprint("setup", __name__)


@blueprint.get(PATH)
def setup() -> Response:
    """The step of the address, at most the first that is missing."""
    need("users_edit")
    return _step(min(_asked_step(), _reached(own_organisation(services().store))))


@blueprint.post(PATH)
def proceed() -> AnyResponse:
    """Keeps a step and leads to the next one."""
    user, store, step = need("users_edit"), services().store, _asked_step()
    try:
        if step == 1:
            return _first_step(user)
        if step == 3:
            if request.form.get("accept") != "yes":
                return _step(3, status=400, wrong={"accept": gettext("Accept the terms to go on.")})
            accept_terms(store, user)
        elif step == 4:
            finish_setup(store, user)
            return lead_to("/" if any(number for _, number in regions_for(user)) else "/data")
    except (Invalid, BadParameter, Conflict) as error:
        return _step(step, **refusal(error))
    return lead_to(_step_address(min(step, 3) + 1))


def _first_step(user: User) -> AnyResponse:
    """Keeps the profile, and makes the sample's administrator a real one, who goes on in a new session."""
    store, asked = services().store, _claims(user)
    chosen = request.form.get("password", "")
    if asked and (wrong := wrong_password(chosen, request.form.get("again", ""))):
        raise Invalid([BadParameter(field, text) for field, text in wrong.items()])
    save_profile(store, user, *profile_fields(), version())
    if not asked:
        return lead_to(_step_address(2))
    real = become_real(store, user, request.form.get("email", "")[:254], chosen)
    return enter(real, _step_address(2), N_("signed in"))


def _claims(user: User) -> bool:
    """Whether the first step asks for an address and a password too: not where a provider knows who is real."""
    return is_sample(user) and not services().settings.sso_only


def _step_address(step: int) -> str:
    return f"{PATH}?step={step}"


def _asked_step() -> int:
    return whole(request.args.get("step"), 1, 4) or 1


def profile_fields() -> tuple[str, str, str]:
    """Name, industry and planned users, as the form has them."""
    form = request.form
    return form.get("name", "")[:1000], form.get("industry", ""), form.get("planned_users", "")[:40]


def profile_values(organisation: Organisation) -> dict[str, Any]:
    """What the form of the profile begins with."""
    planned = organisation.planned_users
    return {"name": organisation.name, "industry": organisation.industry, "planned_users": planned or ""}


def industries() -> list[tuple[str, str]]:
    """Every industry and its name."""
    return [(key, gettext(text)) for key, text in INDUSTRIES.items()]


def _reached(organisation: Organisation) -> int:
    if not organisation.name:
        return 1
    return 4 if organisation.terms_at else 3


def _step(step: int, **values: Any) -> Response:
    organisation = own_organisation(services().store)
    steps = [
        (1, gettext("Your organisation")),
        (2, gettext("Review of the plan")),
        (3, gettext("Terms")),
        (4, gettext("Start")),
    ]
    shown: dict[str, Any] = {
        "step": step,
        "steps": steps,
        "organisation": organisation,
        "industries": industries(),
        "plan": _plan(organisation),
        "terms": _terms(),
        "claims": _claims(me()),
        "shortest": SHORTEST,
        "later": inside(request.args.get("next")),
    }
    return page("setup.html", PATH, **({"values": profile_values(organisation)} | shown | values))


def _plan(organisation: Organisation) -> list[tuple[str, str]]:
    customers = [f"{region.code} ({count(number)})" for region, number in regions_for(me())]
    return [
        (gettext("Organisation name"), organisation.name),
        (gettext("Industry"), gettext(INDUSTRIES.get(organisation.industry, ""))),
        (gettext("Planned users"), count(organisation.planned_users) if organisation.planned_users else unknown()),
        (gettext("Regions and their customers"), ", ".join(customers)),
        (gettext("Products"), gettext("Webex Meetings and Webex Calling: subscriptions, calls, queues, reports")),
        (gettext("Where data is kept"), gettext("On this server, each region in its own database")),
    ]


def _terms() -> list[str]:
    return [
        gettext("Customer data stay on your own server. You are responsible for who may see them and for how long."),
        gettext("Import only reports that your agreements with your customers and your provider let you use."),
        gettext("Give each person a user of their own, with no more rights than their work needs."),
        gettext("Actions of users are kept in an audit log. Tell the people concerned about it."),
        gettext("The software comes without warranty, under the licence that is delivered with it."),
    ]
