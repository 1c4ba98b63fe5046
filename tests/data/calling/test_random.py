"""Weekly counts equal what the raw legs give: random legs, overlapping files, late files, two rules, both engines."""

import random
from collections import defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from dashboard.data.calling.weekly import recount_by_new_rule
from dashboard.data.storage.quality_rule import QualityRule
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import customer
from dashboard.data.storage.schema.calls import customer_week, endpoint_week, feature_week
from tests.data.calling.files import LEG_HEADERS, leg, load, write
from tests.data.factories import org_id

FIRST = datetime(2026, 10, 18)
FEATURES = ("", "voicemail", "Voicemail;transfer", "park;park", "a new one")
ENDPOINTS = ("", "desk phone", "web", "Something New")
VALUES = (
    ("", "", ""), (149.9, 399, 4.9), (150, "", ""), (151, 401, 5.1), ("", 400, ""), ("", "", 5), (10, 10, 0),
    (200, 1, ""),
)  # fmt: skip

Leg = dict[str, Any]
Counts = dict[tuple[Any, ...], list[Any]]


def random_leg(chance: random.Random, number: int) -> Leg:
    start = FIRST + timedelta(seconds=chance.choice([0, 7 * 86400, 14 * 86400 - 1, chance.randrange(28 * 86400)]))
    return leg(
        str(number), f"c{number // 2 % 40}", chance.choice("ABC"), f"{start:%Y-%m-%dT%H:%M:%S}Z", chance.randrange(600),
        user=chance.choice(["", "u1", "u2", "u3"]), endpoint=chance.choice(ENDPOINTS),
        video=chance.choice(["true", "false"]), features=chance.choice(FEATURES),
        audio=chance.choice(VALUES), video_stream=chance.choice(VALUES),
    )  # fmt: skip


def quality(row: Leg, rule: QualityRule) -> str:
    """In words of the product: any measured stream at a threshold, missing values ignored."""
    limits = (rule.jitter_ms, rule.latency_ms, rule.loss_percent)
    streams = []
    for stream in ("Audio", "Video"):
        names = (f"{stream} Jitter (ms)", f"{stream} Latency (ms)", f"{stream} Packet Loss (%)")
        known = [(float(row[name]), limit) for name, limit in zip(names, limits, strict=True) if row[name] != ""]
        if known:
            reached = [value >= limit if rule.comparison == ">=" else value > limit for value, limit in known]
            streams.append(any(reached) if rule.match == "any" else all(reached))
    return "unmeasured" if not streams else "poor" if any(streams) else "good"


def expected(legs: dict[str, Leg], rule: QualityRule) -> tuple[Counts, Counts, Counts]:
    calls, users, features = defaultdict(set), defaultdict(set), defaultdict(set)
    weeks: Counts = defaultdict(lambda: [0.0] * 5)
    endpoints: Counts = defaultdict(lambda: [0.0] * 3)
    for row in legs.values():
        day = datetime.fromisoformat(row["Start Time"].rstrip("Z")).date()
        key = (day - timedelta(days=(day.weekday() + 1) % 7), row["Customer Org ID"])
        place = ("good", "poor", "unmeasured").index(quality(row, rule))
        calls[key].add(row["Call ID"])
        if row["User ID"]:
            users[key].add(row["User ID"])
        weeks[key][0] += 1
        weeks[key][1] += row["Duration (s)"] / 60
        weeks[key][2 + place] += 1
        endpoints[*key, row["Endpoint Type"] or "unknown"][place] += 1
        for name in {part for part in row["Features"].lower().split(";") if part}:
            features[*key, name].add(row["Call ID"])
    whole = {key: [len(calls[key]), *counts, len(users[key]) or None] for key, counts in weeks.items()}
    return whole, dict(endpoints), {key: [len(found)] for key, found in features.items()}


def held(region: Region, table: sa.Table, keys: tuple[str, ...], *names: str) -> Counts:
    columns = [table.c.week, customer.c.org_id, *(table.c[name] for name in (*keys, *names))]
    with region.read() as connection:
        rows = connection.execute(
            sa.select(*columns).join_from(table, customer, customer.c.customer_key == table.c.customer_key)
        ).all()
    return {tuple(row[: 2 + len(keys)]): list(row[2 + len(keys) :]) for row in rows}


def agree(region: Region, legs: dict[str, Leg], rule: QualityRule) -> None:
    weeks, endpoints, features = expected(legs, rule)
    counts = ("calls", "legs", "minutes", "good", "poor", "unmeasured", "active_users")
    found = held(region, customer_week, (), *counts)
    assert found.keys() == weeks.keys()
    for key, values in weeks.items():
        measured = [value or None if place == 6 else value for place, value in enumerate(found[key])]
        assert measured == pytest.approx(values), key
    assert held(region, endpoint_week, ("endpoint_type",), "good", "poor", "unmeasured") == endpoints
    assert held(region, feature_week, ("feature",), "calls") == features


@pytest.mark.parametrize("seed", range(3))
def test_counts_are_those_of_the_raw_legs(region: Region, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    legs: dict[str, Leg] = {}
    for number in range(4):
        rows = [random_leg(chance, chance.randrange(150)) for _ in range(60)]
        load(region, write(tmp_path / f"{number}.csv", LEG_HEADERS, rows))
        legs |= {row["Leg ID"]: row for row in rows}  # the later row and the later file win
        agree(region, legs, QualityRule())


@pytest.mark.parametrize(
    "rule",
    [
        QualityRule(comparison=">"),
        QualityRule(match="all"),
        QualityRule(jitter_ms=9, latency_ms=9, loss_percent=9, match="all", comparison=">"),
    ],
    ids=lambda rule: rule.text,
)
def test_another_rule_counts_every_week_again(duckdb_region: Region, tmp_path: Path, rule: QualityRule) -> None:
    chance = random.Random(7)
    legs = {row["Leg ID"]: row for row in (random_leg(chance, number) for number in range(150))}
    load(duckdb_region, write(tmp_path / "legs.csv", LEG_HEADERS, list(legs.values())))
    other = Region(duckdb_region.code, duckdb_region.engine, quality=rule)
    assert recount_by_new_rule(other)
    agree(other, legs, rule)
    assert not recount_by_new_rule(other)
    assert len({day for day, _org in expected(legs, rule)[0]}) == 4
    assert {org for _day, org in expected(legs, rule)[0]} == {org_id(letter) for letter in "ABC"}
    assert min(day for day, _org in expected(legs, rule)[0]) == date(2026, 10, 18)
