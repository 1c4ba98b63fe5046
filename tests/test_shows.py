"""Whatever a page shows, it can prove: numbers in random states hold KPI = proof = rows = export = API.

A few hundred numbers in the usual run, more than a thousand in the long one.
"""

import json
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from dashboard.access.assignments import assign
from dashboard.data.customers.tags import set_tags
from dashboard.data.exports.files import Extract, chunks
from dashboard.data.files.imports import import_file
from dashboard.data.proof.proof import of_measure, prove
from dashboard.data.proof.recount import recount
from dashboard.data.query import queries
from dashboard.data.query.question import View
from dashboard.data.query.scope import Scope
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import assignment, customer
from dashboard.services import Services
from dashboard.web.address import Reader
from tests.acceptance import calls
from tests.asked import marked, page
from tests.data.factories import load, org_id, row
from tests.fixtures.application import email_of, sign_in
from tests.fixtures.long import LONG
from tests.generated import make_region
from tests.generated_calling import make_calls
from tests.shown import State, expected, states

PARTNER, TODAY = 7, date(2026, 3, 1)
ROLES = ("full_admin", "read_only_admin", "partner_admin", "help_desk")


@dataclass(frozen=True)
class Made:
    """What a region was filled with: the dates to ask about, whom a partner administrator looks after."""

    days: list[date]
    mine: frozenset[str]


def fill(region: Region, seed: int, folder: Path) -> Made:
    """Made-up subscriptions at the edges of every formula, and files about calls."""
    sold = make_region(region.code, seed, date(2026, 1, 10), customers=24, tied=seed % 2 == 0)
    letters = {org: chr(0x100 + place) for place, org in enumerate(sorted({s.org_id for s in sold.facts.snapshots}))}
    load(region, [fact(one, letters[one.org_id]) for one in sold.facts.snapshots])
    called = make_calls(region.code, seed, files=4)
    folder.mkdir()
    own: dict[str, Any] = {"period": None, "dry_run": False, "progress": None, "data_dir": folder, "today": TODAY}
    for path in calls.files_of(called, folder):
        import_file(region, path, **own)
    ids = {org: org_id(letter) for org, letter in letters.items()}
    tags = {ids[org]: found for org, found in sold.facts.tags.items()} | called.tags
    for org, found in tags.items():
        if found:
            set_tags(Scope(region, None), org, found, None, "test")
    mine = frozenset(ids[org] for org in sold.mine) | called.mine
    return Made([*sold.as_of, *called.as_of, *called.as_of], mine)


def fact(one: Any, letter: str) -> dict[str, Any]:
    counts = {"m": one.meetings, "pro": one.professional, "std": one.standard}
    given = {"name": one.customer_name, "status": one.status, "subscription_type": one.subscription_type}
    given |= {"auto_renew": one.auto_renew, "ends_on": one.ends_on, "start_date": one.start_date}
    return row(letter, one.subscription_id, one.day, **counts, **given, enterprise_trial_id=one.trial_id)


def look_after(region: Region, mine: frozenset[str]) -> None:
    with region.write() as connection:
        keys = connection.scalars(sa.select(customer.c.customer_key).where(customer.c.org_id.in_(mine))).all()
        connection.execute(sa.insert(assignment), [{"user_id": PARTNER, "customer_key": key} for key in keys])


def same(one: float | None, other: float | None) -> bool:
    """Both unknown, or equal but for the last digits of a sum of fractions."""
    if one is None or other is None:
        return one is other
    return one == pytest.approx(other, rel=1e-9)


def check(region: Region, state: State, mine: frozenset[str], *, whole: bool) -> int:
    """Holds the numbers as their page asks them, the export's bytes and what the proof counts in them; `whole`: the
    proof as its page makes it and the API's rows too. How many numbers were held."""
    reader = Reader(MultiDict(parse_qsl(state.asked)))
    scope = Scope(region, PARTNER if state.role == "partner_admin" else None)
    question, table, metric = reader.question({region.code: scope}, TODAY), state.kpi.section.table, state.kpi.metric
    view = reader.view(table)
    read = replace(view, columns=tuple(column.key for column in table.columns))
    exported = json.loads(b"".join(chunks(Extract(question, table, read), "json")))
    if state.kpi.of_section:  # the numbers beside it are asked with it
        values = queries.summary(question, table, view).values
    else:
        values = {metric.key: state.kpi.asked_by(question, table, metric, view)}
    for key, value in values.items():
        if table.known(question):  # without data a number is unknown, not zero
            assert same(value.number, recount(key, exported)[0].number), (key, state)
            assert same(value.number, expected(key, exported)), (key, state)
        else:
            assert (value.number, exported) == (None, []), (key, state)
    if whole:
        proof = prove(question, table, metric, View((), view.filters), state.kpi.asked_by)
        assert [one for one in proof.checks if not one.agrees] == [], state
        listed = queries.rows(question, table, view, limit=10_000)
        assert proof.rows == len(exported) == len(listed), state
        assert [one["org_id"] for one in exported] == [one["org_id"] for one in listed], state
    assert scope.user_id is None or {one["org_id"] for one in exported} <= mine
    return len(values)


def test_what_is_shown_is_proved(region: Region, tmp_path: Path) -> None:
    pages, numbers, seeds = (30, 60, 2)
    if region.engine.dialect.name == "duckdb":
        pages, numbers, seeds = (380, 1_000, 11) if LONG else (100, 250, 11)
    made = fill(region, seeds, tmp_path / "files")
    look_after(region, made.mine)
    drawn = states(seeds, pages, [region.code], {region.code: made.days})
    held = [check(region, state, made.mine, whole=place % 10 == 0) for place, state in enumerate(drawn)]
    assert sum(held) >= numbers


def test_pages_and_api_say_the_same(server: Any, opened: Services, us: Region, tmp_path: Path) -> None:
    made = fill(us, 11, tmp_path / "files")
    assign(opened, email_of("partner_admin"), sorted(made.mine))
    clients = {role: sign_in(server.test_client(), role) for role in ROLES}
    for state in states(3, 40, ["US"], {"US": made.days}):
        check_over_http(clients[state.role], state, made.mine)
        name = state.kpi.section.name
        allowed = name == "customers"  # help desk has the list, and no analytics
        answer = clients["help_desk"].get(f"/api/v1/export/{name}.json?{state.asked}")
        assert answer.status_code == (200 if allowed else 403)


def got(client: FlaskClient, path: str) -> Any:
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == 200, (path, response.get_data(as_text=True)[:200])
    return response.get_json()


def check_over_http(client: FlaskClient, state: State, mine: frozenset[str]) -> None:
    """Holds a state as a browser and a program see it: card, proof, export, table, the API's own number."""
    table = state.kpi.section.name
    told = page(client, f"/proof?{state.share}&kpi={state.kpi.address}")
    (proved,) = marked(told, "data-proof")
    value = number(proved["data-value"])
    assert {one["data-agrees"] for one in marked(told, "data-check")} == {"true"}, state
    columns = "columns=" + ",".join(column.key for column in state.kpi.section.table.columns)
    exported = got(client, f"export/{table}.json?{state.asked}&{columns}")
    listed = got(client, f"tables/{table}?{state.asked}&{columns}&limit=10000")
    assert (listed["rows"], listed["total"]) == (exported, len(exported)), state
    assert not exported or same(value, expected(state.kpi.metric.key, exported)), state
    assert same(number(card(client, state)), value), state
    assert not in_api(state) or same(api_value(client, state), value), state
    assert state.role != "partner_admin" or {one["org_id"] for one in exported} <= mine


def number(text: str) -> float | None:
    return float(text) if text else None


def card(client: FlaskClient, state: State) -> str:
    """The value that the number's own page bears."""
    kpi = state.kpi
    key, share = kpi.address.partition(".")[2], state.share
    if kpi.asked_by is of_measure:
        key, share = "now", urlencode([*(one for one in state.page if one[0] != "measure"), ("measure", key)])
    found = page(client, f"{kpi.page.path}?{share}")
    (value,) = {one["data-value"] for one in marked(found, "data-kpi") if one["data-kpi"] == key}
    return value


def in_api(state: State) -> bool:
    """The API names the numbers of sections of subscriptions, and of calls those above."""
    page, *rest = state.kpi.address.split(".")
    if page in ("changes", "customers", "quality") or rest[0] == "right_sizing":
        return False
    return rest[-1] != "active_users" and (page == "subscriptions" or len(rest) == 1)


def api_value(client: FlaskClient, state: State) -> float | None:
    """The number in the API's answer about the page."""
    page, *rest = state.kpi.address.split(".")
    found = got(client, f"{page}?{state.share}")
    for key in ("sections", rest[0], "kpis", rest[1]) if len(rest) == 2 else ("kpis", rest[0]):
        found = found[key]
    return None if found is None else float(found)
