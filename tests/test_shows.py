"""Whatever a page shows, it can prove: a thousand random states hold KPI = proof = rows = export = API."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from dashboard.access.assignments import assign
from dashboard.data.files.load import import_file
from dashboard.data.regions import Region
from dashboard.data.scope import Scope
from dashboard.data.tags import set_tags
from dashboard.factory import create_app
from dashboard.services import EXTENSION, Services
from dashboard.settings import Settings
from tests.acceptance import calls, installation
from tests.fixtures.application import email_of, settings_in, sign_in
from tests.generated import make_region
from tests.generated_calling import NEWEST, WEEKS, make_calls
from tests.shown import State, answer, expected, marked, states

TODAY = date(2026, 3, 1)
SEEDS = {"A": 11, "B": 2}
SNAPSHOT = date(2026, 1, 10)


@dataclass(frozen=True)
class World:
    """The application over made-up regions, a browser of each role, whom the partner administrator looks after."""

    clients: dict[str, FlaskClient]
    days: dict[str, list[date]]
    mine: frozenset[str]


def fill(services: Services, region: Region, seed: int, folder: Path) -> tuple[list[date], frozenset[str]]:
    """Imports made-up subscriptions and calls; the dates to ask about, and some of the customers."""
    folder.mkdir()
    sold = make_region(region.code, seed, SNAPSHOT, customers=18, tied=seed == 2)
    called = make_calls(region.code, seed, files=4)
    (folder / "sold").mkdir()
    (folder / "called").mkdir()
    for path in [*installation.files_of(sold, folder / "sold"), *calls.files_of(called, folder / "called")]:
        own: dict[str, Any] = {"data_dir": folder, "today": TODAY}
        import_file(region, path, period=None, dry_run=False, progress=None, **own)
    for org, tags in [*sold.facts.tags.items(), *called.tags.items()]:
        if tags:
            set_tags(Scope(region, None), org, tags, None, "test")
    mine = sold.mine | called.mine
    assign(services, email_of("partner_admin"), sorted(mine))
    return [*sold.as_of, *called.as_of, NEWEST, *WEEKS], mine


def world(settings: Settings, folder: Path) -> Iterator[World]:
    server: Flask = create_app(settings).server
    services: Services = server.extensions[EXTENSION]
    try:
        made = {
            code: fill(services, region, SEEDS[code], folder / f"files-{code}")
            for code, region in services.regions.items()
        }
        roles = ("full_admin", "read_only_admin", "partner_admin", "help_desk")
        clients = {role: sign_in(server.test_client(), role) for role in roles}
        days = {code: found[0] for code, found in made.items()}
        yield World(clients, days, frozenset[str]().union(*(found[1] for found in made.values())))
    finally:
        services.close()


@pytest.fixture(scope="module")
def embedded(application_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("shows")
    shutil.copytree(application_template, folder / "data")
    yield from world(settings_in(folder / "data", *SEEDS), folder)


@pytest.fixture
def served(application_template: Path, tmp_path: Path, postgres_url: str) -> Iterator[World]:
    shutil.copytree(application_template, tmp_path / "data")
    settings = Settings(_env_file=None, data_dir=tmp_path / "data", regions={"A": postgres_url})
    yield from world(settings, tmp_path)


def got(client: FlaskClient, path: str) -> Any:
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == 200, (path, response.get_data(as_text=True)[:200])
    return response.get_json()


def api_value(client: FlaskClient, state: State) -> float | None:
    """The number in the API's answer about the page; from the list of all the proof's numbers where that has none."""
    page, *rest = state.kpi.address.split(".")
    found = got(client, f"{page}?{state.share}")
    for key in ("sections", rest[0], "kpis", rest[1]) if len(rest) == 2 else ("kpis", rest[0]):
        found = found[key]
    return None if found is None else float(found)


def in_api(state: State) -> bool:
    """The API names the sections' numbers of subscriptions, and of calls those above."""
    page, *rest = state.kpi.address.split(".")
    return rest[-1] != "active_users" and (page == "subscriptions" or len(rest) == 1)


def number(text: str) -> float | None:
    return float(text) if text else None


def same(one: float | None, other: float | None) -> bool:
    """Both unknown, or equal but for the last digits of a sum of fractions."""
    if one is None or other is None:
        return one is other
    return one == pytest.approx(other, rel=1e-9)


def check(world: World, state: State, *, wide: bool) -> int:
    """Holds a state; the number of its rows. `wide`: the card on the page and the API's page too, which cost more."""
    client, table = world.clients[state.role], state.kpi.section.name
    told = answer(client, "proof_head", f"{state.share}&kpi={state.kpi.address}")
    (proved,) = marked(told["slots"], "data-proof")
    value = number(proved["data-value"])
    verdicts = {one["data-check"]: one["data-agrees"] for one in marked(told["slots"], "data-check")}
    assert verdicts
    assert set(verdicts.values()) == {"true"}, (state, verdicts)
    exported = got(client, f"export/{table}.json?{state.asked}")
    listed = got(client, f"tables/{table}?{state.asked}&limit=10000")
    assert listed["rows"] == exported, state
    assert listed["total"] == len(exported)
    if exported or value is not None:  # without data a number is unknown, not zero
        assert same(value, expected(state.kpi.metric.key, exported)), state
    if state.role == "partner_admin":
        assert {row["org_id"] for row in exported} <= world.mine
    if wide:
        assert same(number(card(client, state)), value), state
        assert not in_api(state) or same(api_value(client, state), value), state
    return len(exported)


def card(client: FlaskClient, state: State) -> str:
    """The value that the number's own page bears."""
    kpi = state.kpi
    part = kpi.section.name if kpi.of_section else kpi.page.head
    found = answer(client, part, state.share)
    key = kpi.address.partition(".")[2]
    (value,) = [one["data-value"] for one in marked(found["slots"], "data-kpi") if one["data-kpi"] == key]
    return value


def test_a_thousand_states_are_shown_and_proved_alike(embedded: World) -> None:
    drawn = states(1, 1_000, list(embedded.days), embedded.days)
    rows = [check(embedded, state, wide=place % 4 == 0) for place, state in enumerate(drawn)]
    assert sum(map(bool, rows)) > 400  # most of them show something


@pytest.mark.postgres
def test_states_are_shown_and_proved_alike_on_the_other_engine(served: World) -> None:
    drawn = states(2, 60, list(served.days), served.days)
    rows = [check(served, state, wide=place % 4 == 0) for place, state in enumerate(drawn)]
    assert sum(map(bool, rows)) > 24


def test_help_desk_gets_none_of_it(embedded: World) -> None:
    client = embedded.clients["help_desk"]
    for state in states(3, 12, list(embedded.days), embedded.days):
        for path in (f"tables/{state.kpi.section.name}", f"export/{state.kpi.section.name}.csv"):
            assert client.get(f"/api/v1/{path}?{state.asked}").status_code == 403
