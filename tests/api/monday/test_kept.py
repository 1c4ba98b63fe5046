"""What people keep: alert rules, views, schedules, digests, calendars."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from flask.testing import FlaskClient

from dashboard.data.storage.store.work import digest_plan
from dashboard.services import Services
from tests.api.monday.calls import ADMIN, get, send


def test_alerts(admin: FlaskClient, partner: FlaskClient) -> None:
    wish = {"name": "Near", "region": "US", "subject": "expiring", "filters": {"days_left": "<40"}, "shared": True}
    status, rule = send(admin, "POST", "/alerts", wish)
    assert (status, rule["own"], rule["filters"]) == (201, True, {"days_left": "<40"})
    path = f"/alerts/{rule['rule_id']}"
    assert get(admin, path)["history"][0]["value"] == 1
    [shared] = get(partner, "/alerts")["rules"]
    assert (shared["own"], shared["by"]) == (False, ADMIN)
    assert send(partner, "PUT", path, {"name": "x"})[0] == 404
    assert send(admin, "PUT", path, {"name": "Nearer"}, '"9"')[0] == 412
    assert send(admin, "PUT", path, {"name": "Nearer"}, '"1"')[1]["version"] == 2
    steps = send(admin, "POST", "/alerts/preview", wish)[1]["steps"]
    assert [(one["value"], one["tells"]) for one in steps] == [(1, 0)]
    for bad in (
        wish | {"subject": "x"},
        wish | {"way": "above"},
        wish | {"filters": {"days_left": "soon"}},
        {"name": "x"},
    ):
        assert send(admin, "POST", "/alerts", bad)[0] == 400, bad
    assert send(admin, "POST", "/alerts", wish | {"webhook": "http://127.0.0.1/x"})[0] == 400
    assert send(admin, "DELETE", path)[0] == 204
    assert get(partner, "/alerts")["rules"] == []


def test_views_of_every_page(admin: FlaskClient, partner: FlaskClient) -> None:
    body = {"page": "/renewals", "name": "Mine", "query": "filter.owner=me&as_of=2026-01-01&q=x", "shared": True}
    status, made = send(admin, "POST", "/views", body)
    assert (status, made["query"], made["address"]) == (201, "filter.owner=me", "/renewals?filter.owner=me")
    one = f"/views/{made['view_id']}"
    assert [view["own"] for view in get(partner, "/views?page=/renewals")] == [False]
    assert send(partner, "PUT", one, {"name": "x"})[0] == 404
    assert send(admin, "PUT", one, {"home": True, "name": "My renewals"})[1]["home"]
    assert not get(partner, one)["home"]  # where others begin is not told
    assert admin.get("/").headers["Location"] == "/renewals?filter.owner=me"
    assert partner.get(f"/customers?view={made['view_id']}").headers["Location"] == "/renewals?filter.owner=me"
    assert send(admin, "POST", "/views", body | {"page": "/x"})[0] == 400
    assert send(admin, "DELETE", one)[0] == 204
    assert get(partner, "/views") == []


def test_schedules_and_digest(admin: FlaskClient, partner: FlaskClient, opened: Services) -> None:
    plan = {"template": "devices", "region": "US", "every": "weekly", "at": "06:30", "zone": "Europe/Berlin"}
    status, made = send(admin, "POST", "/schedules", plan | {"weekday": 1})
    assert (status, made["weekday"], len(made["next_due"])) == (201, 1, 5)
    one = f"/schedules/{made['schedule_id']}"
    assert send(admin, "PUT", one, {"every": "daily"})[1]["every"] == "daily"
    assert get(admin, one)["at"] == "06:30"
    assert send(partner, "PUT", one, {"every": "daily"})[0] == send(partner, "DELETE", one)[0] == 404
    for bad in ({"every": "hourly"}, {"weekday": "1"}, {"at": "25:00"}, {"colour": "x"}, {"region": ""}):
        assert send(admin, "POST", "/schedules", plan | bad)[0] == 400, bad
    assert send(admin, "DELETE", one)[0] == 204
    assert send(admin, "PUT", "/digest", {"weekday": 1, "at": "07:00", "zone": "Europe/Berlin"})[0] == 200
    assert get(admin, "/digest")["weekday"] == 1
    assert send(admin, "PUT", "/digest", {"weekday": 8, "at": "07:00", "zone": "Europe/Berlin"})[0] == 400
    sent_at = datetime(2026, 11, 16, 6, 0, 1)
    with opened.store.begin() as connection:
        connection.execute(sa.update(digest_plan).values(sent_at=sent_at))
    status, held = send(admin, "PUT", "/digest", {"weekday": 2, "at": "07:00", "zone": "Europe/Berlin"})
    assert (status, held) == (200, get(admin, "/digest"))
    assert held["sent_at"] == "2026-11-16T06:00:01+00:00"
    assert datetime.fromisoformat(held["next_due"]).utcoffset() == timedelta(0)
    assert send(admin, "DELETE", "/digest")[0] == 204
    assert get(admin, "/digest") is None


def test_a_calendar_under_a_secret_address(admin: FlaskClient, partner: FlaskClient, client: FlaskClient) -> None:
    address = send(partner, "POST", "/calendar")[1]["address"]
    path = address.partition("//")[2].partition("/")[2]
    got = client.get(f"/{path}")
    text = got.get_data(as_text=True)
    assert got.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "SUMMARY:A AG: subscription expires\r\n" in text
    assert "DTSTART;VALUE=DATE:20261223\r\n" in text
    assert (text.count("BEGIN:VEVENT"), "S1" in text, "B AG" in text) == (1, False, False)
    everything = send(admin, "POST", "/calendar")[1]["address"]
    assert "B AG: subscription renews" in client.get("/" + everything.split("/", 3)[3]).get_data(as_text=True)
    assert get(partner, "/calendar")["since"].endswith("+00:00")
    assert send(partner, "DELETE", "/calendar")[0] == 204
    assert client.get(f"/{path}").status_code == 404
