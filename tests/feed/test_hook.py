"""Call records pushed by the provider: signed, kept before they are answered, counted once."""

import hashlib
import hmac
import json
import os
import re
import time
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr
from werkzeug.test import TestResponse

from dashboard.checkup import checkup
from dashboard.data.files.history import imports_of
from dashboard.data.storage.schema import customer
from dashboard.data.storage.schema.calls import call_leg, customer_week
from dashboard.errors import RegionUnavailable
from dashboard.factory import create_app
from dashboard.feed import hook
from dashboard.feed.hook import spool_of
from dashboard.feed.spool import Spool
from dashboard.services import EXTENSION, Services
from dashboard.settings import Settings
from tests.data.factories import org_id
from tests.fixtures.application import settings_in

SECRET = b"a shared secret"
ADDRESS = "/hooks/call-records"


def record(number: str, org: str, seconds: int = 60) -> dict[str, Any]:
    return {
        "Report ID": number, "Report time": "2026-11-09T11:00:00.000Z", "Correlation ID": f"call {number}",
        "Org UUID": org_id(org), "Start time": "2026-11-09T10:00:00.000Z", "Duration": seconds, "Client type": "SIP",
    }  # fmt: skip


def push(client: FlaskClient, payload: bytes, *, secret: bytes = SECRET, digest: str = "sha1") -> TestResponse:
    signature = hmac.new(secret, payload, getattr(hashlib, digest)).hexdigest()
    return client.post(ADDRESS, data=payload, headers={"X-Spark-Signature": signature})


def body(*records: dict[str, Any]) -> bytes:
    return json.dumps({"items": records}).encode()


@pytest.fixture
def own(tmp_path: Path) -> Settings:
    """Two regions, of which EU takes customers that none knows."""
    settings = settings_in(tmp_path, "US", "EU")
    return settings.model_copy(update={"hook_secret": SecretStr(SECRET.decode()), "hook_region": "EU"})


@pytest.fixture
def served(own: Settings) -> Iterator[Flask]:
    made: Flask = create_app(own).server
    yield made
    made.extensions[EXTENSION].close()


@pytest.fixture
def spool(served: Flask) -> Spool:
    found: Spool = served.extensions["dashboard.spool"]
    return found


@pytest.fixture
def opened(served: Flask) -> Services:
    found: Services = served.extensions[EXTENSION]
    return found


def counted(spool: Spool) -> None:
    """Waits for the thread that counts, by its lock."""
    with spool.busy:
        assert spool.waiting() == []


def legs(services: Services, code: str) -> list[tuple[Any, ...]]:
    with services.regions[code].read() as connection:
        return sorted(map(tuple, connection.execute(sa.select(call_leg.c.leg_id, call_leg.c.seconds))))


def test_records_go_to_the_region_that_knows_the_customer(served: Flask, spool: Spool, opened: Services) -> None:
    with opened.regions["US"].write() as connection:
        connection.execute(sa.insert(customer), {"customer_key": 1, "org_id": org_id("A"), "name": "A AG"})
    answer = push(served.test_client(), body(record("1", "A"), record("2", "B", 30)))
    assert (answer.status_code, answer.json) == (202, {"accepted": True})
    counted(spool)
    assert (legs(opened, "US"), legs(opened, "EU")) == ([("1", 60.0)], [("2", 30.0)])
    with opened.regions["EU"].read() as connection:
        assert connection.execute(sa.select(customer_week.c.week, customer_week.c.calls)).all() == [
            (date(2026, 11, 8), 1)
        ]


def test_the_history_says_that_they_were_pushed(served: Flask, spool: Spool, opened: Services) -> None:
    push(served.test_client(), body(record("1", "B")))
    counted(spool)
    assert [one.imported_by for one in imports_of(opened.regions["EU"])] == ["webhook"]


@pytest.mark.parametrize("digest", ["sha1", "sha256", "sha512"])
def test_the_same_records_count_once(served: Flask, spool: Spool, opened: Services, digest: str) -> None:
    for _ in range(2):
        assert push(served.test_client(), body(record("1", "A")), digest=digest).status_code == 202
        counted(spool)
    push(served.test_client(), body(record("1", "A"), record("2", "A")), digest=digest)
    counted(spool)
    assert legs(opened, "EU") == [("1", 60.0), ("2", 60.0)]


def test_who_does_not_know_the_secret_is_refused(served: Flask, spool: Spool) -> None:
    client = served.test_client()
    assert push(client, body(record("1", "A")), secret=b"guessed").status_code == 401
    assert client.post(ADDRESS, data=body(record("1", "A"))).status_code == 401
    assert client.post(ADDRESS, data=b"x", headers={"X-Spark-Signature": "\u00e9" * 20}).status_code == 401
    assert client.get(ADDRESS).status_code in (401, 405, 302)
    assert not spool.folder.exists()


def test_a_body_is_bounded_and_json(served: Flask, spool: Spool, monkeypatch: pytest.MonkeyPatch) -> None:
    assert push(served.test_client(), b"Report ID,Report time\n").status_code == 400
    monkeypatch.setattr(hook, "LARGEST", 50)
    answer = push(served.test_client(), body(record("1", "A")))
    assert (answer.status_code, answer.json["error"]["code"] if answer.json else "") == (413, "too_large")
    assert not spool.folder.exists()


def test_without_a_secret_nothing_is_received(client: FlaskClient) -> None:
    answer = push(client, body(record("1", "A")))
    assert answer.status_code == 404
    assert answer.json is not None
    assert "DASHBOARD_HOOK_SECRET" in answer.json["error"]["message"]


def test_what_cannot_be_read_is_kept_aside_with_its_reason(
    served: Flask, spool: Spool, own: Settings, opened: Services
) -> None:
    push(served.test_client(), b"[1]")
    counted(spool)
    [aside] = spool.refused()
    assert aside.read_bytes() == b"[1]"
    assert "record 1: not an object" in aside.with_suffix(".txt").read_text()
    told = [finding for finding in checkup(own, lambda: nullcontext(opened)) if "call records" in finding.text]
    assert [(finding.level, "1 payloads were refused" in finding.text) for finding in told] == [("FAULT", True)]


def test_half_a_character_in_a_record_does_not_hold_up_the_others(
    served: Flask, spool: Spool, opened: Services
) -> None:
    push(served.test_client(), body({**record("1", "A"), "Model": "\ud800"}, record("2", "A")))
    counted(spool)
    assert legs(opened, "EU") == [("1", 60.0), ("2", 60.0)]


def test_what_a_killed_process_left_is_counted_by_the_next(own: Settings, served: Flask, opened: Services) -> None:
    left = spool_of(opened)
    left.keep(body(record("1", "A")))
    assert legs(opened, "EU") == []
    opened.close()
    again = create_app(own).server
    counted(again.extensions["dashboard.spool"])
    assert legs(again.extensions[EXTENSION], "EU") == [("1", 60.0)]
    again.extensions[EXTENSION].close()


def test_an_unexpected_failure_puts_one_payload_aside_and_counts_the_next(
    served: Flask, spool: Spool, opened: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Spool._by_region

    def fail(self: Spool, records: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
        if records[0]["Report ID"] == "1":
            raise KeyError("nobody thought of this")
        return real(self, records)

    monkeypatch.setattr(Spool, "_by_region", fail)
    push(served.test_client(), body(record("1", "A")))
    counted(spool)
    push(served.test_client(), body(record("2", "A")))
    counted(spool)
    assert legs(opened, "EU") == [("2", 60.0)]
    [aside] = spool.refused()
    assert aside.with_suffix(".txt").read_text() == "failed unexpectedly (KeyError); the log says where\n"


def test_a_database_that_is_down_holds_everything_back_and_loses_nothing(
    served: Flask, spool: Spool, opened: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Spool, records: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
        raise RegionUnavailable("region EU: down")

    again: list[float] = []
    monkeypatch.setattr(Spool, "_later", lambda self: again.append(1))
    with monkeypatch.context() as down:
        down.setattr(Spool, "_by_region", fail)
        push(served.test_client(), body(record("1", "A")))
        with spool.busy:
            assert len(spool.waiting()) == 1
    assert (again, spool.refused()) == ([1], [])
    spool.wake()
    counted(spool)
    assert legs(opened, "EU") == [("1", 60.0)]


def test_a_full_spool_is_told_and_keeps_what_it_has(served: Flask, spool: Spool, own: Settings) -> None:
    payload = body(record("1", "A"))
    full = Spool(spool.data_dir, spool.regions, spool.home, most=len(payload))
    served.extensions["dashboard.spool"] = full
    with full.busy:  # nothing is counted meanwhile
        assert push(served.test_client(), payload).status_code == 202
        assert push(served.test_client(), payload).status_code == 202  # the same one: nothing more waits
        answer = push(served.test_client(), body(record("2", "A")))
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
        assert answer.json is not None
        assert answer.json["error"]["code"] == "full"
        assert full.size() == len(payload)


def test_a_spool_of_many_small_payloads_is_full_too(served: Flask, spool: Spool) -> None:
    full = Spool(spool.data_dir, spool.regions, spool.home, most_files=1)
    served.extensions["dashboard.spool"] = full
    assert full.age() == 0
    with full.busy:  # nothing is counted meanwhile
        assert push(served.test_client(), body(record("1", "A"))).status_code == 202
        assert push(served.test_client(), body(record("1", "A"))).status_code == 202
        assert push(served.test_client(), body(record("2", "A"))).status_code == 503
        os.utime(full.waiting()[0], (time.time() - 500, time.time() - 500))
        assert 500 <= full.age() < 600
        metrics = served.test_client().get("/metrics").get_data(as_text=True)
        assert re.search(r"^dashboard_hook_waiting_seconds 5\d\d\.\d+$", metrics, re.MULTILINE)
