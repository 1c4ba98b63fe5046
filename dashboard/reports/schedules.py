"""Schedules: kept, listed, and turned into runs when they are due.

A schedule that was due several times while nothing was running is run once, for the last of these times, and the run
says how many it stands for.
"""

import json
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from dashboard.access.accounts import User, find_user
from dashboard.access.rights import demand, may
from dashboard.data.reporting.tables import takes_weeks
from dashboard.data.storage.store import audit, now, reading, writing
from dashboard.data.storage.store import user as users
from dashboard.data.storage.store.reports import new_id, report_schedule
from dashboard.errors import BadParameter, NotFound
from dashboard.i18n import N_
from dashboard.reports.due import EVERY, Rhythm, next_due, upcoming
from dashboard.reports.limits import WEEKS_MOST
from dashboard.reports.rights import allowed
from dashboard.reports.runs import MAIL, insert_run, require_format
from dashboard.reports.templates import BASES, Template, template_for, template_of
from dashboard.services import Services

_log = logging.getLogger(__name__)

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_MOST = 100  # schedules of a person
MOST_RECIPIENTS = 20
_MOST_MISSED = 10_000


@dataclass(frozen=True)
class Plan:
    """What a person asks of a schedule, checked by `rhythm_of` and `add_schedule`. Times are local to the zone."""

    template: str
    region: str
    every: str
    at: str
    zone: str
    weekday: int = 1
    day: int = 1
    weeks: int = 1
    headers: str = "en"
    mail: str = "none"
    format: str = "csv"
    recipients: tuple[str, ...] = ()  # addresses of users who get it too, each with the customers they may see

    @property
    def columns(self) -> dict[str, Any]:
        """As the store keeps it."""
        return vars(self) | {"recipients": json.dumps(self.recipients)}


@dataclass(frozen=True)
class Schedule:
    """A plan that is kept, of whom, and when it is due next (UTC)."""

    schedule_id: str
    user_id: int
    email: str
    plan: Plan
    next_due: datetime

    def next_five(self) -> list[datetime]:
        """The next five due moments, in UTC with a zone."""
        rhythm, first = rhythm_of(self.plan), self.next_due.replace(tzinfo=UTC)
        return [first, *upcoming(rhythm, first, 4)]


def rhythm_of(plan: Plan) -> Rhythm:
    """When the plan is due. Raises BadParameter, whose parameter is the field that is wrong."""
    if plan.every not in EVERY:
        raise BadParameter("every", N_("one of %(names)s"), names=", ".join(EVERY))
    if not _TIME.fullmatch(plan.at):
        raise BadParameter("at", N_("a time such as 06:30"))
    if plan.zone not in available_timezones():
        raise BadParameter("zone", N_("a time zone such as Europe/Berlin"))
    for field, value, most in (("weekday", plan.weekday, 7), ("day", plan.day, 31)):
        if not 1 <= value <= most:
            raise BadParameter(field, N_("a whole number from %(least)s to %(most)s"), least=1, most=most)
    every = EVERY[EVERY.index(plan.every)]
    return Rhythm(every, time.fromisoformat(plan.at), ZoneInfo(plan.zone), plan.weekday, plan.day)


def add_schedule(services: Services, user: User, plan: Plan, at: datetime | None = None) -> Schedule:
    """Keeps a plan. Raises BadParameter as `rhythm_of`, Forbidden and NotFound for what the user may not report."""
    demand(user, "reports")
    rhythm = rhythm_of(plan)
    check_plan(services, user, plan)
    due = next_due(rhythm, (at or now()).replace(tzinfo=UTC)).replace(tzinfo=None)
    kept = Schedule(new_id(), user.user_id, user.email, plan, due)
    with writing(services.store) as connection:
        mine = sa.select(sa.func.count()).where(report_schedule.c.user_id == user.user_id)
        if connection.execute(mine).scalar_one() >= _MOST:
            raise BadParameter("template", N_("at most %(most)s schedules a person"), most=_MOST)
        values = {"schedule_id": kept.schedule_id, "user_id": user.user_id, "next_due": due, "created_at": at or now()}
        connection.execute(sa.insert(report_schedule).values(plan.columns | values))
        details = {"every": plan.every}
        audit(connection, N_("report scheduled"), plan.template, user.email, region=plan.region, details=details)
    return kept


def check_plan(services: Services, user: User, plan: Plan) -> None:
    """Raises BadParameter, whose parameter is the field that is wrong, and what `allowed` raises."""
    template_for(services.store, user, plan.template)
    check_delivery(services, user, plan)


def check_delivery(services: Services, user: User, plan: Plan) -> None:
    """The same of everything but its template."""
    allowed(services, user.user_id, plan.region)
    require_format(plan.format)
    if not 1 <= plan.weeks <= WEEKS_MOST:
        limits = {"least": 1, "most": WEEKS_MOST}
        raise BadParameter("weeks", N_("a whole number from %(least)s to %(most)s"), **limits)
    for field, value, names in (("headers", plan.headers, ("en", "de")), ("mail", plan.mail, MAIL)):
        if value not in names:
            raise BadParameter(field, N_("one of %(names)s"), names=", ".join(names))
    if len(plan.recipients) > MOST_RECIPIENTS:
        raise BadParameter("recipients", N_("at most %(most)s"), most=MOST_RECIPIENTS)
    if plan.recipients:
        demand(user, "users_view")  # who names others learns whether there is such a user
        with reading(services.store) as connection:
            known = [recipient.email for recipient in _recipients(connection, plan.recipients)]
        if missing := [address for address in plan.recipients if address not in known]:
            allowed_ = N_("addresses of users who may see reports, which %(address)s is not")
            raise BadParameter("recipients", allowed_, address=missing[0])


def addresses(text: str) -> tuple[str, ...]:
    """The e-mail addresses of a text, parted by spaces, commas or semicolons, each once and in small letters."""
    return tuple(dict.fromkeys(text.replace(",", " ").replace(";", " ").lower().split()))


def _recipients(connection: Connection, named: Sequence[str]) -> list[User]:
    """Those of the users who may have a report now."""
    people = (find_user(connection, sa.and_(users.c.email == address)) for address in named)
    return [person for person in people if person is not None and may(person, "reports")]


def schedules_for(store: Engine, user: User) -> list[Schedule]:
    """The user's own, everybody's for full administrators; next due first."""
    demand(user, "reports")
    visible = sa.true() if user.role == "full_admin" else report_schedule.c.user_id == user.user_id
    rows = (
        sa.select(report_schedule, users.c.email)
        .join_from(report_schedule, users, users.c.user_id == report_schedule.c.user_id)
        .where(visible)
        .order_by(report_schedule.c.next_due, report_schedule.c.schedule_id)
    )
    with reading(store) as connection:
        return [_schedule(row) for row in connection.execute(rows).mappings()]


def delete_schedule(store: Engine, user: User, schedule_id: str) -> None:
    """Ends a schedule; its runs stay. Raises NotFound for one that is not the user's, who is no full administrator."""
    demand(user, "reports")
    visible = sa.true() if user.role == "full_admin" else report_schedule.c.user_id == user.user_id
    with writing(store) as connection:
        this = sa.delete(report_schedule).where(report_schedule.c.schedule_id == schedule_id, visible)
        if connection.execute(this).rowcount != 1:
            raise NotFound(f"There is no report schedule {schedule_id!r}.")
        audit(connection, N_("report schedule ended"), schedule_id, user.email)


def queue_due(store: Engine, at: datetime) -> int:
    """Turns every schedule that is due into a run that waits, once for each time it was due; how many."""
    with reading(store) as connection:
        rows = connection.execute(sa.select(report_schedule).where(report_schedule.c.next_due <= at)).mappings().all()
    return sum(_queued(store, row, at) for row in rows)


def _queued(store: Engine, row: Mapping[Any, Any], at: datetime) -> bool:
    """The same of one schedule; one of another version, in a zone that is no more, keeps no other waiting."""
    try:
        return _queue(store, row, at)
    except BadParameter as problem:
        _log.error("report schedule %s: never due: %s", row["schedule_id"], problem)
        return False


def _queue(store: Engine, row: Mapping[Any, Any], at: datetime) -> bool:
    """False when another process was first."""
    rhythm, due, missed = rhythm_of(_plan(row)), row["next_due"].replace(tzinfo=UTC), 0
    following = next_due(rhythm, due)
    while following <= at.replace(tzinfo=UTC) and missed < _MOST_MISSED:
        due, following, missed = following, next_due(rhythm, following), missed + 1
    schedule = report_schedule.c
    same = (schedule.schedule_id == row["schedule_id"], schedule.next_due == row["next_due"])
    with writing(store) as connection:
        move = sa.update(report_schedule).where(*same).values(next_due=following.replace(tzinfo=None))
        if connection.execute(move).rowcount != 1:
            return False
        more = {"missed": missed, **{key: row[key] for key in ("schedule_id", "mail", "format")}}
        _insert(connection, row, due.replace(tzinfo=None), more)
    return True


def _insert(connection: Connection, row: Mapping[Any, Any], due: datetime, more: Mapping[str, Any]) -> None:
    """A run of the schedule's template for its owner and each recipient, with the customers of each.

    Of a template that is gone one that has failed, so that somebody sees it.
    """
    template = _template(connection, row)
    gone = {"status": "failed", "error": GONE, "finished_at": due} if template is None else {}
    shown = template or BASES[0]
    weeks = row["weeks"] if takes_weeks(shown.base) else 1
    values: dict[str, Any] = {**more, **gone}
    others = (
        [] if template is None else [recipient.user_id for recipient in _recipients(connection, _plan(row).recipients)]
    )
    for user_id in dict.fromkeys([row["user_id"], *others]):
        insert_run(connection, user_id, shown, row["region"], weeks, row["headers"], due, **values)


GONE = N_("Its template was deleted or is no longer shared. End the schedule, or make another one.")


def _template(connection: Connection, row: Mapping[Any, Any]) -> Template | None:
    user = find_user(connection, users.c.user_id == row["user_id"])
    if user is None:
        return None
    try:
        return template_of(connection, user, row["template"])
    except NotFound:
        return None


def _plan(row: Mapping[Any, Any]) -> Plan:
    same = ("template", "region", "every", "at", "zone", "weeks", "headers", "mail", "format")
    to = tuple(json.loads(row["recipients"]))
    return Plan(**{key: row[key] for key in same}, weekday=row["weekday"] or 1, day=row["day"] or 1, recipients=to)


def _schedule(row: Mapping[Any, Any]) -> Schedule:
    return Schedule(row["schedule_id"], row["user_id"], row["email"], _plan(row), row["next_due"])
