"""Work on a customer: its owner, the next step and the day on which it is due. Writers say what they have read."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.customers.edits import customer_key, customer_keys, note_changes
from dashboard.data.query.scope import Scope
from dashboard.data.storage.schema import customer
from dashboard.data.storage.schema.work import colleague, customer_work
from dashboard.data.work.columns import FORMER, owner_shown
from dashboard.errors import BadParameter, Conflict
from dashboard.i18n import N_

LONGEST_STEP = 200
MOST_AT_ONCE = 2_000  # customers of one change; more would keep other writers waiting
CHANGED = N_("Somebody changed this meanwhile. Look at it again before you change it.")

FIELDS = ("owner_id", "next_step", "due_on")
_HELD = ("owner", "next_step", "due_on", "version")


@dataclass(frozen=True)
class Work:
    """What is to be done about a customer. `owner` is an address, FORMER when the user is gone, None without one."""

    owner: str | None = None
    next_step: str | None = None
    due_on: date | None = None
    version: int = 0


@dataclass(frozen=True)
class Owner:
    """A user of the store as a region knows them."""

    user_id: int
    email: str


def work_of(scope: Scope, org_id: str) -> Work:
    """The work on a customer; empty where nobody has written any. Raises NotFound."""
    with scope.region.read() as connection:
        return held_work(connection, customer_key(connection, scope, org_id))


def works_of(scope: Scope, org_ids: Collection[str]) -> dict[str, Work]:
    """The work on those of the customers that are in scope and have any, by their ids in lower case."""
    row = customer_work.c
    joined = customer_work.join(customer, customer.c.customer_key == row.customer_key)
    joined = joined.join(colleague, colleague.c.user_id == row.owner_id, isouter=True)
    shown = owner_shown(row.owner_id, colleague.c.email).label("owner")
    stored = sa.select(customer.c.org_id, shown, row.next_step, row.due_on, row.version).select_from(joined)
    mine = scope.unfiltered.restrict(stored, row.customer_key)
    wanted = {org_id.strip().lower() for org_id in org_ids}
    with scope.region.read() as connection:
        rows = connection.execute(mine).mappings()
        return {held["org_id"]: Work(**{key: held[key] for key in _HELD}) for held in rows if held["org_id"] in wanted}


def clean_step(text: str) -> str | None:
    """A next step in one line; None when it is empty. Raises BadParameter."""
    step = " ".join(text.split())
    if len(step) > LONGEST_STEP or not step.isprintable():
        raise BadParameter("next_step", N_("a text of at most %(most)s characters"), most=LONGEST_STEP)
    return step or None


def set_work(
    scope: Scope, org_id: str, change: Mapping[str, object], owner: Owner | None, version: int | None, actor: str
) -> Work:
    """Changes what is named of FIELDS; what is not named stays. `owner` is whom `owner_id` names, if it does.

    `version`: of the work that was read, None to change whatever is there. Raises NotFound, and Conflict with the work
    there is when somebody changed it meanwhile.
    """
    with scope.region.write() as connection:
        key = customer_key(connection, scope, org_id)
        held = held_work(connection, key)
        if version is not None and version != held.version:
            raise Conflict(CHANGED, held)
        know(connection, owner)
        if write_work(connection, key, change):
            note_changes(connection, [key], actor, "work", told_of(held_work(connection, key)))
        return held_work(connection, key)


def change_works(
    scope: Scope, org_ids: Collection[str], change: Mapping[str, object], owner: Owner | None, actor: str
) -> int:
    """The same change for many customers, all or none; how many were changed by it. Raises NotFound, BadParameter."""
    if len(set(org_ids)) > MOST_AT_ONCE:
        raise BadParameter("customers", N_("at most %(most)s at once"), most=MOST_AT_ONCE)
    with scope.region.write() as connection:
        know(connection, owner)
        keys = customer_keys(connection, scope, org_ids).values()
        changed = [key for key in keys if write_work(connection, key, change)]
        if changed:
            note_changes(connection, changed, actor, "work", told_of(held_work(connection, changed[0]), change))
        return len(changed)


def know(connection: Connection, *owners: Owner | None) -> None:
    """Remembers the addresses of users whom work is about to name."""
    for owner in filter(None, owners):
        mine = colleague.c.user_id == owner.user_id
        renamed = sa.update(colleague).where(mine).values(email=owner.email)
        if connection.execute(renamed).rowcount == 0:
            connection.execute(sa.insert(colleague).values(asdict(owner)))


def forget_colleague(connection: Connection, user_id: int) -> None:
    """Leaves the work of a user who is gone to a former user; what was kept of it is asked anew."""
    gone = sa.update(colleague).where(colleague.c.user_id == user_id, colleague.c.email.is_not(None))
    if connection.execute(gone.values(email=None)).rowcount:
        owned = sa.select(customer_work.c.customer_key).where(customer_work.c.owner_id == user_id)
        note_changes(connection, list(connection.scalars(owned)) or [0], "", "work", FORMER)


def held_work(connection: Connection, key: int) -> Work:
    row = customer_work.c
    joined = customer_work.join(colleague, colleague.c.user_id == row.owner_id, isouter=True)
    shown = owner_shown(row.owner_id, colleague.c.email).label("owner")
    stored = sa.select(shown, row.next_step, row.due_on, row.version).select_from(joined).where(row.customer_key == key)
    held = connection.execute(stored).mappings().one_or_none()
    return Work(**held) if held else Work()


def write_work(connection: Connection, key: int, change: Mapping[str, object]) -> bool:
    """Whether anything is another now."""
    row = customer_work.c
    mine = sa.select(*(row[name] for name in FIELDS), row.version).where(row.customer_key == key)
    held = connection.execute(mine).mappings().one_or_none()
    before = {name: held[name] if held else None for name in FIELDS}
    after = before | dict(change)
    if after == before:
        return False
    if held is None:
        connection.execute(sa.insert(customer_work).values(customer_key=key, version=1, **after))
    else:
        values = sa.update(customer_work).where(row.customer_key == key).values(version=held["version"] + 1, **after)
        connection.execute(values)
    return True


def told_of(work: Work, change: Mapping[str, object] | None = None) -> str:
    """A change in a line of the history: what is there now, of many customers only what they share."""
    parts = {"owner_id": work.owner, "next_step": work.next_step, "due_on": work.due_on}
    shown = (str(value) for name, value in parts.items() if value is not None and (change is None or name in change))
    return " · ".join(shown)
