"""The partner's own organisation: its profile, and how far the set-up assistant has come."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from dashboard.access.accounts import User
from dashboard.access.customer_changes import demand
from dashboard.data.store import audit, now, organisation, reading, writing
from dashboard.errors import BadParameter, Conflict, Invalid
from dashboard.words import N_

INDUSTRIES = {
    "": N_("Not stated"),
    "consulting": N_("Consulting"),
    "distribution": N_("Distribution"),
    "education": N_("Education"),
    "finance": N_("Finance"),
    "government": N_("Government"),
    "health": N_("Health care"),
    "it_services": N_("IT services"),
    "manufacturing": N_("Manufacturing"),
    "retail": N_("Retail"),
    "telecommunications": N_("Telecommunications"),
    "other": N_("Other"),
}
LONGEST_NAME, MOST_USERS = 120, 10_000_000
_SUBJECT = "own organisation"


@dataclass(frozen=True)
class Organisation:
    """The profile. Before it is made: no name, version 0. `planned_users` is None when not told."""

    unique_id: str = ""
    name: str = ""
    industry: str = ""
    planned_users: int | None = None
    terms_at: datetime | None = None
    terms_by: str | None = None
    set_up_at: datetime | None = None
    version: int = 0


def own_organisation(store: Engine) -> Organisation:
    """The profile as it is now."""
    with reading(store) as connection:
        return _read(connection)


def is_set_up(store: Engine) -> bool:
    """Whether the set-up assistant has come to its end, or the settings stand for it."""
    return own_organisation(store).set_up_at is not None


def save_profile(store: Engine, user: User, name: str, industry: str, planned: str, version: int) -> None:
    """Writes the profile. `version`: of the profile that the writer has seen.

    Raises Invalid with every field that is wrong, Conflict when somebody else was first, Forbidden.
    """
    demand(user, "users_edit")
    values = _checked(name, industry, planned)
    with writing(store) as connection:
        found = _read(connection)
        if found.version != version:
            raise Conflict(N_("Somebody else changed the organisation's profile meanwhile."), found)
        _write(connection, found, values)
        audit(connection, N_("organisation profile changed"), _SUBJECT, user.email, details=values)


def accept_terms(store: Engine, user: User) -> None:
    """Notes who accepted the terms, and when. Raises Forbidden."""
    demand(user, "users_edit")
    with writing(store) as connection:
        _write(connection, _read(connection), {"terms_at": now(), "terms_by": user.email})
        audit(connection, N_("terms accepted"), _SUBJECT, user.email)


def finish_setup(store: Engine, user: User) -> None:
    """Ends the assistant. Raises Forbidden, and BadParameter while a step before is missing."""
    demand(user, "users_edit")
    with writing(store) as connection:
        found = _read(connection)
        if not found.name or found.terms_at is None:
            raise BadParameter("terms", N_("Fill in the steps before this one first."))
        _write(connection, found, {"set_up_at": now()})
        audit(connection, N_("set-up finished"), _SUBJECT, user.email)


def skip_setup(store: Engine) -> None:
    """Notes that the settings stand for the assistant: who runs the server by settings is asked nothing."""
    with writing(store) as connection:
        found = _read(connection)
        if found.set_up_at is None:
            _write(connection, found, {"set_up_at": now()})
            audit(connection, N_("set-up skipped"), _SUBJECT, "settings")


def _read(connection: Connection) -> Organisation:
    row = connection.execute(sa.select(organisation).with_for_update()).mappings().one_or_none()
    return Organisation(**{key: row[key] for key in Organisation.__dataclass_fields__}) if row else Organisation()


def _write(connection: Connection, found: Organisation, values: dict[str, object]) -> None:
    if found.version == 0:
        first = {"organisation_id": 1, "unique_id": str(uuid4()), "name": "", "industry": "", "version": 1}
        connection.execute(sa.insert(organisation).values(first | values))
    else:
        connection.execute(sa.update(organisation).values(**values, version=found.version + 1))


def _checked(name: str, industry: str, planned: str) -> dict[str, object]:
    name, planned, wrong = name.strip(), planned.strip(), []
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        wrong.append(BadParameter("name", N_("Enter a name of 1 to %(most)s characters."), most=LONGEST_NAME))
    if industry not in INDUSTRIES:
        wrong.append(BadParameter("industry", N_("Choose one of the list.")))
    if planned and not (planned.isascii() and planned.isdecimal() and 1 <= int(planned[:9]) <= MOST_USERS):
        text = N_("Enter a whole number from 1 to %(most)s, or leave it empty.")
        wrong.append(BadParameter("planned_users", text, most=MOST_USERS))
    if wrong:
        raise Invalid(wrong)
    return {"name": name, "industry": industry, "planned_users": int(planned) if planned else None}
