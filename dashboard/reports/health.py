"""Reports that nobody would miss until somebody asks: those that failed, and those that nobody makes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from dashboard.data.storage.store import reading
from dashboard.data.storage.store.reports import report_run, report_schedule

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
        numbers = {trouble: connection.execute(count).scalar_one() for trouble, count in counts.items()}
    return [f"reports: {number} {trouble}" for trouble, number in numbers.items() if number]


@dataclass(frozen=True)
class ReportFigures:
    """What a supervisor watches: runs by status, schedules, those that are due, runs that wait too long."""

    runs: dict[str, int]
    schedules: int
    due: int
    late: int


def report_figures(store: Engine, at: datetime) -> ReportFigures:
    """The figures of this moment."""
    run, schedule, number = report_run.c, report_schedule.c, sa.func.count()
    waiting = run.status.in_(("queued", "running")) & (run.due_at < at - _PATIENCE)
    every = sa.select(number, number.filter(schedule.next_due <= at)).select_from(report_schedule)
    with reading(store) as connection:
        rows = connection.execute(sa.select(run.status, number).group_by(run.status)).all()
        runs = dict.fromkeys(("queued", "running", "done", "failed"), 0) | {row[0]: row[1] for row in rows}
        schedules, due = connection.execute(every).one()
        late = connection.execute(sa.select(number).select_from(report_run).where(waiting)).scalar_one()
    return ReportFigures(runs, schedules, due, late)
