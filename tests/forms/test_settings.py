"""The page of settings over HTTP: rules, price list, notes in charts, help desk."""

import io
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage

from dashboard.access.organisation import own_help_desk
from dashboard.data.money.prices import price_list
from dashboard.data.own_rules import rules_of, set_rules
from dashboard.data.provenance.chart_notes import chart_notes
from dashboard.data.storage.regions import Region
from dashboard.data.storage.rules import DEFAULTS, Rules
from dashboard.data.storage.store import audit_log, reading
from dashboard.forms.setting_fields import ASKED
from dashboard.services import Services
from tests.data.factories import load, row
from tests.fixtures.application import OWN, sign_in

HEADER = "product,kind,price,currency,valid_from\n"


@pytest.fixture
def admin(client: FlaskClient, us: Region) -> FlaskClient:
    """A full administrator, and a region with a customer."""
    load(us, [row("A", "S1", m=(10, 5, 5))])
    return sign_in(client, "full_admin")


def fields(admin: FlaskClient) -> dict[str, str]:
    """What the form of the rules holds as it is opened."""
    page = admin.get("/settings").text
    form = page[page.index('action="/settings/rules') : page.index('id="prices"')]
    return dict(re.findall(r'<input[^>]* name="(\w+)"(?: type="\w+")? value="([^"]*)"', form))


def post(admin: FlaskClient, path: str, sent: Mapping[str, Any]) -> tuple[int, str]:
    """The status, and the page it leads to or gives."""
    answer = admin.post(path, data=sent, headers=OWN)
    return answer.status_code, admin.get(answer.location).text if answer.status_code == 303 else answer.text


def faults(page: str) -> dict[str, str]:
    """What is wrong, by field."""
    return dict(re.findall(r'class="field-error" id="([\w-]+)-error">([^<]*)', page))


def test_every_rule_but_weights_is_asked_and_kept(admin: FlaskClient, us: Region) -> None:
    held = fields(admin)
    keys = {one.key for one in ASKED}
    assert {*held} == {*keys, "version"}
    assert {*vars(DEFAULTS)} - keys == {key for key in vars(DEFAULTS) if key.startswith("weight_")}
    assert {held[key] for key in keys} == {""}  # all as usual
    sent = {"expiring_days": "60", "renewing_days": "30", "expires_soon_days": "7", "inactive_days": "180"}
    sent |= {"low_rate": "62.5", "quality_jitter_ms": "80", "quality_latency_ms": "300", "quality_loss_percent": "2,5"}
    sent |= {"minimum_legs": "10", "minimum_offered": "5", "poor_rate": "20 %", "abandonment_rate": "15"}
    sent |= {"fall_rate": "30", "calls_fall_rate": "40"}
    status, page = post(admin, "/settings/rules", held | sent)
    assert status == 303
    assert "The rules of US are saved: near expiration: 60 days;" in page
    assert rules_of(us) == Rules(60, 30, 7, 180, 0.625, 80, 300, 2.5, 10, 5, 0.2, 0.15, 0.3, 0.4)
    assert fields(admin)["low_rate"] == "62.5"
    assert post(admin, "/settings/rules", fields(admin) | dict.fromkeys(keys, ""))[0] == 303
    assert rules_of(us) == DEFAULTS


def test_what_is_wrong_stands_beside_each_field_and_nothing_is_kept(admin: FlaskClient, us: Region) -> None:
    wrong = {"expiring_days": "0", "low_rate": "101", "minimum_legs": "1.5", "quality_jitter_ms": "1e3"}
    status, page = post(admin, "/settings/rules", fields(admin) | wrong)
    assert status == 400
    assert faults(page) == {
        "expiring_days": "Enter a whole number from 1 to 366, or nothing for the usual one.",
        "low_rate": "Enter a number from 0 to 100, or nothing for the usual one.",
        "quality_jitter_ms": "Enter a number from 1 to 10000, or nothing for the usual one.",
        "minimum_legs": "Enter a whole number from 0 to 1000000, or nothing for the usual one.",
    }
    assert 'value="101"' in page  # what was sent is there to mend
    assert rules_of(us) == DEFAULTS


def test_somebody_was_first(admin: FlaskClient, us: Region) -> None:
    held = fields(admin)
    set_rules(us, {"weight_low_use": 3}, "ana")  # is not asked here: in nobody's way
    assert post(admin, "/settings/rules", held | {"expiring_days": "60"})[0] == 303
    held = fields(admin)
    set_rules(us, {"inactive_days": 30}, "ana")
    status, page = post(admin, "/settings/rules", held | {"expiring_days": "45"})
    assert status == 409
    assert "Somebody else changed the rules meanwhile. Nothing was saved; you see how it is now." in page
    assert (rules_of(us).expiring_days, rules_of(us).inactive_days) == (60, 30)
    assert 'name="inactive_days" type="text" value="30"' in page


def file_of(text: str | bytes) -> dict[str, Any]:
    """A price list, as the form sends it."""
    raw = text if isinstance(text, bytes) else text.encode()
    return {"file": FileStorage(io.BytesIO(raw), filename="prices.csv")}


def decided(page: str) -> dict[str, str]:
    """What the yes to a list sends."""
    offered = page[page.index("/settings/prices/commit") :]
    [version] = re.findall(r'name="version" value="(\w+)"', offered)[:1]
    [text] = re.findall(r'<textarea name="text" hidden>\n(.*?)</textarea>', offered, re.DOTALL)
    return {"version": version, "text": text}


def test_a_price_list_is_shown_before_it_is_taken(admin: FlaskClient, us: Region) -> None:
    first = f"{HEADER}meetings,meetings,12.50,EUR,2026-01-01\ncalling,standard,3,EUR,2026-01-01\n"
    status, page = post(admin, "/settings/prices", file_of(first))
    assert status == 200
    told = "The file has 2 prices and takes the place of all 0 of now: 2 are new, 0 are others, 0 are gone."
    assert told in page
    assert not price_list(us)
    status, page = post(admin, "/settings/prices/commit", decided(page))
    assert status == 303
    assert "The price list of US is saved: 2 prices added, 0 changed, 0 removed." in page
    assert [(one.kind, str(one.money)) for one in price_list(us)] == [("meetings", "12.50"), ("standard", "3.00")]
    second = f"{HEADER}meetings,meetings,12.75,EUR,2026-01-01\n"
    page = post(admin, "/settings/prices", file_of(second))[1]
    assert "1 prices and takes the place of all 2 of now: 0 are new, 1 are others, 1 are gone." in page
    rows = re.findall(r'<td class="number" data-label="(?:Until now|Then)">([^<]*)', page)
    assert rows == ["12.50 EUR", "12.75 EUR", "3.00 EUR", "–"]
    assert admin.get("/api/v1/prices.csv?region=US").text.splitlines()[1] == "meetings,meetings,12.50,EUR,2026-01-01"


def test_a_price_list_that_is_wrong_names_every_line(admin: FlaskClient, us: Region) -> None:
    text = f"{HEADER}meetings,meetings,1.500,EUR,2026-01-01\ncalling,basic,3,EUR,2026-01-01\n"
    status, page = post(admin, "/settings/prices", file_of(text))
    assert status == 400
    assert "2 lines of the file are wrong. Nothing was changed." in page
    assert "line 2, price: a price such as 12.50" in page
    assert "line 3, kind: one of meetings, professional, standard" in page
    status, page = post(admin, "/settings/prices", file_of("a,b\n1,2\n"))
    assert (status, list(faults(page))) == (400, ["file"])
    for sent in ({}, file_of(b"\xff\xfe1"), file_of("x" * (400 * 1024 + 1))):
        assert list(faults(post(admin, "/settings/prices", sent)[1])) == ["file"]
    assert not price_list(us)


def test_a_list_that_was_replaced_meanwhile_is_shown_again(admin: FlaskClient, us: Region) -> None:
    mine = decided(post(admin, "/settings/prices", file_of(f"{HEADER},meetings,1,EUR,2026-01-01\n"))[1])
    theirs = decided(post(admin, "/settings/prices", file_of(f"{HEADER},meetings,2,EUR,2026-01-01\n"))[1])
    assert post(admin, "/settings/prices/commit", theirs)[0] == 303
    status, page = post(admin, "/settings/prices/commit", mine)
    assert status == 409
    assert "Somebody else changed the price list meanwhile." in page
    assert "0 are new, 1 are others, 0 are gone" in page
    assert [str(one.money) for one in price_list(us)] == ["2.00"]
    assert post(admin, "/settings/prices/commit", decided(page))[0] == 303  # seen now
    assert [str(one.money) for one in price_list(us)] == ["1.00"]


def test_notes_in_charts(admin: FlaskClient, us: Region, opened: Services) -> None:
    status, page = post(admin, "/settings/notes", {"day": "2026-11-14", "note": " Migration  weekend "})
    assert status == 303
    [note] = chart_notes(us)
    assert (note.day, note.text) == (date(2026, 11, 14), "Migration weekend")
    assert "Migration weekend" in page
    wrong = faults(post(admin, "/settings/notes", {"day": "14.11.", "note": "x" * 81})[1])
    assert wrong == {"day": "Choose a date.", "note": "Enter a note of 1 to 80 characters."}
    assert post(admin, "/settings/notes/delete", {"note_id": str(note.note_id)})[0] == 303
    assert not chart_notes(us)
    assert "This note is not there any more." in post(admin, "/settings/notes/delete", {"note_id": "1"})[1]
    with reading(opened.store) as connection:
        told = connection.execute(sa.select(audit_log.c.action, audit_log.c.subject).order_by(audit_log.c.entry_id))
        last = [tuple(one) for one in told][-2:]
    assert last == [("chart note added", "region"), ("chart note deleted", "region")]


def test_the_help_desk_needs_no_file(admin: FlaskClient, opened: Services) -> None:
    wrong = {"desk_email": "nobody", "desk_phone": "call me", "version": "0"}
    status, page = post(admin, "/settings/help-desk", wrong)
    assert (status, list(faults(page))) == (400, ["desk_name", "desk_email", "desk_phone"])
    sent = {"desk_name": "Service <1>", "desk_email": "help@example.com", "desk_phone": "+49 30 123456"}
    sent |= {"desk_hours": "Mo-Fr 8-18", "desk_note": "", "version": "0"}
    assert post(admin, "/settings/help-desk", sent)[0] == 303
    assert own_help_desk(opened.store).email == "help@example.com"
    status, page = post(admin, "/settings/help-desk", sent)  # written from what was seen before
    assert status == 409
    assert "Somebody else changed the help desk meanwhile." in page
    assert 'value="Service &lt;1&gt;"' in page
