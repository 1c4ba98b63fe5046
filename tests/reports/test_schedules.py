"""Schedules: refused field by field, due once, late when nothing was running."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from dashboard.errors import BadParameter, Forbidden, NotFound
from dashboard.reports.schedules import GONE, Plan, add_schedule, delete_schedule, queue_due, schedules_for
from dashboard.reports.templates import delete_template, save_template
from tests.reports.conftest import NOW, Office, user_with

PLAN = Plan("subscription_details", "US", "daily", "10:00", "Europe/Berlin")


def test_a_schedule_says_when_it_is_due(office: Office) -> None:
    add_schedule(office.services, office.user, PLAN, NOW)
    [kept] = schedules_for(office.services.store, office.user)
    assert [moment.isoformat() for moment in kept.next_five()] == [
        f"2026-11-{day}T09:00:00+00:00" for day in (23, 24, 25, 26, 27)
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("every", "hourly"),
        ("at", "24:00"),
        ("at", "6"),
        ("zone", "Mars/Olympus"),
        ("zone", "../etc/passwd"),
        ("weekday", 8),
        ("day", 0),
        ("weeks", 0),
        ("headers", "fr"),
        ("mail", "post"),
    ],
)
def test_what_is_wrong_is_named(office: Office, field: str, value: object) -> None:
    with pytest.raises(BadParameter) as refused:
        add_schedule(office.services, office.user, replace(PLAN, **{field: value}), NOW)  # type: ignore[arg-type]
    assert refused.value.parameter == field


def test_templates_and_regions_out_of_reach_are_refused(office: Office) -> None:
    with pytest.raises(NotFound):
        add_schedule(office.services, office.user, replace(PLAN, template="nothing"), NOW)
    with pytest.raises(NotFound):
        add_schedule(office.services, office.user, replace(PLAN, region="XX"), NOW)
    with pytest.raises(Forbidden):
        add_schedule(office.services, user_with(office.services, "help_desk"), PLAN, NOW)


def test_a_due_time_is_delivered_once(office: Office) -> None:
    add_schedule(office.services, office.user, PLAN, NOW)
    assert office.work() == []
    assert len(office.work(hours=1)) == 1
    assert office.work() == []
    [run] = office.runs()
    assert (run.status, run.due_at, run.missed, run.late) == ("done", NOW + timedelta(hours=1), 0, False)
    assert len(office.work(days=1)) == 1


def test_several_missed_times_are_one_late_run(office: Office) -> None:
    add_schedule(office.services, office.user, PLAN, NOW)
    assert len(office.work(days=3, hours=4)) == 1
    [run] = office.runs()
    assert (run.due_at, run.missed, run.late) == (datetime(2026, 11, 26, 9), 3, True)
    [kept] = schedules_for(office.services.store, office.user)
    assert kept.next_due == datetime(2026, 11, 27, 9)


def test_two_runners_queue_a_due_time_once(office: Office) -> None:
    add_schedule(office.services, office.user, PLAN, NOW)
    later = NOW + timedelta(hours=1)
    assert (queue_due(office.services.store, later), queue_due(office.services.store, later)) == (1, 0)


def test_a_schedule_whose_template_is_gone_fails_visibly(office: Office) -> None:
    store = office.services.store
    made = save_template(store, office.user, name="Mine", base="subscription_details")
    add_schedule(office.services, office.user, replace(PLAN, template=made.template_id), NOW)
    delete_template(store, office.user, made.template_id)
    office.work(hours=1)
    [run] = office.runs()
    assert (run.status, run.error) == ("failed", GONE)


def test_only_the_owner_and_full_administrators_end_a_schedule(office: Office) -> None:
    made = add_schedule(office.services, office.user, PLAN, NOW)
    reader = user_with(office.services, "read_only_admin")
    assert schedules_for(office.services.store, reader) == []
    with pytest.raises(NotFound):
        delete_schedule(office.services.store, reader, made.schedule_id)
    delete_schedule(office.services.store, office.user, made.schedule_id)
    assert schedules_for(office.services.store, office.user) == []


def test_runs_outlive_their_schedule(office: Office) -> None:
    made = add_schedule(office.services, office.user, PLAN, NOW)
    office.work(hours=1)
    delete_schedule(office.services.store, office.user, made.schedule_id)
    [run] = office.runs()
    assert (run.status, run.schedule_id) == ("done", None)
