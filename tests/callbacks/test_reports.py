"""The page of reports without a browser: who sees what, what a button does, what forged values do."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from dash import no_update
from flask import Flask, g
from flask_login import login_user

from dashboard.callbacks import reports as callbacks
from dashboard.callbacks.report_work import ACTS, save_custom, save_schedule
from dashboard.data.storage.regions import Region
from dashboard.errors import BadParameter, Forbidden, NotFound
from dashboard.pages.reports import page
from dashboard.reports.runner import run_due
from dashboard.reports.runs import runs_for
from dashboard.reports.schedules import schedules_for
from dashboard.reports.templates import templates_for
from dashboard.services import Services
from tests.data.factories import load, row
from tests.reports.conftest import user_with
from tests.ui.trees import text

SCHEDULE = {
    "schedule-template": "subscription_details",
    "schedule-region": "US",
    "schedule-every": "monthly",
    "schedule-weekday": "1",
    "schedule-day": 31,
    "schedule-at": "06:00:00",
    "schedule-zone": "Europe/Berlin",
    "schedule-weeks": 1,
    "schedule-headers": "de",
}
RUN = {"run-weeks": 1, "run-headers": "en"}


@pytest.fixture
def filled(us: Region) -> Region:
    load(us, [row("A", "S1", m=(10, 5, 5))])
    return us


@contextmanager
def request_of(server: Flask, opened: Services, role: str, language: str = "en", cookie: str = "") -> Iterator[Any]:
    """A request of the role's user."""
    with server.test_request_context(headers={"Accept-Language": language, "Cookie": cookie}):
        user = user_with(opened, role)
        login_user(user)
        g.language = None
        yield user


def test_help_desk_is_told_why_there_is_nothing(server: Flask, opened: Services, filled: Region) -> None:
    with request_of(server, opened, "help_desk"):
        assert "Your role does not include reports" in text(page.layout())
        for verb in ACTS:
            with pytest.raises((Forbidden, NotFound)):
                ACTS[verb]("devices" if verb == "run" else "abcd1234", RUN)


def test_one_region_needs_no_picker(server: Flask, opened: Services, filled: Region) -> None:
    with request_of(server, opened, "full_admin"):
        drawn = str(page.layout())
        assert "run-weeks" in drawn
        assert "run-region" not in drawn
        assert "schedule-mail" not in drawn  # no mail server is set up


def test_run_now_lists_the_run_and_then_its_file(server: Flask, opened: Services, filled: Region) -> None:
    with request_of(server, opened, "full_admin") as user:
        assert ACTS["run"]("subscription_details", RUN) == "Being made: Subscription Details."
        listed, seen, idle = callbacks.look(0, "")
        assert ("Waiting" in text(listed), idle) == (True, False)
        assert callbacks.look(1, seen)[0] is no_update  # drawn again only when something changed
        run_due(opened)
        listed, _seen, idle = callbacks.look(0, seen)
        [run] = runs_for(opened.store, user)
        assert ("Done" in text(listed), idle, run.sha256 and run.sha256[:8] in text(listed)) == (True, True, True)
        assert ACTS["delete"](run.run_id, {}) == "The report was deleted."
        assert "No report yet" in text(callbacks.look(0, "")[0])


def test_a_schedule_from_the_form(server: Flask, opened: Services, filled: Region) -> None:
    with request_of(server, opened, "full_admin") as user:
        assert save_schedule(SCHEDULE).startswith("Scheduled; next on ")
        [kept] = schedules_for(opened.store, user)
        assert (kept.plan.every, kept.plan.day, kept.plan.at) == ("monthly", 31, "06:00")
        assert "Day 31 of the month at 06:00" in text(page.schedules())
        ACTS["end"](kept.schedule_id, {})
        assert "No schedule yet" in text(page.schedules())


@pytest.mark.parametrize(
    ("name", "value", "wrong"),
    [
        ("zone", "Mars", "zone"),
        ("zone", None, "zone"),
        ("at", None, "at"),
        ("weeks", None, "weeks"),
        ("weeks", {"a": 1}, "weeks"),
        ("day", "²", "day"),
        ("every", [], "every"),
        ("headers", "fr", "headers"),
    ],
)
def test_a_wrong_field_is_named(
    server: Flask, opened: Services, filled: Region, name: str, value: object, wrong: str
) -> None:
    with request_of(server, opened, "full_admin"), pytest.raises(BadParameter) as refused:
        save_schedule(SCHEDULE | {f"schedule-{name}": value})
    assert refused.value.parameter == wrong


def test_what_is_wrong_stands_beside_its_field_in_the_readers_language(
    server: Flask, opened: Services, filled: Region
) -> None:
    fields = [{"type": "report-field", "name": name} for name in SCHEDULE]
    places = [{"type": "report-error", "name": name} for name in ("run-weeks", "schedule-at", "schedule-zone")]
    values = list((SCHEDULE | {"schedule-zone": "Mars"}).values())
    with request_of(server, opened, "full_admin", "de"):
        said, beside, *_lists = callbacks.schedule(1, fields, values, places)
    assert said == "Nichts wurde geändert: Ein Feld stimmt nicht."
    assert beside[1:] == ["", "eine Zeitzone wie Europe/Berlin"]


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"template-name": ""}, "name"),
        ({"template-base": "nothing"}, "base"),
        ({"template-columns": []}, "columns"),
        ({"template-columns": ["drop table"]}, "columns"),
        ({"template-column0": "nothing", "template-value0": "1"}, "filters"),
        (
            {"template-column0": "meeting_license_used", "template-operator0": "=", "template-value0": "many"},
            "filter.meeting_license_used",
        ),
    ],
)
def test_a_wrong_template_is_refused(
    server: Flask, opened: Services, filled: Region, given: dict[str, object], wrong: str
) -> None:
    same = {"template-name": "Mine", "template-base": "subscription_details", "template-columns": ["customer_name"]}
    with request_of(server, opened, "full_admin"), pytest.raises(BadParameter) as refused:
        save_custom(same | given)
    assert refused.value.parameter == wrong


def test_a_template_keeps_the_order_of_its_report_and_is_its_owners(
    server: Flask, opened: Services, filled: Region
) -> None:
    given = {
        "template-name": "Mine",
        "template-base": "subscription_details",
        "template-columns": ["subscription_id", "customer_name"],
        "template-shared": True,
    }
    with request_of(server, opened, "full_admin") as user:
        save_custom(given)
        made = templates_for(opened.store, user)[-1]
    assert (made.columns, made.shared) == (("customer_name", "subscription_id"), True)
    with request_of(server, opened, "read_only_admin") as reader:
        assert templates_for(opened.store, reader)[-1] == made
        with pytest.raises(NotFound):
            ACTS["forget"](made.template_id, {})


def test_the_next_five_runs_are_told_while_the_form_is_filled_in(server: Flask, opened: Services) -> None:
    with request_of(server, opened, "full_admin"):
        assert callbacks.preview("daily", "1", 1, "06:00", "UTC").count("06:00 UTC") == 5
        assert callbacks.preview("daily", "1", 1, "06:00", "Mars") == ""


@pytest.mark.parametrize(("told", "zone"), [("America/New_York", "EST"), ("../etc/passwd", "UTC"), ("", "UTC")])
def test_a_new_schedule_begins_in_the_browsers_time_zone(
    server: Flask, opened: Services, filled: Region, told: str, zone: str
) -> None:
    with request_of(server, opened, "full_admin", cookie=f"time_zone={told}"):
        assert text(page.layout()).count(f"06:00 {zone}") == 5


@pytest.mark.parametrize(("name", "without"), [("devices", True), ("calling_usage_detail", False), (["?"], True)])
def test_only_reports_of_usage_have_weeks(
    server: Flask, opened: Services, filled: Region, name: object, without: bool
) -> None:
    with request_of(server, opened, "full_admin"):
        assert callbacks.without_weeks(name) is without


def test_each_button_says_of_which_region(server: Flask, opened: Services, filled: Region) -> None:
    with request_of(server, opened, "full_admin"):
        assert text(callbacks.name_region("US")).count("USRun now") == 5
        assert text(callbacks.name_region("XX<b>")).count("USRun now") == 5  # what is none falls back
    with request_of(server, opened, "help_desk"), pytest.raises(Forbidden):
        callbacks.name_region("US")
