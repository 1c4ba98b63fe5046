"""Who may write what is to be done about a customer: owners, next steps, notes, renewals. Who sees it may read."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

import sqlalchemy as sa

from dashboard.access.accounts import User, find_user, scope_in
from dashboard.access.rights import demand, may
from dashboard.data.customers import notes, work
from dashboard.data.customers.edits import customer_keys
from dashboard.data.customers.work import Owner, Work
from dashboard.data.query.scope import Scope
from dashboard.data.renewals import states
from dashboard.data.renewals.states import RenewalWork
from dashboard.data.storage.store import audit, reading, writing
from dashboard.data.storage.store import user as users
from dashboard.data.work.columns import FORMER
from dashboard.days import stated_day
from dashboard.errors import BadParameter, NotFound
from dashboard.i18n import N_
from dashboard.services import Services, services

Change = dict[str, object]

WORK_FIELDS = ("owner", "next_step", "due_on")


def set_work(user: User, scope: Scope, org_id: str, fields: Mapping[str, object], version: int | None) -> Work:
    """What is to be done about a customer, as far as `given` names it: `owner` (an address), `next_step`, `due_on`.

    None takes away; an owner who is there stays, even one who is gone or sees the customer no more. See
    `work.set_work`. Raises Forbidden, BadParameter, NotFound, Conflict.
    """
    demand(user, "work_edit")
    held = work.work_of(scope, org_id)
    stays = (held.owner or FORMER, FORMER)  # nobody can be made a former user: it is what was shown
    new = {name: value for name, value in fields.items() if name != "owner" or value not in stays}
    change, owner = change_of(scope, [org_id], new)
    done = work.set_work(scope, org_id, change, owner, version, user.email)
    note_work(user, scope, N_("work changed"))
    return done


def change_works(user: User, scope: Scope, org_ids: Collection[str], fields: Mapping[str, object]) -> int:
    """The same for many customers, all or none; how many were changed by it."""
    demand(user, "work_edit")
    change, owner = change_of(scope, org_ids, fields)
    done = work.change_works(scope, org_ids, change, owner, user.email)
    note_work(user, scope, N_("work changed"), customers=done)
    return done


def add_note(user: User, scope: Scope, org_id: str, text: str) -> int:
    """The id of a new note on a customer. Raises Forbidden, BadParameter, NotFound."""
    demand(user, "work_edit")
    done = notes.add_note(scope, org_id, text, Owner(user.user_id, user.email))
    note_work(user, scope, N_("note added"))
    return done


def delete_note(user: User, scope: Scope, org_id: str, note_id: int) -> None:
    """Removes a note of one's own, as a full administrator anybody's. Raises Forbidden, NotFound."""
    demand(user, "work_edit")
    own = Owner(user.user_id, user.email)
    notes.delete_note(scope, org_id, note_id, own, any_author=user.role == "full_admin")
    note_work(user, scope, N_("note deleted"))


def set_renewal(
    user: User, scope: Scope, org_id: str, subscription_id: str, fields: Mapping[str, object], version: int | None
) -> RenewalWork:
    """How a subscription's renewal stands; see `states.set_renewal`. Raises Forbidden too."""
    demand(user, "work_edit")
    done = states.set_renewal(scope, org_id, subscription_id, fields, version, user.email)
    note_work(user, scope, N_("renewal changed"))
    return done


def change_renewals(user: User, scope: Scope, chosen: Sequence[tuple[str, str]], fields: Mapping[str, object]) -> int:
    """The same for many subscriptions, all or none; how many were changed by it."""
    demand(user, "work_edit")
    if len(chosen) > work.MOST_AT_ONCE:
        raise BadParameter("subscriptions", N_("at most %(most)s at once"), most=work.MOST_AT_ONCE)
    done = states.change_renewals(scope, chosen, fields, user.email)
    note_work(user, scope, N_("renewal changed"), subscriptions=done)
    return done


def owners_for(user: User, scope: Scope, org_ids: Collection[str] = ()) -> list[str]:
    """The addresses of users who may own the work on all of these customers, in order. Raises Forbidden, NotFound."""
    demand(user, "customers")
    with scope.region.read() as connection:
        customer_keys(connection, scope, org_ids)  # who may see a customer is told of those that the asker sees
    every = sa.select(users.c.email).where(users.c.disabled.is_(False)).order_by(users.c.email)
    with reading(services().store) as connection:
        people = [find_user(connection, users.c.email == email) for email in connection.scalars(every).all()]
    return [person.email for person in people if person is not None and _sees(person, scope, org_ids)]


def forget_user(opened: Services, user_id: int) -> None:
    """Leaves the work of a user who is being deleted to a former user, in every region."""
    for region in opened.regions.values():
        with region.write() as connection:
            work.forget_colleague(connection, user_id)


def change_of(scope: Scope, org_ids: Collection[str], fields: Mapping[str, object]) -> tuple[Change, Owner | None]:
    """The change as it is kept. Raises BadParameter, whose parameter is the field."""
    change: Change = {}
    owner = None
    for name, value in fields.items():
        if name not in WORK_FIELDS:
            raise BadParameter(name, N_("one of %(names)s"), names=", ".join(WORK_FIELDS))
        if value is not None and not isinstance(value, str):
            raise BadParameter(name, N_("a text"))
        text = (value or "").strip()
        if name == "owner":
            owner = _owner(scope, org_ids, text) if text else None
            change["owner_id"] = owner and owner.user_id
        else:
            change[name] = work.clean_step(text) if name == "next_step" else _day(name, text)
    return change, owner


def _day(name: str, text: str) -> date | None:
    if not text:
        return None
    day = stated_day(text)
    if day is None:
        raise BadParameter(name, N_("a date such as 2026-01-31"))
    return day


def _owner(scope: Scope, org_ids: Collection[str], email: str) -> Owner:
    with scope.region.read() as connection:
        customer_keys(connection, scope, org_ids)  # what the asker may not see is unknown, whoever they name
    with reading(services().store) as connection:
        person = find_user(connection, users.c.email == email.lower())
    if person is None or not _sees(person, scope, org_ids):
        raise BadParameter("owner", N_("the address of a user who may see the customer"))
    return Owner(person.user_id, person.email)


def _sees(user: User, scope: Scope, org_ids: Collection[str]) -> bool:
    """Whether a user may see all of these customers."""
    if not may(user, "customers"):
        return False
    theirs = scope_in(user, scope.region)
    if theirs.user_id is None:
        return True
    with scope.region.read() as connection:
        try:
            customer_keys(connection, theirs, org_ids)
        except NotFound:
            return False
    return True


def note_work(user: User, scope: Scope, action: str, **details: object) -> None:
    """An entry of the audit log that says where; which customer it was is told by the region's own changes alone."""
    with writing(services().store) as connection:
        audit(connection, action, "customers", user.email, region=scope.region.code, details=details)
