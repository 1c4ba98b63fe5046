"""A schedule that is changed keeps its id, and is due by its new plan from now on."""

from datetime import UTC, datetime

import sqlalchemy as sa

from dashboard.access.accounts import User
from dashboard.access.rights import demand
from dashboard.data.storage.store import audit, now, writing
from dashboard.data.storage.store.reports import report_schedule
from dashboard.errors import NotFound
from dashboard.i18n import N_
from dashboard.reports.due import next_due
from dashboard.reports.schedules import Plan, Schedule, check_plan, rhythm_of
from dashboard.services import Services


def change_schedule(
    services: Services, user: User, schedule_id: str, plan: Plan, at: datetime | None = None
) -> Schedule:
    """Gives a schedule of the user's own another plan. Raises BadParameter, NotFound, Forbidden as `add_schedule`."""
    demand(user, "reports")
    rhythm = rhythm_of(plan)
    check_plan(services, user, plan)
    due = next_due(rhythm, (at or now()).replace(tzinfo=UTC)).replace(tzinfo=None)
    row = report_schedule.c
    with writing(services.store) as connection:
        mine = sa.update(report_schedule).where(row.schedule_id == schedule_id, row.user_id == user.user_id)
        if connection.execute(mine.values(plan.columns | {"next_due": due})).rowcount != 1:
            raise NotFound(f"There is no report schedule {schedule_id!r}.")
        audit(connection, N_("report schedule changed"), plan.template, user.email, region=plan.region)
    return Schedule(schedule_id, user.user_id, user.email, plan, due)
