"""Runs of reports: asked for, listed, deleted. What happens to them in between is told in `claims` and `runner`."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, get_args

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from dashboard.access.accounts import User, may
from dashboard.data.store import audit, now, reading, writing
from dashboard.data.store import user as users
from dashboard.data.store_reports import new_id, report_run
from dashboard.errors import BadParameter, Forbidden, NotFound
from dashboard.reports.rights import allowed, may_fetch
from dashboard.reports.templates import Template
from dashboard.services import Services
from dashboard.words import N_

Status = Literal["queued", "running", "done", "failed"]
Mail = Literal["none", "link", "attachment"]
MAIL: tuple[Mail, ...] = get_args(Mail)
WEEKS_MOST = 104
"""The longest period of a usage report."""

_SHOWN = 500
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
    email: str  # of the person whose report it is

    @property
    def late(self) -> bool:
        """Whether it was done for a due time that had passed for a while, as when nothing was running."""
        return bool(self.missed) or (self.started_at is not None and self.started_at - self.due_at >= _LATE)


_COLUMNS = [report_run.c[field.name] for field in fields(Run) if field.name != "email"]
_EVERY = sa.select(*_COLUMNS, users.c.email).join_from(report_run, users, users.c.user_id == report_run.c.user_id)


def require_reports(user: User) -> None:
    """Raises Forbidden for a role without reports."""
    if not may(user, "reports"):
        raise Forbidden(N_("Your role does not include reports. Ask a full administrator for another role."))


def ask_run(made: Services, user: User, template: Template, region: str, *, weeks: int = 1, headers: str = "en") -> str:
    """The id of a new run, which waits for a runner. Raises Forbidden, NotFound for an unknown region."""
    require_reports(user)
    allowed(made, user.user_id, region)
    with writing(made.store) as connection:
        run_id = insert_run(connection, user.user_id, template, region, weeks, headers, now())
        audit(connection, N_("report asked for"), f"{template.name} {run_id}", user.email, region=region)
    return run_id


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
    require_reports(user)
    order = (report_run.c.due_at.desc(), report_run.c.run_id)
    with reading(store) as connection:
        rows = connection.execute(_EVERY.where(_visible(user)).order_by(*order).limit(limit))
        return [_run(row) for row in rows.mappings()]


def run_for(store: Engine, user: User, run_id: str) -> Run:
    """One of them. Raises NotFound for any other id, another person's alike."""
    require_reports(user)
    with reading(store) as connection:
        found = connection.execute(_EVERY.where(report_run.c.run_id == run_id, _visible(user))).mappings().one_or_none()
    if found is None:
        raise NotFound(f"There is no report {run_id!r}.")
    return _run(found)


def run_file(made: Services, user: User, run_id: str) -> tuple[Run, Path]:
    """A finished run and its file. Raises NotFound without one, Forbidden when the user's customers are others now."""
    run = run_for(made.store, user, run_id)
    path = made.settings.data_dir / run.file if run.file else None
    if path is None or not path.is_file():
        raise NotFound(f"The report {run_id!r} has no file.")
    if not may_fetch(made, user, run.user_id, run.region, run.scope):
        raise Forbidden(N_("Your customers are not those that this report was made for. Run it again."))
    return run, path


def delete_run(made: Services, user: User, run_id: str) -> None:
    """Removes a run and its file. Raises NotFound, and BadParameter for one that is being made."""
    run = run_for(made.store, user, run_id)
    with writing(made.store) as connection:
        idle = (report_run.c.run_id == run_id, report_run.c.status != "running")
        if connection.execute(sa.delete(report_run).where(*idle)).rowcount != 1:
            raise BadParameter("report", N_("it is being made: delete it when it is done"))
        audit(connection, N_("report deleted"), f"{run.name} {run_id}", user.email)
    if run.file:
        (made.settings.data_dir / run.file).unlink(missing_ok=True)


def _visible(user: User) -> sa.ColumnElement[bool]:
    return sa.true() if user.role == "full_admin" else report_run.c.user_id == user.user_id


def _run(row: Mapping[Any, Any]) -> Run:
    return Run(**row)
