"""The past on both engines: what the API answered on each Monday, it answers for that Monday ever after."""

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from dashboard.data.customers.tags import change_tags
from dashboard.data.customers.trials import start_trial
from dashboard.data.query.scope import Scope
from dashboard.data.storage.regions import Region
from dashboard.data.subscriptions.sections import TABLES as SECTIONS
from dashboard.data.tables import TABLES
from dashboard.factory import create_app
from dashboard.services import EXTENSION
from dashboard.settings import Settings
from tests.data.calling.files import LEG_HEADERS, QUEUE_HEADERS, USAGE_HEADERS, leg
from tests.data.calling.files import write as write_calls
from tests.data.files.reports import line, load, org, write
from tests.fixtures.application import sign_in
from tests.fixtures.long import LONG
from tests.fixtures.regions import ENGINES

WEEK = timedelta(days=7)
MONDAYS = tuple(date(2026, 10, 26) + WEEK * number for number in range(5))
CUSTOMERS = "Customer Name,Customer Org ID,Managed By"
FEW = ("expiring", "customers", "customer_usage")
ORDERS = "Order ID,Subscription ID,Order Date,Type"

Answers = dict[str, Any]
Made = tuple[Region, FlaskClient]


def snapshot(number: int, *, wrong: bool = False) -> list[str]:
    """The Saturday's report: A grows, B is renamed in the third, C is new then, D is missing from the second on,
    E ends in the fourth, F renews, G is over from the fourth on. A wrong one gives A two more, and I a subscription."""
    day = str(MONDAYS[number] - 2 * WEEK / 7)
    ends = str(MONDAYS[3] - WEEK / 7)
    assigned = 2 + number + 2 * wrong
    rows = [
        line("A", "S1", day, meeting_license_assigned=str(assigned), meeting_license_used=str(number)),
        line("B", "S2", day, customer_name="Beta" if number < 2 else "Zeta", meeting_license_assigned="9"),
        line("E", "S5", day, expiration_renewal_date=ends, meeting_license_assigned="7", subscription_type="Trial"),
        line("F", "S6", day, auto_renewal_enabled="true", expiration_renewal_date="2026-12-24"),
        line("G", "S7", day, calling_professional_license_available="4", meeting_license_assigned=str(8 + number)),
    ]
    if number >= 2:
        rows.append(line("C", "S3", day, meeting_license_assigned="5"))
    if wrong:
        rows.append(line("I", "S9", day, meeting_license_assigned="1"))
    if number == 0:
        rows.append(line("D", "S4", day, meeting_license_assigned="6"))
    return rows


def import_week(region: Region, directory: Path, number: int) -> None:
    """The files of one Monday."""
    sunday = MONDAYS[number] - WEEK - WEEK / 7
    load(region, write(directory, snapshot(number), f"{number}.csv"))
    usage = {"Org ID": org("A"), "Total calls": 10 + number, "Total call legs": 30, "Total poor call quality": number}
    queue = {"Customer Org ID": org("B"), "Call Queue": "Q", "Answered Calls": 5, "Abandoned Calls": number}
    queue |= {"Total Calls": 5 + number, "Total Wait Time": 60, "Total Abandoned Time": 9 * number}
    legs = [
        leg(f"L{number}{i}", f"C{i}", "B", f"{sunday}T09:00:00Z", audio=(i * 60, "", ""), endpoint="Web")
        for i in (1, 3)
    ]
    if number == 3:
        legs.append(leg("L", "C", "H", f"{sunday}T09:00:00Z", features="park"))
    load(region, write_calls(directory / f"u{number}.csv", USAGE_HEADERS, [usage]), period=sunday)
    load(region, write_calls(directory / f"q{number}.csv", QUEUE_HEADERS, [queue]), period=sunday)
    load(region, write_calls(directory / f"l{number}.csv", LEG_HEADERS, legs))
    order = directory / f"o{number}.csv"
    order.write_text(f"{ORDERS}\nO{number},S1,{MONDAYS[number]},change\n")
    load(region, order)


def act(region: Region, directory: Path, number: int) -> None:
    """What is not weekly: a Customers file and a tag at first, a trial of a customer without subscriptions later."""
    if number == 0:
        path = directory / "customers.csv"
        path.write_text(f"{CUSTOMERS}\nAlpha,{org('A')},own\nIota,{org('I')},external\n")
        load(region, path)
        change_tags(Scope(region, None), [org(letter) for letter in "AEI"], "add", ["gold"], "ana")
    if number == 2:
        start_trial(Scope(region, None), org("I"), {"meetings": 25}, 30, MONDAYS[2], "ana")


@pytest.fixture(params=ENGINES)
def made(request: pytest.FixtureRequest, tmp_path: Path, application_template: Path) -> Iterator[Made]:
    """The region of an application, empty, and the client of a full administrator."""
    directory = tmp_path / "data"
    shutil.copytree(application_template, directory)
    fixture = {"duckdb": "duckdb_url", "postgresql": "postgres_region_url"}[request.param]
    regions = {"US": request.getfixturevalue(fixture)}
    server: Any = create_app(Settings(_env_file=None, data_dir=directory, regions=regions)).server
    try:
        services = server.extensions[EXTENSION]
        yield services.regions["US"], sign_in(server.test_client(), "full_admin")
    finally:
        server.extensions[EXTENSION].close()


def paths(monday: date) -> list[str]:
    """Everything that pages of the day ask, of the whole region and of the customers that bear a tag; of the latter few
    tables in the usual run."""
    every = [f"/customers/{org(letter)}?as_of={monday}" for letter in "ABEFGI"]
    for scope, products in (("", ("meetings", "calling")), ("&tag=gold", ("meetings",))):
        asked, tables = f"as_of={monday}{scope}", [one for one in TABLES if LONG or not scope or one.name in FEW]
        for product in products:
            every.append(f"/subscriptions?{asked}&product={product}&weeks=6")
            every += [f"/tables/{table.name}?{asked}&product={product}" for table in tables if table in SECTIONS]
        every += [f"/tables/{table.name}?{asked}" for table in tables if table not in SECTIONS]
        every += [f"/{name}?{asked}" for name in ("calling", "queues", "customers-facets")]
    return every


def ask(client: FlaskClient, monday: date) -> Answers:
    """The answers by path. What was changed by hand is a log and not of a day."""
    found = {}
    for path in paths(monday):
        answer = client.get(f"/api/v1{path}")
        assert answer.status_code == 200, (path, answer.get_data(as_text=True))
        found[path] = answer.get_json()
        if "/customers/" in path:
            del found[path]["changes"]
    return found


def lived(region: Region, client: FlaskClient, directory: Path) -> list[Answers]:
    """Imports week by week; what each Monday was answered, right after its import."""
    shown = []
    for number, monday in enumerate(MONDAYS):
        import_week(region, directory, number)
        act(region, directory, number)
        shown.append(ask(client, monday))
    return shown


def differing(one: Answers, other: Answers) -> dict[str, Any]:
    return {path: (one[path], other[path]) for path in one if one[path] != other[path]}


def subscriptions(monday: date) -> str:
    return f"/subscriptions?as_of={monday}&product=meetings&weeks=6"


def rows(client: FlaskClient, table: str, monday: date) -> dict[str, Any]:
    """A table's rows by the customer's name."""
    found = client.get(f"/api/v1/tables/{table}?as_of={monday}").get_json()["rows"]
    return {one["customer"]: one for one in found}


def test_the_past_answers_as_it_did(made: Made, tmp_path: Path) -> None:
    region, client = made
    shown = lived(region, client, tmp_path)
    for monday, then in zip(MONDAYS, shown, strict=True):
        assert differing(then, ask(client, monday)) == {}, monday
    totals = [then[subscriptions(day)]["kpis"]["total_customers"] for day, then in zip(MONDAYS, shown, strict=True)]
    assert totals == [6, 6, 8, 6, 6]  # D is gone after two weeks, C and the trial of I come, E ends
    names = [set(rows(client, "customers", monday)) for monday in MONDAYS]
    assert names[0] == {"Alpha", "Beta", "D AG", "E AG", "F AG", "G AG", "Iota"}
    assert names[4] == {"Alpha", "Zeta", "C AG", "D AG", "E AG", "F AG", "G AG", "H AG", "Iota"}
    assert "Beta" in rows(client, "customer_quality", MONDAYS[1])


def test_a_correction_counts_at_its_date_and_nowhere_before(made: Made, tmp_path: Path) -> None:
    region, client = made
    import_week(region, tmp_path, 0)
    act(region, tmp_path, 0)
    first = ask(client, MONDAYS[0])
    load(region, write(tmp_path, snapshot(1, wrong=True), "wrong.csv"))
    assert _assigned(client, MONDAYS[1]) == [2 + 9 + 7 + 8 + 6, 5 + 9 + 7 + 9 + 1]
    assert rows(client, "customers", MONDAYS[1])["Iota"]["statuses"] == ["subscription"]
    import_week(region, tmp_path, 2)
    load(region, write(tmp_path, snapshot(1), "right.csv"))
    assert differing(first, ask(client, MONDAYS[0])) == {}
    assert _assigned(client, MONDAYS[1]) == [2 + 9 + 7 + 8 + 6, 3 + 9 + 7 + 9]
    assert [rows(client, "customers", monday)["Iota"]["statuses"] for monday in MONDAYS[:3]] == [[]] * 3
    low = rows(client, "low_assignment", MONDAYS[2])
    assert low["Alpha"]["assigned_change"] == 4 - 3


def _assigned(client: FlaskClient, monday: date) -> list[int]:
    """Of the week of the Saturday before the Monday's, and of that Saturday's."""
    trend = client.get(f"/api/v1{subscriptions(monday)}").get_json()["trend"]
    return [one["assigned"] for one in trend[-3:-1]]
