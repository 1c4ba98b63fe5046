"""Who a person is by single sign-on: what an OpenID provider says of them, and the user whom that makes them.

The provider's subject is the identity; an e-mail address only finds the user at the first sign-in, and only when the
provider vouches for it: whoever may type an address into a profile must not become its owner here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from dashboard.access.accounts import EMAIL, User, change_row, find_user, insert_user
from dashboard.data.storage.store import audit, writing
from dashboard.data.storage.store import user as users
from dashboard.errors import DashboardError
from dashboard.i18n import N_
from dashboard.roles import Role
from dashboard.settings import Settings

ACTOR = "single sign-on"


class Refused(DashboardError):
    """Somebody whom the provider knows and who still gets no session; the text is an English message id."""


@dataclass(frozen=True)
class Identity:
    """A person as the provider describes them. `email` is "" when it names none; `groups` in no order."""

    issuer: str
    subject: str
    email: str
    verified: bool
    groups: frozenset[str]

    @property
    def key(self) -> str:
        """What the store keeps: neither part may hold a space."""
        return f"{self.issuer} {self.subject}"


def identity_of(claims: Mapping[str, Any], settings: Settings) -> Identity:
    """The identity that validated claims tell. Raises Refused without an e-mail address."""
    email = str(_claim(claims, settings.sso_email_claim) or "").strip().lower()
    if not EMAIL.fullmatch(email):
        raise Refused(N_("The identity provider names no e-mail address for you."))
    claimed = _claim(claims, settings.sso_role_claim)
    groups = frozenset(map(str, claimed if isinstance(claimed, list) else [claimed] if claimed else []))
    own = settings.sso_email_claim == "email"  # the only claim that `email_verified` speaks of
    vouched = claims.get("email_verified", settings.sso_trust_email) if own else settings.sso_trust_email
    return Identity(str(claims["iss"]), str(claims["sub"]), email, vouched in (True, "true"), groups)


def role_of(identity: Identity, settings: Settings) -> Role | None:
    """The role of the first entry of DASHBOARD_SSO_ROLES that applies, else the default one, else None."""
    roles = (role for value, role in settings.sso_roles.items() if value in identity.groups)
    return next(roles, settings.sso_default_role)


def admit(store: Engine, settings: Settings, identity: Identity) -> User:
    """The user of an identity, made at the first sign-in when a role is theirs.

    With DASHBOARD_SSO_ROLES the provider gives the role, at every sign-in. Raises Refused.
    """
    role = role_of(identity, settings)
    with writing(store) as connection:
        user = _bound(connection, identity) or _by_email(connection, identity)
        if user is None:
            return _new(connection, identity, role)
        if user.disabled:
            raise Refused(N_("This account is disabled. Ask your administrator."))
        if not settings.sso_roles:
            return user
        if role is None:
            raise Refused(_NO_ROLE)
        if role != user.role:
            details = {"from": user.role, "to": role}
            change_row(connection, user.user_id, N_("role changed"), ACTOR, details, role=role)
        return cast(User, find_user(connection, users.c.user_id == user.user_id))


_NO_ROLE = N_("Nobody has given you a role in this dashboard. Ask your administrator.")


def _bound(connection: Connection, identity: Identity) -> User | None:
    return find_user(connection, users.c.sso_identity == identity.key)


def _by_email(connection: Connection, identity: Identity) -> User | None:
    """The user of the address, now bound to the identity. One who is bound to another of the issuer stays theirs."""
    user = find_user(connection, users.c.email == identity.email)
    if user is None:
        return None
    mine = users.c.user_id == user.user_id
    bound = connection.execute(sa.select(users.c.sso_identity).where(mine)).scalar_one()
    if bound and bound.startswith(f"{identity.issuer} "):
        raise Refused(N_("This e-mail address belongs to another account of the identity provider."))
    _vouched(identity)
    connection.execute(sa.update(users).where(mine).values(sso_identity=identity.key))
    audit(connection, N_("single sign-on linked"), user.email, ACTOR)
    return user


def _new(connection: Connection, identity: Identity, role: Role | None) -> User:
    if role is None:
        raise Refused(_NO_ROLE)
    _vouched(identity)
    user = insert_user(connection, identity.email, role, None, ACTOR)
    mine = users.c.user_id == user.user_id
    connection.execute(sa.update(users).where(mine).values(sso_identity=identity.key))
    return user


def _vouched(identity: Identity) -> None:
    if not identity.verified:
        raise Refused(N_("The identity provider does not vouch for your e-mail address."))


def _claim(claims: Mapping[str, Any], name: str) -> Any:
    """A claim by its name, or by a path with dots into nested ones (`realm_access.roles`); None without it."""
    if name in claims:
        return claims[name]
    value: Any = claims
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value
