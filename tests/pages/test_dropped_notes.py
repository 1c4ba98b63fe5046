"""Pages and `doctor` say from when on call legs are kept."""

from contextlib import nullcontext
from datetime import date

import sqlalchemy as sa
from flask import Flask

from dashboard.checkup import checkup
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema.calls import dropped_legs
from dashboard.pages.base.week_words import dropped_notes
from dashboard.services import Services
from tests.data.factories import ask


def drop(region: Region, *weeks: date) -> None:
    with region.write() as connection:
        connection.execute(sa.insert(dropped_legs), [{"week": week, "legs": 1, "rule": "any"} for week in weeks])


def test_the_page_of_calls_says_it(server: Flask, us: Region) -> None:
    with server.test_request_context():
        assert dropped_notes(ask(us)) == []
        drop(us, date(2026, 10, 25), date(2026, 11, 1))
        [(title, text)] = dropped_notes(ask(us))
    assert title == "Kept call legs"
    assert text.startswith("Before 8 Nov 2026 single call legs are no longer kept: ")


def test_doctor_says_it(opened: Services, us: Region) -> None:
    drop(us, date(2026, 11, 1))
    told = [one.text for one in checkup(opened.settings, lambda: nullcontext(opened))]
    assert "region US: call legs are kept from 2026-11-08 on; earlier weeks keep their counts" in told
