"""The partner's own organisation: its profile, its help desk, and how far the set-up assistant has come."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from dashboard.access.accounts import EMAIL, User
from dashboard.access.rights import demand
from dashboard.access.sign_in.sample_admin import give_way
from dashboard.data.storage.store import audit, help_desk, now, organisation, reading, writing
from dashboard.errors import BadParameter, Conflict, Invalid
from dashboard.i18n import N_
from dashboard.web.numbers import whole

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
LONGEST_NAME, LONGEST_CONTACT, MOST_USERS = 120, 300, 10_000_000
_PHONE = re.compile(r"[+0-9][0-9 ()/.-]{2,40}", re.ASCII)
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
        stored = _read(connection)
        if stored.version != version:
            raise Conflict(N_("Somebody else changed the organisation's profile meanwhile."), stored)
        _write(connection, stored, values)
        audit(connection, N_("organisation profile changed"), _SUBJECT, user.email, details=values)


def accept_terms(store: Engine, user: User) -> None:
    """Notes who accepted the terms, and when. Raises Forbidden."""
    demand(user, "users_edit")
    with writing(store) as connection:
        _write(connection, _read(connection), {"terms_at": now(), "terms_by": user.email})
        audit(connection, N_("terms accepted"), _SUBJECT, user.email)


def finish_setup(store: Engine, user: User) -> None:
    """Ends the assistant; the sample's administrator gives way to a real one.

    Raises Forbidden, and BadParameter while a step before is missing.
    """
    demand(user, "users_edit")
    with writing(store) as connection:
        stored = _read(connection)
        if not stored.name or stored.terms_at is None:
            raise BadParameter("terms", N_("Fill in the steps before this one first."))
        _write(connection, stored, {"set_up_at": now()})
        give_way(connection, user)
        audit(connection, N_("set-up finished"), _SUBJECT, user.email)


def skip_setup(store: Engine) -> None:
    """Notes that the settings stand for the assistant: who runs the server by settings is asked nothing."""
    with writing(store) as connection:
        stored = _read(connection)
        if stored.set_up_at is None:
            _write(connection, stored, {"set_up_at": now()})
            audit(connection, N_("set-up skipped"), _SUBJECT, "settings")


def _read(connection: Connection) -> Organisation:
    row = connection.execute(sa.select(organisation).with_for_update()).mappings().one_or_none()
    return Organisation(**{key: row[key] for key in Organisation.__dataclass_fields__}) if row else Organisation()


def _write(connection: Connection, stored: Organisation, values: dict[str, object]) -> None:
    if stored.version == 0:
        first = {"organisation_id": 1, "unique_id": str(uuid4()), "name": "", "industry": "", "version": 1}
        connection.execute(sa.insert(organisation).values(first | values))
    else:
        connection.execute(sa.update(organisation).values(**values, version=stored.version + 1))


def _checked(name: str, industry: str, planned: str) -> dict[str, object]:
    name, planned, wrong = name.strip(), planned.strip(), []
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        wrong.append(BadParameter("name", N_("Enter a name of 1 to %(most)s characters."), most=LONGEST_NAME))
    if industry not in INDUSTRIES:
        wrong.append(BadParameter("industry", N_("Choose one of the list.")))
    users = whole(planned, 1, MOST_USERS)
    if planned and users is None:
        text = N_("Enter a whole number from 1 to %(most)s, or leave it empty.")
        wrong.append(BadParameter("planned_users", text, most=MOST_USERS))
    if wrong:
        raise Invalid(wrong)
    return {"name": name, "industry": industry, "planned_users": users}


@dataclass(frozen=True)
class HelpDesk:
    """How to reach the partner's own help desk. Before it is entered: nothing, version 0."""

    name: str = ""
    email: str = ""
    phone: str = ""
    hours: str = ""
    note: str = ""
    version: int = 0

    @property
    def entered(self) -> bool:
        """Whether there is anything to tell."""
        return any((self.name, self.email, self.phone, self.hours, self.note))


def own_help_desk(store: Engine) -> HelpDesk:
    """What was entered on the page of settings."""
    with reading(store) as connection:
        return _read_desk(connection)


def save_help_desk(store: Engine, user: User, values: Mapping[str, str], version: int) -> None:
    """Writes how to reach the help desk: `name`, `email`, `phone`, `hours`, `note`; all empty takes it away.

    `version`: of what the writer has seen. Raises Invalid, Conflict when somebody else was first, Forbidden.
    """
    demand(user, "settings_edit")
    checked = _checked_desk(values)
    with writing(store) as connection:
        stored = _read_desk(connection)
        if stored.version != version:
            raise Conflict(N_("Somebody else changed the help desk meanwhile."), stored)
        if stored.version == 0:
            connection.execute(sa.insert(help_desk).values(organisation_id=1, version=1, **checked))
        else:
            connection.execute(sa.update(help_desk).values(version=stored.version + 1, **checked))
        audit(connection, N_("help desk changed"), _SUBJECT, user.email, details=checked)


def _read_desk(connection: Connection) -> HelpDesk:
    row = connection.execute(sa.select(help_desk).with_for_update()).mappings().one_or_none()
    return HelpDesk(**{key: row[key] for key in HelpDesk.__dataclass_fields__}) if row else HelpDesk()


def _checked_desk(values: Mapping[str, str]) -> dict[str, str]:
    fields = {key: values.get(key, "").strip() for key in ("name", "email", "phone", "hours", "note")}
    wrong = [
        BadParameter(key, N_("Enter at most %(most)s characters."), most=LONGEST_CONTACT)
        for key, text in fields.items()
        if len(text) > LONGEST_CONTACT or not text.isprintable()
    ]
    if fields["email"] and not EMAIL.fullmatch(fields["email"]):
        wrong.append(BadParameter("email", N_("Enter an e-mail address such as help@example.com.")))
    if fields["phone"] and not _PHONE.fullmatch(fields["phone"]):
        wrong.append(BadParameter("phone", N_("Enter a telephone number such as +44 20 7946 0000.")))
    if any(fields.values()) and not fields["name"]:
        wrong.append(BadParameter("name", N_("Enter what the help desk is called.")))
    if wrong:
        raise Invalid(wrong)
    return fields
