"""Claims: which process makes a report. A claim is a lease in the store; who lets it run out loses the report.

Every change of a run names the claim it is made under, so a process that was thought dead and is not changes nothing.
"""

import os
import secrets
import socket
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from dashboard.data.storage.store import writing
from dashboard.data.storage.store.reports import report_run
from dashboard.i18n import N_

Clock = Callable[[], datetime]

STOPPED = N_("It was stopped in the middle every time it was tried.")
_RETRY_AFTER = timedelta(seconds=30)


class Lost(Exception):
    """Another process has taken the report over, or it was deleted: nothing more is to be done about it."""


@dataclass(frozen=True)
class Claim:
    """A run that this process makes. `attempt` counts from 1; `at` is when it was taken."""

    run_id: str
    user_id: int
    name: str
    definition: str
    region: str
    weeks: int
    headers: str
    format: str
    mail: str
    as_of: date
    attempt: int
    holder: str
    at: datetime


def holder() -> str:
    """A name for one worker: machine, process and something random."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


def take(store: Engine, who: str, at: datetime, today: date, lease: timedelta, most: int) -> Claim | None:
    """The next run that waits, or whose process died; None when there is none.

    A run that was tried `most` times and stopped in the middle each time fails for good here.
    """
    while True:
        with writing(store) as connection:
            row = connection.execute(_waiting(at)).mappings().first()
            if row is None:
                return None
            if row["attempts"] >= most:
                _update(connection, row, {"status": "failed", "error": STOPPED, "finished_at": at, "lease_until": None})
                continue
            values = {
                "status": "running",
                "attempts": row["attempts"] + 1,
                "claimed_by": who,
                "lease_until": at + lease,
                "started_at": row["started_at"] or at,
                "as_of": row["as_of"] or today,
            }
            if _update(connection, row, values):
                same = ("run_id", "user_id", "name", "definition", "region", "weeks", "headers", "format", "mail")
                return Claim(
                    **{key: row[key] for key in same},
                    as_of=values["as_of"],
                    attempt=values["attempts"],
                    holder=who,
                    at=at,
                )


def _waiting(at: datetime) -> sa.Select[Any]:
    run = report_run.c
    free = sa.or_(run.lease_until.is_(None), run.lease_until <= at)
    unfinished = sa.select(report_run).where(run.status.in_(("queued", "running")), free)
    return unfinished.order_by(run.due_at, run.run_id).limit(1)


def _update(connection: Connection, seen: Any, values: dict[str, Any]) -> bool:
    """Whether the run was still as it was seen: another process may have been first."""
    run = report_run.c
    same = (run.run_id == seen["run_id"], run.status == seen["status"], run.attempts == seen["attempts"])
    return connection.execute(sa.update(report_run).where(*same).values(values)).rowcount == 1


def renew(store: Engine, claim: Claim, at: datetime, lease: timedelta) -> Claim:
    """The claim with a longer lease. Raises Lost."""
    with writing(store) as connection:
        change(connection, claim, lease_until=at + lease)
    return replace(claim, at=at)


def change(connection: Connection, claim: Claim, **values: Any) -> None:
    """Writes columns of the claimed run, in the caller's transaction. Raises Lost."""
    run = report_run.c
    mine = (run.run_id == claim.run_id, run.claimed_by == claim.holder, run.attempts == claim.attempt)
    held = sa.update(report_run).where(*mine, run.status == "running").values(values)
    if connection.execute(held).rowcount != 1:
        raise Lost


def give_up(store: Engine, claim: Claim, error: str, at: datetime) -> None:
    """The run has failed for good; says why. Raises Lost."""
    with writing(store) as connection:
        change(connection, claim, status="failed", error=error, finished_at=at, lease_until=None)


def put_back(store: Engine, claim: Claim, error: str, at: datetime) -> None:
    """The run waits for another attempt, a little later. Raises Lost."""
    with writing(store) as connection:
        change(connection, claim, status="queued", error=error, lease_until=at + claim.attempt * _RETRY_AFTER)
