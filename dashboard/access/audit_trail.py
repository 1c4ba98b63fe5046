"""Reading the audit log: newest first, a page at a time or all of it. Nothing here changes or deletes an entry."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from dashboard.access.accounts import User
from dashboard.access.rights import demand
from dashboard.data.storage.store import audit, audit_log, reading, writing
from dashboard.i18n import N_

PAGE = 50
COLUMNS = ("at", "actor", "actor_id", "action", "subject", "region", "address", "details")


@dataclass(frozen=True)
class Entry:
    """Who did what to whom, when and from where. `details` are pairs of name and text."""

    at: datetime
    actor: str
    action: str
    subject: str
    region: str
    address: str
    details: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Wanted:
    """Which entries: by a part of the actor or of whom it concerns, by action, from one day to another in UTC."""

    person: str = ""
    action: str = ""
    since: date | None = None
    until: date | None = None


def entries(store: Engine, user: User, wanted: Wanted, page: int = 1) -> tuple[list[Entry], int]:
    """A page of entries, the newest first, and how many there are on all pages. Raises Forbidden."""
    demand(user, "audit_view")
    chosen = _chosen(wanted)
    counted = sa.select(sa.func.count()).select_from(chosen.subquery())
    some = chosen.order_by(audit_log.c.entry_id.desc()).limit(PAGE).offset((page - 1) * PAGE)
    with reading(store) as connection:
        total = connection.execute(counted).scalar_one()
        return [_entry(row) for row in connection.execute(some).mappings()], total


def actions(store: Engine, user: User) -> list[str]:
    """The actions that the log knows, in order. Raises Forbidden."""
    demand(user, "audit_view")
    with reading(store) as connection:
        return list(connection.execute(sa.select(audit_log.c.action).distinct().order_by(audit_log.c.action)).scalars())


def export(store: Engine, user: User, wanted: Wanted) -> Iterator[dict[str, Any]]:
    """Every entry wanted, the oldest first, as it is kept. The export itself is an entry. Raises Forbidden."""
    demand(user, "audit_view")
    with writing(store) as connection:
        audit(connection, N_("audit log exported"), "", user.email)
    return _rows(store, wanted)


def note_export(store: Engine, user: User, table: str, region: str, file_format: str) -> None:
    """Notes that a user took a table away as a file. Raises Forbidden."""
    demand(user, "own_settings")
    with writing(store) as connection:
        audit(connection, N_("table exported"), table, user.email, region=region, details={"format": file_format})


def _rows(store: Engine, wanted: Wanted) -> Iterator[dict[str, Any]]:
    with reading(store) as connection:
        result = connection.execution_options(yield_per=1000).execute(_chosen(wanted).order_by(audit_log.c.entry_id))
        for row in result.mappings():
            yield {**row, "at": f"{row['at'].isoformat(timespec='seconds')}Z"}


def _chosen(wanted: Wanted) -> sa.Select[Any]:
    row = audit_log.c
    chosen_rows = sa.select(*[row[name] for name in COLUMNS])
    if wanted.person:
        text = wanted.person.strip()
        chosen_rows = chosen_rows.where(
            sa.or_(row.actor.icontains(text, autoescape=True), row.subject.icontains(text, autoescape=True))
        )
    if wanted.action:
        chosen_rows = chosen_rows.where(row.action == wanted.action)
    if wanted.since:
        chosen_rows = chosen_rows.where(row.at >= datetime.combine(wanted.since, time.min))
    if wanted.until:
        chosen_rows = chosen_rows.where(row.at < datetime.combine(wanted.until, time.min) + timedelta(days=1))
    return chosen_rows


def _entry(row: sa.RowMapping) -> Entry:
    kept = {key: row[key] for key in Entry.__dataclass_fields__ if key != "details"}
    details = json.loads(row["details"])
    return Entry(**kept, details=tuple((name, str(value)) for name, value in details.items() if value is not None))
