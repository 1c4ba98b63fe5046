"""Reports that nobody would miss until somebody asks: those that failed, and those that nobody makes."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from dashboard.data.store import reading
from dashboard.data.store_reports import report_run, report_schedule

_LATELY = timedelta(days=7)
_PATIENCE = timedelta(minutes=15)


def troubles(store: Engine, at: datetime) -> list[str]:
    """A line for each kind of trouble, none when all is well. Says nothing about customers."""
    run, schedule = report_run.c, report_schedule.c
    waiting = run.status.in_(("queued", "running")) & (run.due_at < at - _PATIENCE)
    idle = waiting & (run.lease_until.is_(None) | (run.lease_until < at - _PATIENCE))
    failed = (run.status == "failed") & (run.finished_at > at - _LATELY)
    unsent = (run.mail_state == "failed") & (run.finished_at > at - _LATELY)
    counts = {
        "of the last seven days failed; the page Reports says why": sa.select(sa.func.count()).where(failed),
        "of the last seven days could not be sent by e-mail": sa.select(sa.func.count()).where(unsent),
        "wait and nobody makes them; run `serve`, or `reports run-due` from cron": (
            sa.select(sa.func.count()).where(idle)
        ),
        "schedules are due and nobody runs them; run `serve`, or `reports run-due` from cron": (
            sa.select(sa.func.count()).where(schedule.next_due < at - _PATIENCE)
        ),
    }
    with reading(store) as connection:
        found = {told: connection.execute(count).scalar_one() for told, count in counts.items()}
    return [f"reports: {number} {told}" for told, number in found.items() if number]
