"""The back-test: a history by hand, and drawn ones recounted by code that shares nothing with it."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from statistics import median
from typing import Any

import pytest

from dashboard.data.renewals.backtest import BackTest, Picked, back_test
from dashboard.data.storage.regions import Region
from tests.data.factories import ask, load, row

DAY = timedelta(days=1)
ENDS = [date(2026, 7, 25), date(2026, 8, 29), date(2026, 9, 26), date(2026, 10, 31), date(2026, 11, 21)]
"""The last Saturday of each month but the newest: a snapshot each."""


def test_a_history_by_hand(region: Region) -> None:
    """On 25 July four end in 90 days. A goes (its row is there no more); B is prolonged; C comes back under another id;
    D's trial ends and another trial begins, which is no renewal. E ends on 20 November: nobody can know yet."""
    ends = date(2026, 8, 10)
    rows: list[dict[str, Any]] = []
    for on in ENDS:
        before = on < ends
        rows += [row("A", "S-A", on, m=(9, 9, 9), ends_on=ends)] if before else []
        rows.append(row("B", "S-B", on, m=(9, 9, 9), ends_on=ends if before else date(2027, 8, 10)))
        rows.append(row("C", "S-C" if before else "S-C2", on, m=(9, 9, 9), ends_on=ends if before else None))
        tried = "T-D" if before else "T-D2"
        rows.append(row("D", tried, on, m=(9, 9, 9), ends_on=ends if before else None, subscription_type="Trial"))
        rows.append(row("E", "S-E", on, m=(9, 9, 9), ends_on=date(2026, 11, 20)))
    load(region, rows)
    found = back_test(ask(region))
    assert found.dates == tuple(ENDS[:4])
    # E is a case on 29 August, 26 September and 31 October.
    assert found.cases == found.by_score == found.soonest_first == Picked(ended=2, renewed=2, unknown=3)
    assert (found.chance, found.by_score.precision, found.outcomes, found.enough) == (0.5, 0.5, 4, False)
    assert found.lead_days == 16  # from 25 July to 10 August


def test_nothing_to_go_by(region: Region) -> None:
    load(region, [row("A", "S1", m=(1, 1, 1))])
    found = back_test(ask(region))
    nothing = Picked(0, 0, 0)
    assert found == BackTest((), 90, nothing, nothing, nothing, outcomes=0, lead_days=None)
    assert (found.chance, found.enough) == (None, False)


@pytest.mark.parametrize("seed", range(4))
def test_drawn_histories_recounted(duckdb_region: Region, seed: int) -> None:
    rows = list(_history(Random(seed)))
    load(duckdb_region, rows)
    found = back_test(ask(duckdb_region))
    assert _recounted(rows, found.dates) == (found.cases, found.by_score, found.soonest_first, found.lead_days)
    assert found.enough == (found.outcomes >= 30)


def _history(draw: Random) -> Iterator[dict[str, Any]]:
    """26 customers, 3 subscriptions each, at month's ends: prolonged, ended or replaced when their time is up."""
    for number in range(78):
        customer, name = chr(65 + number % 26), f"S{number:03}"
        ends, fate = ENDS[0] + draw.randrange(160) * DAY, draw.choice(["ended", "renewed", "replaced", "left out"])
        used = draw.randrange(21)
        for on in ENDS:
            given = {"m": (20, draw.randrange(used, 21), used), "auto_renew": draw.choice([True, False, None])}
            if on <= ends:
                yield row(customer, name, on, ends_on=ends, **given)
            elif fate == "renewed":
                yield row(customer, name, on, ends_on=ends + 365 * DAY, **given)
            elif fate == "replaced":
                yield row(customer, name + "-2", on, ends_on=ends + 365 * DAY, **given)
            elif fate == "ended":
                yield row(customer, name, on, ends_on=ends, **given)


def _recounted(rows: list[dict[str, Any]], dates: tuple[date, ...]) -> tuple[Picked, Picked, Picked, float | None]:
    """The same from the rows themselves, in plain Python; ties are broken by the order in which rows came."""
    place = {name: number for number, name in enumerate(dict.fromkeys(one["subscription"] for one in rows))}
    place_of = {name: number for number, name in enumerate(dict.fromkeys(one["customer"] for one in rows))}
    every: list[list[str]] = []
    picks: tuple[list[str], list[str]] = ([], [])
    first: dict[tuple[str, date], int] = {}
    for on in dates:
        cases = [one for one in rows if one["date"] == on and on <= one["ends_on"] <= on + 90 * DAY]
        fates = {one["subscription"]: _fate(rows, one, on) for one in cases}
        keys = {one["subscription"]: (place_of[one["customer"]], place[one["subscription"]]) for one in cases}
        left = {one["subscription"]: (one["ends_on"] - on).days for one in cases}
        points = {one["subscription"]: _points(rows, one, on) for one in cases}
        by_score = sorted(fates, key=lambda name: (-points[name], left[name], keys[name]))[:20]
        soonest = sorted(fates, key=lambda name: (left[name], keys[name]))[:20]
        every.append(list(fates.values()))
        picks[0].extend(fates[name] for name in by_score)
        picks[1].extend(fates[name] for name in soonest)
        for name in by_score:
            if fates[name] == "ended":
                first.setdefault((name, on + left[name] * DAY), left[name])
    flat = [one for part in every for one in part]
    counted = [Picked(*(part.count(fate) for fate in ("ended", "renewed", "unknown"))) for part in (flat, *picks)]
    return counted[0], counted[1], counted[2], float(median(first.values())) if first else None


def _fate(rows: list[dict[str, Any]], case: dict[str, Any], on: date) -> str:
    later = [day for day in ENDS if 14 <= (day - case["ends_on"]).days <= 75]
    if not later:
        return "unknown"
    there = {one["subscription"] for one in rows if one["date"] == later[0] and one["ends_on"] >= later[0]}
    before = {one["subscription"] for one in rows if one["date"] == on and one["ends_on"] >= on}
    own = {one["subscription"] for one in rows if one["customer"] == case["customer"]}
    return "renewed" if case["subscription"] in there or own & (there - before) else "ended"


def _points(rows: list[dict[str, Any]], case: dict[str, Any], on: date) -> int:
    purchased, assigned, used = (case[f"meetings_{count}"] for count in ("purchased", "assigned", "used"))
    seen = [
        one["meetings_used"]
        for one in rows
        if one["subscription"] == case["subscription"] and on - 90 * DAY <= one["date"] <= on
    ]
    peak = max(seen)
    shares = [
        (25, (180 - (case["ends_on"] - on).days) / 180),
        (20, 0.0 if case["auto_renew"] else 1.0),
        (15, 1 - assigned / purchased),
        (10, 1 - used / purchased),
        (10, (peak - used) / peak if peak else 0.0),
    ]
    return sum(int(weight * min(max(share, 0.0), 1.0) + 0.5) for weight, share in shares)
