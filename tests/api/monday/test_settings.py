"""What holds for a whole region over the API: notes on dates, beside the rules and prices that other tests try."""

import pytest
from flask.testing import FlaskClient

from dashboard.data.provenance.chart_notes import chart_notes
from dashboard.data.storage.regions import Region
from tests.api.monday.calls import get, send

NOTES = "/chart-notes?region=US"
WEEKEND = {"day": "2026-11-14", "note": " Migration  weekend "}


def test_a_note_on_a_date_is_made_listed_and_deleted(admin: FlaskClient, partner: FlaskClient, us: Region) -> None:
    status, made = send(admin, "POST", NOTES, WEEKEND)
    assert (status, made) == (201, {"note_id": 1, "day": "2026-11-14", "note": "Migration weekend"})
    later = {"note_id": 2, "day": "2026-11-16", "note": "Ends"}
    assert send(admin, "POST", NOTES, {"day": "2026-11-16", "note": "Ends"}) == (201, later)
    assert get(partner, NOTES) == {"region": "US", "notes": [later, made]}
    assert send(partner, "POST", NOTES, WEEKEND)[0] == 403
    assert send(partner, "DELETE", "/chart-notes/1?region=US")[0] == 403
    assert len(chart_notes(us)) == 2
    assert send(admin, "DELETE", "/chart-notes/1?region=US")[0] == 204
    assert send(admin, "DELETE", "/chart-notes/1?region=US")[0] == 404
    assert get(admin, NOTES)["notes"] == [later]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "day: is required; note: is required"),
        ({"day": "2026-02-30", "note": "x"}, "day: Choose a date."),
        ({"day": "2026-11-14", "note": "x" * 81}, "note: Enter a note of 1 to 80 characters."),
        ({"day": 20261114, "note": "x"}, "day: a text"),
        ({"day": "2026-11-14", "note": "x", "text": "y"}, "text: is no field of this body"),
    ],
)
def test_what_is_no_note_names_its_fields(admin: FlaskClient, us: Region, body: object, message: str) -> None:
    status, told = send(admin, "POST", NOTES, body)
    assert (status, told) == (400, {"error": {"code": "bad_parameter", "message": message}})
    assert not chart_notes(us)
