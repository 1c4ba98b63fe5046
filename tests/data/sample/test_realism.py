"""What the sample claims to look like, counted in the four regions as they are made by default."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from dashboard.data.query.question import Moment
from dashboard.data.query.scope import Scope
from dashboard.data.sample import SampleResult, make_sample
from dashboard.data.storage import schema
from dashboard.data.storage.regions import Region
from dashboard.data.subscriptions import rollups
from dashboard.data.subscriptions.headline import headline
from tests.fixtures.regions import opened

MONDAY = date(2026, 11, 23)
LAST = date(2026, 11, 22)
FACT = schema.subscription_snapshot
NEWEST = FACT.c.date == LAST
LARGE = ["US", "CA", "EU"]
Made = dict[str, tuple[Region, SampleResult]]


@pytest.fixture(scope="module")
def made(duckdb_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """The default sample of each region. What is kept at import is left out: nothing here reads it."""
    folder = tmp_path_factory.mktemp("sample")
    with ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        patch.setattr(rollups, "refresh", lambda *_: None)
        found: Made = {}
        for code in ("US", "CA", "EU", "UAE"):
            path = folder / f"{code}.duckdb"
            path.write_bytes(duckdb_template.read_bytes())
            region = stack.enter_context(opened(f"duckdb:///{path}", code))
            found[code] = region, make_sample(region, customers=None, weeks=60, seed=1, today=MONDAY, progress=None)
        yield found


def rows(region: Region, statement: sa.Select[Any]) -> list[dict[str, Any]]:
    with region.read() as connection:
        return [dict(row) for row in connection.execute(statement).mappings()]


def share(region: Region, condition: sa.ColumnElement[bool], within: sa.ColumnElement[bool] = NEWEST) -> float:
    """The share of snapshot rows for which a condition holds."""
    counted = sa.func.count().filter(condition) * 1.0 / sa.func.count()
    return float(rows(region, sa.select(counted.label("share")).where(within))[0]["share"])


def test_sizes(made: Made) -> None:
    sizes = {code: result.customers for code, (_, result) in made.items()}
    assert sizes == {"US": 740, "CA": 265, "EU": 950, "UAE": 9}
    assert [len(result.dates) for _, result in made.values()] == [60, 59, 60, 60]
    assert {result.dates[-1] for _, result in made.values()} == {LAST}


@pytest.mark.parametrize("code", [*LARGE, "UAE"])
def test_ids_and_names_are_unique(made: Made, code: str) -> None:
    region, result = made[code]
    customers = rows(region, sa.select(schema.customer))
    uuid4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
    for column in ("customer_key", "org_id", "name"):
        assert len({row[column] for row in customers}) == result.customers
    assert all(uuid4.fullmatch(row["org_id"]) and row["name"] == row["snapshot_name"] for row in customers)
    assert all(row["domains"].endswith(".example") for row in customers)
    ids = [row["subscription_id"] for row in rows(region, sa.select(schema.subscription))]
    assert len(set(ids)) == len(ids) == result.subscriptions


@pytest.mark.parametrize("code", [*LARGE, "UAE"])
def test_rows_belong_together(made: Made, code: str) -> None:
    region, result = made[code]
    by_date = rows(region, sa.select(FACT.c.date, sa.func.count().label("rows")).group_by(FACT.c.date))
    kind = schema.import_record.c.kind
    records = rows(region, sa.select(schema.import_record).where(kind == "Subscription Details"))
    known = rows(region, sa.select(schema.snapshot_date))
    assert {row["date"]: row["rows"] for row in by_date} == {row["first_date"]: row["rows"] for row in records}
    assert sorted(row["date"] for row in known) == list(result.dates)
    assert {row["import_id"] for row in known} == {row["import_id"] for row in records}
    assert all(row["sample"] and row["file_name"] == "sample" for row in records)
    assert sum(row["rows"] for row in records) == result.rows
    key = FACT.c.customer_key, FACT.c.subscription_key
    twice = sa.select(*key, FACT.c.date).group_by(*key, FACT.c.date).having(sa.func.count() > 1)
    assert rows(region, twice) == []
    assert {row["customer_key"] for row in rows(region, sa.select(*key).distinct())} == set(
        range(1, result.customers + 1)
    )


@pytest.mark.parametrize("code", LARGE)
def test_headline(made: Made, code: str) -> None:
    region, result = made[code]
    found = headline(Scope(region, user_id=None), Moment(MONDAY, LAST, newest=False)).values
    kpis = {key: value.number or 0 for key, value in found.items()}
    total = kpis["total_customers"]
    assert 0.88 < total / result.customers < 0.97
    assert 0.03 < kpis["nearing_expiration"] / total < 0.07
    assert 0.09 < kpis["nearing_renewal"] / total < 0.15
    assert 0.01 < kpis["over_limit"] / total < 0.035
    assert 0.2 < kpis["low_assignment"] / total < 0.4


@pytest.mark.parametrize("code", [*LARGE, "UAE"])
def test_counts_are_possible(made: Made, code: str) -> None:
    region, _ = made[code]
    counts = [FACT.c[f"{part}_{count}"] for part in schema.PARTS for count in schema.COUNTS]
    assert share(region, sa.or_(*(count.is_(None) | (count < 0) for count in counts)), sa.true()) == 0
    used_beyond = sa.or_(*(FACT.c[f"{part}_used"] > FACT.c[f"{part}_assigned"] for part in schema.PARTS))
    assert share(region, used_beyond, sa.true()) < (0.05 if code in LARGE else 0.2)  # one of seventeen
    unordered = sa.or_(
        *((FACT.c[f"{part}_purchased"] == 0) & (FACT.c[f"{part}_assigned"] > 0) for part in schema.PARTS)
    )
    assert share(region, unordered, sa.true()) == 0


@pytest.mark.parametrize("code", LARGE)
def test_kinds_of_subscriptions(made: Made, code: str) -> None:
    region, _ = made[code]
    meetings, calling = FACT.c.meetings_purchased > 0, FACT.c.professional_purchased > 0
    shelved = meetings & (FACT.c.meetings_assigned < 0.5 * FACT.c.meetings_purchased)
    for condition, least, most in (
        (meetings & ~calling, 0.25, 0.45),
        (calling & ~meetings, 0.25, 0.45),
        (meetings & calling, 0.18, 0.40),
        (~meetings & ~calling, 0.003, 0.04),
        (shelved, 0.03, 0.15),
        (FACT.c.subscription_type.contains("Trial"), 0.008, 0.05),
        (FACT.c.auto_renew.is_(None), 0.003, 0.04),
        (FACT.c.ends_on.is_(None), 0.002, 0.03),
        (FACT.c.start_date.is_(None), 0.04, 0.12),
        (FACT.c.suspended, 0.001, 0.02),
        (~FACT.c.setup_complete, 0.001, 0.03),
    ):
        assert least < share(region, condition) < most, str(condition)


@pytest.mark.parametrize("code", LARGE)
def test_trials(made: Made, code: str) -> None:
    region, _ = made[code]
    trial = FACT.c.subscription_type == "Enterprise Trial"
    assert share(region, trial != FACT.c.enterprise_trial_id.is_not(None), sa.true()) == 0
    found = rows(region, sa.select(FACT).where(trial, FACT.c.start_date.is_not(None)))
    assert {(row["ends_on"] - row["start_date"]).days for row in found} == {30, 60, 90}
    converted = sa.select(sa.func.count(sa.distinct(FACT.c.customer_key)).label("customers"))
    paid_later = converted.where(~trial, FACT.c.customer_key.in_(sa.select(FACT.c.customer_key).where(trial)))
    assert rows(region, paid_later)[0]["customers"] > 10


@pytest.mark.parametrize("code", LARGE)
def test_customers_come_and_go(made: Made, code: str) -> None:
    region, result = made[code]
    added = sa.select(FACT.c.customer_key, sa.func.min(FACT.c.added_on).label("first"), sa.func.max(FACT.c.date))
    seen = rows(region, added.add_columns(sa.func.max(FACT.c.date).label("last")).group_by(FACT.c.customer_key))
    known = [row["first"] for row in seen if row["first"]]  # of those in the first file nobody knows
    new = sum(first >= MONDAY - timedelta(days=90) for first in known) / result.customers
    gone = sum(row["last"] < LAST - timedelta(days=14) for row in seen) / result.customers
    assert 0.02 < new < 0.07
    assert 0.02 < gone < 0.12


@pytest.mark.parametrize("code", LARGE)
def test_sizes_have_a_long_tail(made: Made, code: str) -> None:
    region, _ = made[code]
    some = FACT.c.meetings_purchased
    bought = sorted(row["n"] for row in rows(region, sa.select(some.label("n")).where(NEWEST, some > 0)))
    assert 10 <= bought[len(bought) // 2] <= 60
    assert bought[-1] > 20 * bought[len(bought) // 2]
    assert 0.35 < sum(5 <= n <= 50 for n in bought) / len(bought) < 0.65


def test_use_falls_in_august_and_at_christmas_and_moves_little_otherwise(made: Made) -> None:
    used = sa.select(FACT.c.date, sa.func.sum(FACT.c.meetings_used).label("used")).group_by(FACT.c.date)
    weeks = {row["date"]: int(row["used"]) for row in rows(made["EU"][0], used)}
    assert weeks[date(2026, 8, 16)] < 0.9 * weeks[date(2026, 7, 5)]
    assert weeks[date(2025, 12, 28)] < 0.75 * weeks[date(2025, 11, 30)]
    calm = [weeks[day] for day in sorted(weeks) if date(2026, 2, 1) <= day <= date(2026, 6, 28)]
    assert all(abs(b / a - 1) < 0.06 for a, b in pairwise(calm))


def test_a_subscription_wanders_and_does_not_jump(made: Made) -> None:
    """Half of the weekly changes of large subscriptions are below a twentieth."""
    c = FACT.c
    calm = c.date.between(date(2026, 2, 1), date(2026, 6, 28)) & (c.meetings_purchased > 200)
    order = (
        sa.select(c.subscription_key, c.meetings_used.label("used")).where(calm).order_by(c.subscription_key, c.date)
    )
    found = rows(made["EU"][0], order)
    same = [(a["used"], b["used"]) for a, b in pairwise(found) if a["subscription_key"] == b["subscription_key"]]
    steps = sorted(abs(b / a - 1) for a, b in same)
    assert 0.002 < steps[len(steps) // 2] < 0.05


@pytest.mark.parametrize("code", LARGE)
def test_customers_file(made: Made, code: str) -> None:
    region, result = made[code]
    customers = rows(region, sa.select(schema.customer))
    signed_in = [row["last_admin_sign_in"] for row in customers if row["last_admin_sign_in"]]
    assert 0.95 < len(signed_in) / result.customers < 1
    assert 0.1 < sum(day < MONDAY - timedelta(days=90) for day in signed_in) / result.customers < 0.18
    assert max(signed_in) < MONDAY
    assert {row["managed_by"] for row in customers} == {"own", "external"}
    assert all(row["country"] and row["industry"] and row["planned_users"] > 0 for row in customers)
    tags = rows(region, sa.select(schema.customer_tag))
    tagged = [row["customer_key"] for row in tags]
    assert 0.25 < len(set(tagged)) / result.customers < 0.35
    assert max(map(tagged.count, tagged)) <= 5
    assert max(len(row["tag"]) for row in tags) <= 25


def test_start_dates_are_carried_as_the_rollups_carry_them(made: Made) -> None:
    region, result = made["CA"]
    chosen = sa.select(FACT.c.subscription_key, FACT.c.date, FACT.c.added_on).order_by(
        FACT.c.subscription_key, FACT.c.date
    )
    before = rows(region, chosen)
    with region.write() as connection:
        rollups.carry_start_dates(connection, result.dates[0])
    assert rows(region, chosen) == before
