"""Runs of reports: asked for, listed, deleted. What happens to them in between is told in `claims` and `runner`."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, get_args

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from dashboard.access.accounts import User
from dashboard.access.rights import demand
from dashboard.data.exports.formats import NAMES as FORMAT_NAMES
from dashboard.data.storage.store import audit, now, reading, writing
from dashboard.data.storage.store import user as users
from dashboard.data.storage.store.reports import new_id, report_run
from dashboard.errors import BadParameter, Forbidden, NotFound, TooMany
from dashboard.i18n import N_
from dashboard.reports.rights import OTHERS, allowed, may_fetch
from dashboard.reports.templates import Template
from dashboard.services import Services

Status = Literal["queued", "running", "done", "failed"]
Mail = Literal["none", "link", "attachment"]
MAIL: tuple[Mail, ...] = get_args(Mail)

_SHOWN = 500
MOST_WAITING, MOST_LISTED = 20, 500
"""Reports that a person asked for: those that are not made yet, and all that are kept."""
_LATE = timedelta(minutes=10)


@dataclass(frozen=True)
class Run:
    """A report that was asked for or due. What is not known yet is None; `error` is an English message id."""

    run_id: str
    user_id: int
    schedule_id: str | None
    name: str
    definition: str
    region: str
    weeks: int
    headers: str
    due_at: datetime
    missed: int
    status: Status
    attempts: int
    started_at: datetime | None
    finished_at: datetime | None
    as_of: date | None
    scope: str | None
    file: str | None
    file_name: str | None
    rows: int | None
    size: int | None
    sha256: str | None
    sidecar: str | None
    error: str | None
    deleted: str | None
    mail: Mail
    mail_state: str | None
    mail_error: str | None
    format: str  # a key of data/exports/formats
    email: str  # of the person whose report it is

    @property
    def late(self) -> bool:
        """Whether it was done for a due time that had passed for a while, as when nothing was running."""
        return bool(self.missed) or (self.started_at is not None and self.started_at - self.due_at >= _LATE)


_COLUMNS = [report_run.c[field.name] for field in fields(Run) if field.name != "email"]
_EVERY = sa.select(*_COLUMNS, users.c.email).join_from(report_run, users, users.c.user_id == report_run.c.user_id)


def require_reports(user: User) -> None:
    """Raises Forbidden for a role without reports."""
    demand(user, "reports")


def require_format(key: str) -> str:
    """The key itself. Raises BadParameter for what no report is made as."""
    if key not in FORMAT_NAMES:
        raise BadParameter("format", N_("one of %(names)s"), names=", ".join(FORMAT_NAMES))
    return key


def ask_run(
    services: Services,
    user: User,
    template: Template,
    region: str,
    *,
    weeks: int = 1,
    headers: str = "en",
    format: str = "csv",
) -> str:
    """The id of a new run, which waits for a runner.

    Raises Forbidden, NotFound for an unknown region, BadParameter for an unknown format.
    """
    demand(user, "reports")
    allowed(services, user.user_id, region)
    more = {"format": require_format(format)}
    with writing(services.store) as connection:
        _refuse_too_many(connection, user)
        run_id = insert_run(connection, user.user_id, template, region, weeks, headers, now(), **more)
        audit(connection, N_("report asked for"), f"{template.name} {run_id}", user.email, region=region)
    return run_id


def _refuse_too_many(connection: Connection, user: User) -> None:
    """Raises TooMany while so many of the user's reports wait, BadParameter when so many are listed."""
    run = report_run.c
    waiting = sa.func.count().filter(run.status.in_(("queued", "running")))
    every = sa.select(waiting, sa.func.count()).where(run.user_id == user.user_id, run.schedule_id.is_(None))
    wait, listed = connection.execute(every).one()
    if wait >= MOST_WAITING:
        raise TooMany(N_("Many of your reports wait to be made. Ask for this one when they are done."), 60)
    if listed >= MOST_LISTED:
        raise BadParameter("report", N_("at most %(most)s reports a person: delete some first"), most=MOST_LISTED)


def insert_run(
    connection: Connection,
    user_id: int,
    template: Template,
    region: str,
    weeks: int,
    headers: str,
    due_at: datetime,
    **more: Any,
) -> str:
    """The id of the new run, in the caller's transaction."""
    run_id = new_id()
    values = {
        "run_id": run_id,
        "user_id": user_id,
        "name": template.name,
        "definition": template.definition,
        "region": region,
        "weeks": weeks,
        "headers": headers,
        "due_at": due_at,
        "missed": 0,
        "status": "queued",
        "attempts": 0,
        "mail": "none",
    }
    connection.execute(sa.insert(report_run).values(values | more))
    return run_id


def runs_for(store: Engine, user: User, limit: int = _SHOWN) -> list[Run]:
    """The runs that the user may see, newest first: their own, and everybody's for full administrators."""
    demand(user, "reports")
    order = (report_run.c.due_at.desc(), report_run.c.run_id)
    with reading(store) as connection:
        rows = connection.execute(_EVERY.where(_visible(user)).order_by(*order).limit(limit))
        return [_run(row) for row in rows.mappings()]


def run_for(store: Engine, user: User, run_id: str) -> Run:
    """One of them. Raises NotFound for any other id, another person's alike."""
    demand(user, "reports")
    with reading(store) as connection:
        row = connection.execute(_EVERY.where(report_run.c.run_id == run_id, _visible(user))).mappings().one_or_none()
    if row is None:
        raise NotFound(f"There is no report {run_id!r}.")
    return _run(row)


def run_file(services: Services, user: User, run_id: str) -> tuple[Run, Path]:
    """A finished run and its file. Raises NotFound without one, Forbidden when the user's customers are others now."""
    run = run_for(services.store, user, run_id)
    path = services.settings.data_dir / run.file if run.file else None
    if path is None or not path.is_file():
        raise NotFound(f"The report {run_id!r} has no file.")
    if not may_fetch(services, user, run.user_id, run.region, run.scope):
        raise Forbidden(OTHERS)
    return run, path


def delete_run(services: Services, user: User, run_id: str) -> None:
    """Removes a run and its file. Raises NotFound, Forbidden, and BadParameter for one that is being made."""
    demand(user, "reports")
    run = run_for(services.store, user, run_id)
    with writing(services.store) as connection:
        idle = (report_run.c.run_id == run_id, report_run.c.status != "running")
        if connection.execute(sa.delete(report_run).where(*idle)).rowcount != 1:
            raise BadParameter("report", N_("it is being made: delete it when it is done"))
        audit(connection, N_("report deleted"), f"{run.name} {run_id}", user.email)
    if run.file:
        (services.settings.data_dir / run.file).unlink(missing_ok=True)


def _visible(user: User) -> sa.ColumnElement[bool]:
    return sa.true() if user.role == "full_admin" else report_run.c.user_id == user.user_id


def _run(row: Mapping[Any, Any]) -> Run:
    return Run(**row)
