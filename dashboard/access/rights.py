"""Who may what: the rights of each role. Which customers somebody sees is their scope, `accounts.scope_for`.

Rights are asked where the work is done: whoever may not gets Forbidden there, whichever way they came in.
"""

from typing import Literal

from dashboard.access.accounts import User
from dashboard.errors import Forbidden
from dashboard.i18n import N_
from dashboard.roles import Role

Right = Literal[
    "analytics",
    "customers",
    "reports",
    "tags_view",
    "tags_edit",
    "trials_view",
    "trials_edit",
    "work_edit",
    "settings_edit",
    "users_view",
    "users_edit",
    "audit_view",
    "own_settings",
    "imports",
]

_OWN: frozenset[Right] = frozenset({"own_settings"})  # account, views, language: everybody's who may sign in
_VIEW: frozenset[Right] = _OWN | {"analytics", "customers", "reports", "tags_view", "trials_view"}
_EDIT: frozenset[Right] = frozenset({"tags_edit", "trials_edit", "work_edit"})
RIGHTS: dict[Role, frozenset[Right]] = {
    "full_admin": _VIEW | _EDIT | {"users_view", "users_edit", "audit_view", "imports", "settings_edit"},
    "partner_admin": _VIEW | _EDIT,  # on the customers assigned to them
    "read_only_admin": _VIEW | {"users_view"},
    "help_desk": _OWN | {"customers", "tags_view"},
}

_REFUSED: dict[Right, str] = {
    "tags_edit": N_("Your role may look at tags but not change them."),
    "trials_edit": N_("Your role may not change trials and partner administrators."),
    "trials_view": N_("Your role does not include trials and partner administrators."),
    "customers": N_("Your role does not include customers."),
    "reports": N_("Your role does not include reports. Ask a full administrator for another role."),
    "imports": N_("Your role may not do this. A full administrator can, or can give you another role."),
}


def may(user: User, right: Right) -> bool:
    """Whether the user's role has the right."""
    return user.is_active and right in RIGHTS[user.role]


def demand(user: User, right: Right) -> None:
    """Raises Forbidden unless the user's role has the right.

    Every function that writes begins with it, or is called by none but such: tests/attacks/test_rights.py walks them.
    """
    if not may(user, right):
        raise Forbidden(_REFUSED.get(right, N_("Your role may not do this.")))
