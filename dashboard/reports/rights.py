"""Whose customers a report may hold, asked anew for every run and every download."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from dashboard.access.accounts import User, customers_in, find_user, scope_in
from dashboard.access.assignments import assigned_digest
from dashboard.access.rights import may
from dashboard.data.query.scope import Scope
from dashboard.data.storage.store import reading
from dashboard.data.storage.store import user as users
from dashboard.errors import Forbidden, NotFound
from dashboard.i18n import N_
from dashboard.services import Services

ALL = "all"
OTHERS = N_("Your customers are not those that this report was made for. Run it again.")


@dataclass(frozen=True)
class Allowed:
    """A person, the scope they have now, and a mark that is another as soon as the scope is."""

    user: User
    scope: Scope
    mark: str


def allowed(services: Services, user_id: int, region_code: str) -> Allowed:
    """What a person may have reported of a region now. Raises Forbidden, or NotFound for a region that is gone."""
    user = _person(services.store, user_id)
    if user is None or user.disabled:
        raise Forbidden(N_("The person whose report this is can no longer sign in."))
    if not may(user, "reports"):
        raise Forbidden(N_("The role of the person whose report this is no longer includes reports."))
    region = services.regions.get(region_code)
    if region is None:
        raise NotFound(N_("The region of this report is no longer set up."))
    scope = scope_in(user, region)
    if scope.user_id is not None and not customers_in(scope):
        raise Forbidden(N_("No customer of this region is assigned to the person whose report this is."))
    return Allowed(user, scope, ALL if scope.user_id is None else assigned_digest(region, scope.user_id))


def may_fetch(services: Services, user: User, owner_id: int, region_code: str, mark: str | None) -> bool:
    """Whether a file that was made for those customers may still be given to the user."""
    if not may(user, "reports") or region_code not in services.regions:
        return False
    if user.role == "full_admin":
        return True
    return user.user_id == owner_id and mark == allowed(services, user.user_id, region_code).mark


def _person(store: Engine, user_id: int) -> User | None:
    with reading(store) as connection:
        mine: sa.ColumnElement[bool] = users.c.user_id == user_id
        return find_user(connection, mine)
