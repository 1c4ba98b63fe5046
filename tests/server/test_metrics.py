"""What Prometheus is told: counted by route, read from the databases, and nothing about anybody."""

import logging
import re
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from dashboard.data.query import queries
from dashboard.data.query.moment import moment
from dashboard.data.query.question import Question
from dashboard.data.query.scope import Scope
from dashboard.data.storage.regions import Region, open_regions
from dashboard.data.storage.schema import import_record
from dashboard.data.tables import TABLES
from dashboard.services import Services
from tests.data.factories import TODAY, load, row
from tests.fixtures.application import OWN, email_of, sign_in

LOADED = datetime(2026, 11, 22, 6, 0)


def record(number: int, *, sample: bool = False) -> dict[str, Any]:
    """An import of seven rows and two that were rejected."""
    base = {"kind": "Users", "file_name": "users.csv", "checksum": f"{number:064x}", "sample": sample}
    return base | {"import_id": number, "rows": 7, "rejected": 2, "imported_at": LOADED}


Figures = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def figures(client: FlaskClient) -> Figures:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain")
    families = text_string_to_metric_families(answer.text)
    return {(one.name, tuple(sorted(one.labels.items()))): one.value for some in families for one in some.samples}


def of(found: Figures, name: str, **labels: str) -> float:
    return found.get((f"dashboard_{name}", tuple(sorted(labels.items()))), 0)


def test_answers_are_counted_and_timed_by_route_method_and_status(client: FlaskClient) -> None:
    before = figures(client)
    sign_in(client, "full_admin")
    for org_id in ("7f3c2f7e-0000-4000-8000-000000000001", "7f3c2f7e-0000-4000-8000-000000000002"):
        client.get(f"/api/v1/customers/{org_id}?q=meier")
    client.get("/no/such/page?q=meier")
    after = figures(client)
    one = {"route": "/api/v1/customers/<org_id>", "method": "GET"}
    assert of(after, "http_requests_total", **one, status="404") == (
        of(before, "http_requests_total", **one, status="404") + 2
    )
    assert of(after, "http_request_seconds_count", **one) == of(before, "http_request_seconds_count", **one) + 2
    text = client.get("/metrics").text
    assert not re.search("meier|7f3c2f7e|example.com|127.0.0.1|such", text)
    assert ("process_start_time_seconds", ()) in after


def test_kept_answers_are_hits_until_an_import(client: FlaskClient, us: Region) -> None:
    load(us, [row("A", "1", m=(10, 8, 5))])
    place = {"question": "summary expiring", "region": "US"}

    def asked() -> tuple[float, float, float]:
        table = next(table for table in TABLES if table.name == "expiring")
        queries.summary(Question(Scope(us, None), moment(Scope(us, None), TODAY)), table)
        found = figures(client)
        kept = {"question": "summary"}
        return (
            of(found, "cache_lookups_total", **kept),
            of(found, "cache_misses_total", **kept),
            of(found, "question_seconds_count", **place),
        )

    first, second = asked(), asked()
    with us.write() as connection:
        connection.execute(sa.insert(import_record), record(2))
    third = asked()
    assert second == (first[0] + 1, first[1], first[2])
    assert third == (second[0] + 1, second[1] + 1, second[2] + 1)


def test_imports_are_read_where_they_are_kept(client: FlaskClient, us: Region, opened: Services) -> None:
    assert of(figures(client), "imports", region="US", kind="Users") == 0
    with us.write() as connection:
        connection.execute(sa.insert(import_record), [record(1), record(2), record(3, sample=True)])
    found = figures(client)
    where = {"region": "US", "kind": "Users"}
    assert (of(found, "imports", **where), of(found, "import_rows", **where)) == (2, 14)
    assert of(found, "import_rejected_rows", **where) == 4
    assert of(found, "import_last_success_timestamp_seconds", **where) == LOADED.replace(tzinfo=UTC).timestamp()


def test_a_region_that_is_down_is_told_and_nothing_fails(client: FlaskClient, opened: Services) -> None:
    missing = opened.settings.data_dir / "no-such-folder" / "eu.duckdb"
    down = open_regions({"EU": f"duckdb:///{missing}"}, memory="1GB", threads=1)["EU"]
    client.application.extensions["dashboard"] = Services(opened.settings, opened.store, {**opened.regions, "EU": down})
    found = figures(client)
    client.application.extensions["dashboard"] = opened
    up = [of(found, "database_up", database=name) for name in ("store", "US", "EU")]
    assert up == [1, 1, 0]
    assert of(found, "report_runs", status="failed") == 0


def test_exports_count_rows_bytes_and_those_cut_off(client: FlaskClient, us: Region) -> None:
    load(us, [row("A", "1", m=(10, 8, 5)), row("B", "2", m=(1, 1, 1))])
    sign_in(client, "full_admin")
    file = {"table": "customers", "format": "csv"}
    before = figures(client)
    answer = client.get("/api/v1/export/customers.csv?region=US")
    size = len(answer.data)
    after = figures(client)
    assert of(after, "export_rows_total", **file) == of(before, "export_rows_total", **file) + 2
    assert of(after, "export_bytes_total", **file) == of(before, "export_bytes_total", **file) + size
    done = {**file, "outcome": "done"}
    assert of(after, "exports_total", **done) == of(before, "exports_total", **done) + 1
    client.get("/api/v1/export/customers.csv?region=US", buffered=False).close()
    gone = {**file, "outcome": "aborted"}
    assert of(figures(client), "exports_total", **gone) == of(before, "exports_total", **gone) + 1


def test_failed_sign_ins_are_counted(client: FlaskClient) -> None:
    before = of(figures(client), "sign_in_failures_total", kind="password")
    client.post("/login", data={"email": email_of("help_desk"), "password": "wrong"}, headers=OWN)
    assert of(figures(client), "sign_in_failures_total", kind="password") == before + 1


def test_a_connection_is_given_back(client: FlaskClient, us: Region) -> None:
    before = of(figures(client), "database_connections", database="US")
    with us.read():
        assert of(figures(client), "database_connections", database="US") == before + 1
    assert of(figures(client), "database_connections", database="US") == before


def test_a_slow_question_is_told_without_what_was_searched(us: Region, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "dashboard")  # a command in this process may have made it quiet
    load(us, [row("A", "1", m=(10, 8, 5))])
    slow = Region(us.code, us.engine, slow_ms=0)
    scope = Scope(slow, None, search="meier", tags=("secret",))
    table = next(table for table in TABLES if table.name == "expiring")
    queries.count(Question(scope, moment(scope, TODAY)), table)
    [record] = [one for one in caplog.records if "slow question" in one.getMessage()]
    assert record.getMessage().startswith("slow question: count expiring in US took ")
    told = vars(record)
    assert (told["question"], told["region"], told["tags"]) == ("count expiring", "US", 1)
    assert "meier" not in repr(told)
    assert "secret" not in repr(told)
