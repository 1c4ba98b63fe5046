"""/schedules: reports that are made by themselves; /digest: the weekly mail."""

from dataclasses import asdict
from typing import Any

from flask import Response
from flask_login import current_user

from dashboard.alerts.digest import Digest, digest_of, end_digest, set_digest
from dashboard.api.base.answers import answer, in_utc
from dashboard.api.base.bodies import body, given
from dashboard.api.base.kept_bodies import DigestBody, ScheduleBody, ScheduleChangeBody
from dashboard.errors import NotFound
from dashboard.reports.runs import require_reports
from dashboard.reports.schedule_changes import change_schedule
from dashboard.reports.schedules import Plan, Schedule, add_schedule, addresses, delete_schedule, schedules_for
from dashboard.services import services


def schedules() -> Response:
    """The caller's own, everybody's for full administrators; next due first."""
    return answer([_told(held) for held in schedules_for(services().store, current_user)])


def add() -> Response:
    """201 with a new schedule of the caller's, of any of their templates."""
    require_reports(current_user)
    return answer(_told(add_schedule(services(), current_user, _plan(body(ScheduleBody).model_dump()))), 201)


def schedule(schedule_id: str) -> Response:
    """One schedule."""
    return answer(_told(_found(schedule_id)))


def change(schedule_id: str) -> Response:
    """Replaces what is given; the rest stays, and it is due by the new plan."""
    held = _found(schedule_id)
    plan = _plan(asdict(held.plan) | given(ScheduleChangeBody))
    return answer(_told(change_schedule(services(), current_user, schedule_id, plan)))


def delete(schedule_id: str) -> Response:
    """204: it ends; what it made stays."""
    delete_schedule(services().store, current_user, schedule_id)
    return Response(status=204)


def digest() -> Response:
    """When the caller's digest goes out next; null where they want none."""
    held = digest_of(services(), current_user)
    return answer(_digest(held) if held else None)


def put_digest() -> Response:
    """Sends the caller a digest every week from now on."""
    asked = body(DigestBody)
    return answer(_digest(set_digest(services(), current_user, asked.weekday, asked.at, asked.zone)))


def delete_digest() -> Response:
    """204: no more digests."""
    end_digest(services(), current_user)
    return Response(status=204)


def _found(schedule_id: str) -> Schedule:
    for held in schedules_for(services().store, current_user):
        if held.schedule_id == schedule_id:
            return held
    raise NotFound(f"There is no report schedule {schedule_id!r}.")


def _plan(asked: dict[str, Any]) -> Plan:
    return Plan(**asked | {"recipients": addresses(" ".join(asked["recipients"]))})


def _told(held: Schedule) -> dict[str, Any]:
    return {"schedule_id": held.schedule_id, "by": held.email, **asdict(held.plan), "next_due": held.next_five()}


def _digest(held: Digest) -> dict[str, Any]:
    return asdict(held) | {"next_due": in_utc(held.next_due), "sent_at": in_utc(held.sent_at)}
