"""Tried: doing through one way in what another one refuses, such as deleting report templates as help desk.

Rights are asked where the work is done. Every function that writes begins with `demand`, or no way in comes to it
except through one that does. What a stranger or the server itself must be able to write is listed, with the reason.
"""

import ast
import importlib
import inspect
from collections.abc import Callable
from typing import Any, get_args

import pytest

from dashboard.access.accounts import User
from dashboard.access.rights import RIGHTS, Right, demand
from dashboard.errors import Forbidden
from dashboard.reports import templates
from dashboard.roles import Role
from dashboard.services import Services
from tests.attacks import call_graph

WAYS_IN = (
    "dashboard.api.",
    "dashboard.callbacks.",
    "dashboard.forms.",
    "dashboard.pages.",
    "dashboard.server.",
    "dashboard.feed.hook.",
    "dashboard.access.account.preferences.",
    "dashboard.access.sign_in.pages.",
    "dashboard.access.sign_in.single_sign_on.",
)
"""Where browsers and programs come in. The command line is the operator's, who holds the databases anyway."""

SIGNING_IN = "nobody is signed in yet: a password, a link or the provider decides"
COUNTED = "counts and logs a refusal, or when a credential was last used"
UNASKED = {
    "dashboard.access.sign_in.identities.admit": SIGNING_IN,
    "dashboard.access.sign_in.links.use_link": SIGNING_IN,
    "dashboard.access.sign_in.links.use_password_link": SIGNING_IN,
    "dashboard.access.sign_in.pages._checked": SIGNING_IN,
    "dashboard.access.sign_in.pages.enter": SIGNING_IN,
    "dashboard.access.sign_in.pages.logout": "ends the session that the cookie itself holds",
    "dashboard.access.sign_in.limits.count_failure": COUNTED,
    "dashboard.access.sign_in.limits.forgive": COUNTED,
    "dashboard.access.sign_in.pages._log_failure": COUNTED,
    "dashboard.access.sign_in.sessions.session_user": COUNTED,
    "dashboard.access.sign_in.single_sign_on._refused": COUNTED,
    "dashboard.access.tokens._note": COUNTED,
    "dashboard.server.security._refuse_bearer": COUNTED,
    "dashboard.data.files.load._brought": "call records: the body is signed with a secret that the provider has",
    "dashboard.data.alerts.crossings.judged": "rules are judged after an import, which asked",
    "dashboard.uploads.work._note": "tells what `_outcomes` loaded, which asked",
}

ASKING = sorted(name for name in call_graph.functions() if call_graph.asks(name))


def test_no_way_in_writes_without_asking_for_a_right() -> None:
    ways = [name for name in call_graph.functions() if name.startswith(WAYS_IN)]
    found = {one for one in call_graph.reached(*ways, stop=frozenset(ASKING)) if call_graph.writes(one)}
    assert len(ways) > 200
    assert found == UNASKED.keys(), "begin it with `demand`, or say why nobody is asked"


def test_the_walk_sees_what_it_should() -> None:
    """The walk itself: it finds writers, and comes to them through tables of functions and through methods."""
    assert "dashboard.access.people.invite" in call_graph.reached("dashboard.forms.users.invite")
    deletes = "dashboard.reports.templates.delete_template"
    assert call_graph.writes(deletes)
    assert deletes in call_graph.reached("dashboard.callbacks.reports.register")
    assert "dashboard.data.files.load._brought" in call_graph.reached("dashboard.api.imports.send")


def right_asked(name: str) -> Right:
    """The right that a function asks for first."""
    call = next(one for one in ast.walk(call_graph.functions()[name]) if isinstance(one, ast.Call))
    assert isinstance(call.args[1], ast.Constant)
    return call.args[1].value  # type: ignore[return-value]


def user_of(role: Role, *, disabled: bool = False) -> User:
    return User(7, "somebody@example.com", role, None, None, disabled, 0)


def call_as(name: str, user: User) -> None:
    """Calls the function as the user, with nothing in its other arguments: the right comes first."""
    module, _, function = name.rpartition(".")
    work: Callable[..., Any] = getattr(importlib.import_module(module), function)
    names = [one.name for one in inspect.signature(work).parameters.values() if one.default is one.empty]
    work(**{one: user if one == "user" else None for one in names})


WITH_A_USER = [name for name in ASKING if "user" in {one.arg for one in call_graph.functions()[name].args.args}]


@pytest.mark.parametrize("name", WITH_A_USER)
def test_whoever_lacks_the_right_is_refused_first(name: str) -> None:
    right = right_asked(name)
    lacking = [user_of(role) for role in get_args(Role) if right not in RIGHTS[role]]
    for user in [*lacking, user_of("full_admin", disabled=True)]:
        with pytest.raises(Forbidden):
            call_as(name, user)


def test_a_form_of_the_request_asks_too() -> None:
    lists = {f"dashboard.forms.customer_list.{act}_list" for act in ("assign", "export", "start", "tag")}
    work = {f"dashboard.forms.work.{act}" for act in ("change_state", "change_work", "weights")}
    without = lists | work | {"dashboard.uploads.work._outcomes"}
    acts = ("forget_mapping", "header_mappings", "imports", "rejects", "send", "undo")
    assert set(ASKING) - set(WITH_A_USER) == without | {f"dashboard.api.imports.{act}" for act in acts}


def test_help_desk_has_no_templates(opened: Services) -> None:
    helper, admin = user_of("help_desk"), user_of("full_admin")
    with pytest.raises(Forbidden):
        templates.save_template(opened.store, helper, name="Mine", base="devices")
    with pytest.raises(Forbidden):
        templates.templates_for(opened.store, helper)
    assert len(templates.templates_for(opened.store, admin)) == 5


def test_every_right_is_somebodys_and_demand_knows_them_all() -> None:
    for right in get_args(Right):
        holders = [role for role in get_args(Role) if right in RIGHTS[role]]
        assert holders, right
        for role in holders:
            demand(user_of(role), right)
