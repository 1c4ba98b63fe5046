"""How the renewal of a subscription stands, and how many licences are expected after it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.customers.edits import customer_key, note_changes
from dashboard.data.customers.work import CHANGED
from dashboard.data.query.scope import Scope
from dashboard.data.storage.schema import subscription, subscription_current
from dashboard.data.storage.schema.work import renewal_work
from dashboard.data.work.columns import STATES
from dashboard.errors import BadParameter, Conflict, NotFound
from dashboard.i18n import N_

MOST_LICENCES = 10_000_000
NO_SUBSCRIPTION = N_("This customer has no such subscription.")
FIELDS = ("state", "meetings_forecast", "calling_forecast")


@dataclass(frozen=True)
class RenewalWork:
    """A renewal's state, one of STATES, and the licences expected after it by product, None where nobody said."""

    state: str = STATES[0]
    meetings_forecast: int | None = None
    calling_forecast: int | None = None
    version: int = 0


def renewal_of(scope: Scope, org_id: str, subscription_id: str) -> RenewalWork:
    """The state of a subscription's renewal. Raises NotFound."""
    with scope.region.read() as connection:
        return held_of(connection, *keys_of(connection, scope, org_id, subscription_id))


def clean_change(change: Mapping[str, object]) -> dict[str, object]:
    """The change itself. Raises BadParameter for a field, a state or a quantity that is none."""
    for name, value in change.items():
        if name not in FIELDS:
            raise BadParameter(name, N_("one of %(names)s"), names=", ".join(FIELDS))
        if name == "state" and value not in STATES:
            raise BadParameter(name, N_("one of %(names)s"), names=", ".join(STATES))
        whole = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_LICENCES
        if name != "state" and value is not None and not whole:
            limits = {"least": 0, "most": MOST_LICENCES}
            raise BadParameter(name, N_("a whole number from %(least)s to %(most)s"), **limits)
    return dict(change)


def set_renewal(
    scope: Scope, org_id: str, subscription_id: str, change: Mapping[str, object], version: int | None, actor: str
) -> RenewalWork:
    """Changes what is named of FIELDS. `version` as in `work.set_work`. Raises BadParameter, NotFound, Conflict."""
    wanted = clean_change(change)
    with scope.region.write() as connection:
        keys = keys_of(connection, scope, org_id, subscription_id)
        held = held_of(connection, *keys)
        if version is not None and version != held.version:
            raise Conflict(CHANGED, held)
        if write_renewal(connection, keys, held, wanted):
            note_changes(connection, [keys[0]], actor, "renewal", told_of(subscription_id, wanted))
        return held_of(connection, *keys)


def change_renewals(scope: Scope, chosen: Sequence[tuple[str, str]], change: Mapping[str, object], actor: str) -> int:
    """The same change for many subscriptions (customer's id, subscription's id), all or none; how many were changed.

    Raises BadParameter, NotFound.
    """
    wanted, changed = clean_change(change), 0
    with scope.region.write() as connection:
        for org_id, subscription_id in dict.fromkeys(chosen):
            keys = keys_of(connection, scope, org_id, subscription_id)
            if write_renewal(connection, keys, held_of(connection, *keys), wanted):
                note_changes(connection, [keys[0]], actor, "renewal", told_of(subscription_id, wanted))
                changed += 1
    return changed


def keys_of(connection: Connection, scope: Scope, org_id: str, subscription_id: str) -> tuple[int, int]:
    """Of a subscription by its own id, or by the trial's id that is shown in its place."""
    key, row, now = customer_key(connection, scope, org_id), subscription.c, subscription_current.c
    if not subscription_id.isprintable():  # what no database holds
        raise NotFound(NO_SUBSCRIPTION)
    same = (now.customer_key == row.customer_key) & (now.subscription_key == row.subscription_key)
    shown = sa.or_(row.subscription_id == subscription_id, now.enterprise_trial_id == subscription_id)
    statement = (
        sa.select(row.subscription_key)
        .select_from(subscription.join(subscription_current, same, isouter=True))
        .where(row.customer_key == key, shown)
        .order_by(sa.case((row.subscription_id == subscription_id, 0), else_=1))
    )
    subscription_key = connection.scalars(statement).first()
    if subscription_key is None:
        raise NotFound(NO_SUBSCRIPTION)
    return key, subscription_key


def held_of(connection: Connection, customer: int, owned: int) -> RenewalWork:
    row = renewal_work.c
    mine = (row.customer_key == customer) & (row.subscription_key == owned)
    rows = connection.execute(sa.select(*(row[name] for name in (*FIELDS, "version"))).where(mine)).mappings()
    held = rows.one_or_none()
    return RenewalWork(**held) if held else RenewalWork()


def write_renewal(
    connection: Connection, keys: tuple[int, int], held: RenewalWork, change: Mapping[str, object]
) -> bool:
    before = {name: getattr(held, name) for name in FIELDS}
    after = before | dict(change)
    if after == before:
        return False
    customer, owned = keys
    row, values = renewal_work.c, {**after, "version": held.version + 1}
    if held.version:
        mine = (row.customer_key == customer) & (row.subscription_key == owned)
        connection.execute(sa.update(renewal_work).where(mine).values(values))
    else:
        connection.execute(sa.insert(renewal_work).values(customer_key=customer, subscription_key=owned, **values))
    return True


def told_of(subscription_id: str, change: Mapping[str, object]) -> str:
    return " · ".join([subscription_id, *(str(value) for value in change.values() if value is not None)])
