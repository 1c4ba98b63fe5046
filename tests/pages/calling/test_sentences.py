"""No sentence of the pages of calls and queues claims more than its rows: each number is read back from them."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_babel import Babel

from dashboard.data.calling import endpoints, quality, queue_list, queues, trends, usage
from dashboard.data.calling.features import adoption
from dashboard.data.query import queries
from dashboard.data.query.question import Question
from dashboard.data.query.table import Table
from dashboard.data.storage.regions import Region
from dashboard.pages.calling import feature_bars, findings, quality_charts, usage_chart, words
from dashboard.pages.queues import chart
from tests.data.calling.files import LEG_HEADERS, QUEUE_HEADERS, USAGE_HEADERS, leg, load, write
from tests.data.calling.test_silent import used
from tests.data.calling.test_weekly import queue
from tests.data.factories import ask

BEFORE, WEEK = date(2026, 11, 8), date(2026, 11, 15)
NUMBER = re.compile("[+\N{MINUS SIGN}]?[0-9][0-9,.]*")
Row = dict[str, Any]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    app = Flask(__name__)
    Babel(app, locale_selector=lambda: "en")
    with app.test_request_context():
        yield


@pytest.fixture
def asked(duckdb_region: Region, tmp_path: Path) -> Question:
    """A and B called in both weeks, C is not named now, D has call legs of two endpoint types, one of them bad."""
    region = duckdb_region
    then = [used("A", 30, 60, 3, 90.5), used("B", 12, 24, 6, 20), used("C", 7, 9, 0, 7)]
    now = [used("A", 20, 50, 1, 60), used("B", 15, 30, 0, 20)]
    load(region, write(tmp_path / "then.csv", USAGE_HEADERS, then), BEFORE)
    load(region, write(tmp_path / "now.csv", USAGE_HEADERS, now), WEEK)
    legs = [leg("x", "", "D", "2026-11-16T10:00:00Z", 60, endpoint="web", features="park")]
    for number in range(60):
        kinds = (("web", 200), ("desk phone", 1)) if number < 12 else (("web", 1), ("desk phone", 1))
        for endpoint, jitter in kinds:
            own: Row = {"endpoint": endpoint, "audio": (jitter, 1, 1)}
            legs.append(leg(f"{endpoint}{number}", f"c{number}", "D", "2026-11-16T10:00:00Z", 60, **own))
    load(region, write(tmp_path / "legs.csv", LEG_HEADERS, legs))
    first, second = queue("A", "Sales", 90, 10, 100, 900, 50, 0, 0, 0), queue("B", "Help", 10, 30, 40, 1, 1, 0, 0, 0)
    load(region, write(tmp_path / "q1.csv", QUEUE_HEADERS, [first, second]), BEFORE)
    load(region, write(tmp_path / "q2.csv", QUEUE_HEADERS, [queue("A", "Sales", 60, 20, 80, 1, 1, 0, 0, 0)]), WEEK)
    return ask(region)


def numbers(text: str) -> list[float]:
    """The numbers of a sentence, dates of weeks left out."""
    found = NUMBER.findall(re.sub("(?:[0-9]+ to )?[0-9]+ (?:Nov|Oct)(?: 2026)?", "", text))
    return [float(one.replace(",", "").replace("\N{MINUS SIGN}", "-").rstrip(".")) for one in found]


def every(asked: Question, table: Table) -> list[Row]:
    return queries.rows(asked, table, limit=1_000)


def percent(part: float, whole: float) -> float:
    return round(100 * part / whole, 1)


def test_usage(asked: Question) -> None:
    rows, values = every(asked, usage.CUSTOMER_USAGE), queries.values(asked, usage.CUSTOMER_USAGE)
    named = [row for row in rows if not row["silent"] and row["calls"] is not None]
    fewer, silent = [row for row in rows if (row["calls_change"] or 0) < 0], [row for row in rows if row["silent"]]
    told = findings.usage(asked, values)
    assert numbers(told) == [sum(row["calls"] for row in named), len(named), len(fewer), len(silent)] == [95, 3, 2, 1]
    assert told == (
        "95 calls of 3 customers; 2 customers have fewer calls than in the week before; "
        "1 customer of the week before is not named this week"
    )


def test_usage_against_another_week(asked: Question) -> None:
    compared = replace(asked, compare=replace(asked.moment, as_of=date(2026, 11, 15)))
    assert "the week before" in findings.usage(compared, queries.values(compared, usage.CUSTOMER_USAGE))
    older = replace(asked, compare=replace(asked.moment, as_of=date(2026, 11, 8)))
    assert findings.usage(older, queries.values(older, usage.CUSTOMER_USAGE)) == "95 calls of 3 customers"


def test_usage_by_week(asked: Question) -> None:
    rows = every(asked, usage.CUSTOMER_USAGE)
    calls, minutes = (sum(row[key] for row in rows) for key in ("calls", "minutes"))
    change = sum(row["calls_change"] for row in rows)
    told = usage_chart.finding(asked, trends.usage_trend(asked)[-1])
    assert numbers(told) == [calls, minutes, 3, change] == [95, 201, 3, 46]


def test_quality(asked: Question) -> None:
    rows = [row for row in every(asked, quality.CUSTOMER_QUALITY) if not row["silent"]]
    poor, measured = sum(row["poor"] for row in rows), sum(row["good"] + row["poor"] for row in rows)
    told = findings.quality(asked, queries.values(asked, quality.CUSTOMER_QUALITY))
    assert numbers(told) == [percent(poor, measured), len(rows), poor, measured] == [6.5, 3, 13, 200]


def test_the_two_charts_say_of_whom_they_speak(asked: Question) -> None:
    now, types = trends.quality_trend(asked)[-1], trends.quality_by_endpoint(asked)
    rows = [row for row in every(asked, quality.CUSTOMER_QUALITY) if not row["silent"]]
    by_legs = every(asked, endpoints.ENDPOINT_QUALITY)
    assert numbers(quality_charts.weeks_subtitle(now))[:2] == [sum(row["legs"] for row in rows), len(rows)] == [201, 3]
    legs, every_leg = sum(row["legs"] for row in by_legs), sum(row["legs"] for row in rows)
    subtitle = quality_charts.endpoints_subtitle(asked)
    customers = len({row["customer"] for row in by_legs})
    assert numbers(subtitle) == [customers, legs, percent(legs, every_leg), every_leg] == [1, 121, 60.2, 201]
    told = quality_charts.finding(asked, now, types)
    assert told.endswith(
        "; the worst endpoint type is Web (20.0\N{NO-BREAK SPACE}%), known of 60.2\N{NO-BREAK SPACE}% of the legs"
    )
    web = next(row for row in by_legs if row["endpoint_type"] == "web")
    assert percent(web["poor"], web["good"] + web["poor"]) == 20.0
    before = 9 / 93
    assert numbers(told)[:3] == [6.5, 3, round(100 * (13 / 200 - before), 1)]


def test_a_type_of_few_legs_is_not_the_worst() -> None:
    few = {"endpoint_type": "web", "good": 1, "poor": 48, "unmeasured": 9, "poor_rate": 48 / 49}
    many = {"endpoint_type": "room device", "good": 99, "poor": 1, "unmeasured": 0, "poor_rate": 0.01}
    more = {"endpoint_type": "desk phone", "good": 100, "poor": 0, "unmeasured": 0, "poor_rate": 0.0}
    assert quality_charts.worst_type([few, many], 50) is None  # one type has enough legs: nothing to compare it with
    assert quality_charts.worst_type([few, many, more], 50) == many
    assert quality_charts.worst_type([more, {**more, "endpoint_type": "web"}], 50) is None


def test_endpoints(asked: Question) -> None:
    rows = every(asked, endpoints.ENDPOINT_QUALITY)
    poor, measured = sum(row["poor"] for row in rows), sum(row["good"] + row["poor"] for row in rows)
    told = findings.endpoints(asked, queries.values(asked, endpoints.ENDPOINT_QUALITY))
    assert numbers(told) == [1, poor, measured, percent(poor, measured)] == [1, 12, 120, 10.0]


def test_queues(asked: Question) -> None:
    rows = every(asked, queues.CUSTOMER_QUEUES)
    told = findings.queues(asked, queries.values(asked, queues.CUSTOMER_QUEUES))
    named = [row for row in rows if not row["silent"]]
    assert numbers(told) == [25.0, len(named), len(rows) - len(named)] == [25.0, 1, 1]
    assert told.endswith("1 customer of the week before has none this week")
    told = findings.worst_queues(asked, queries.values(asked, queue_list.QUEUES_WORST))
    assert numbers(told) == [2, 25.0, 20, 80]
    told = chart.finding(asked, trends.queue_trend(asked)[-1])
    assert numbers(told) == [25.0, 20, 80, round(100 * (20 / 80 - 40 / 140), 1)]


def test_unknown_calls_are_told(asked: Question) -> None:
    ((_title, told),) = words.unknown_notes(asked)
    assert numbers(told) == [1, 1]
    assert "1 call legs of 1 customer have no Call ID" in told


def test_least_used_feature(asked: Question) -> None:
    told = feature_bars._finding(adoption(asked))
    least = min(adoption(asked), key=lambda row: (row["customers"] / row["known"], row["feature"]))
    assert numbers(told) == [least["known"] - least["customers"], least["known"]]


def test_weeks_that_no_file_tells(asked: Question, duckdb_region: Region) -> None:
    later = ask(duckdb_region, date(2026, 12, 7))
    values = queries.values(later, usage.CUSTOMER_USAGE)
    assert findings.usage(later, values) == "No file of this week tells calls"
    assert usage_chart.finding(later, trends.usage_trend(later)[-1]) == "No file tells the calls of this week"
