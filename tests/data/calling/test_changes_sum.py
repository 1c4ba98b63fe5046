"""Whatever the files name and leave out: the changes of every table of calls sum to the change on its card.

A dozen random states an engine, more in the long run; `CALLING_STATES=1000` asks for as many.
"""

import random
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from dashboard.data.calling import quality, queue_list, queues, trends, usage
from dashboard.data.calling.covered_weeks import week_before
from dashboard.data.calling.weekly import recount
from dashboard.data.changes.table import CHANGES, comparison
from dashboard.data.query import queries
from dashboard.data.query.question import CALLS, Question
from dashboard.data.query.table import Table
from dashboard.data.storage.leg_weeks import make_leg_weeks
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import customer, import_record
from dashboard.data.storage.schema.calls import call_leg, calling_week, queue_report, usage_report
from tests.data.factories import ask, org_id
from tests.fixtures.long import LONG, number

STATES = number("CALLING_STATES", 48 if LONG else 12)
WEEK, LETTERS = timedelta(days=7), "ABCDEF"
WEEKS = [date(2026, 11, 1) + WEEK * place for place in range(3)]
SUMS = (
    (usage.CUSTOMER_USAGE, usage.CALLS),
    (usage.CUSTOMER_USAGE, usage.LEGS),
    (usage.CUSTOMER_USAGE, usage.MINUTES),
    (usage.CUSTOMER_USAGE, usage.ACTIVE_USERS),
    (quality.CUSTOMER_QUALITY, quality.POOR),
    (queues.CUSTOMER_QUEUES, queues.OFFERED),
    (queue_list.QUEUES_WORST, queues.OFFERED),
)
Row = dict[str, Any]


@dataclass
class Files:
    """Rows of reports and legs, and which kinds speak of which weeks."""

    usage: list[Row]
    queues: list[Row]
    legs: list[Row]
    told: list[Row]


def make(dice: random.Random, number: int, *, whole: bool) -> Files:
    """Files of three weeks; `whole`: one kind of file that is there every week and tells every count."""
    found = Files([], [], [], [])
    kinds = [dice.choice(("usage", "legs"))] if whole else ["usage", "legs"]
    for week in WEEKS:
        for kind in (*kinds, "queues"):
            if not whole and dice.random() < 0.3:
                continue
            found.told.append({"week": week, "source": kind, "import_id": number})
            for key, _letter in enumerate(LETTERS, 1):
                if dice.random() < 0.6:
                    rows(found, kind, {"week": week, "customer_key": key}, dice, whole=whole)
    return found


def rows(found: Files, kind: str, own: Row, dice: random.Random, *, whole: bool) -> None:
    def count(most: int) -> int | None:
        return None if not whole and dice.random() < 0.15 else dice.choice((0, dice.randrange(most), most))

    if kind == "usage":
        names = {"calls": 40, "legs": 90, "poor": 9, "active_users": 9, "queue_offered": 9, "queue_abandoned": 3}
        found.usage.append({**own, "location": None, **{name: count(most) for name, most in names.items()}})
        found.usage[-1]["minutes"] = dice.choice((0.0, 1.25, 70.1))
    elif kind == "queues":
        for queue in dice.sample(["Sales", "Help", "Info"], dice.randrange(1, 4)):
            names = {"offered": 50, "answered": 30, "abandoned": 20}
            counts = {name: count(most) for name, most in names.items()}
            found.queues.append({**own, "queue": queue, "location": "HQ", **counts, "wait_seconds": 7.0})
    else:
        for _ in range(dice.randrange(1, 6)):
            call = f"c{dice.randrange(3)}" if whole or dice.random() < 0.6 else None
            began = datetime.combine(own["week"], datetime.min.time()) + timedelta(hours=dice.randrange(168))
            leg = {**own, "leg_id": f"l{len(found.legs)}", "call_id": call, "started_at": began, "seconds": 90.0}
            found.legs.append({**leg, "audio_jitter": dice.choice((None, 1.0, 200.0))})


def store(region: Region, found: Files, number: int) -> None:
    """The files in the place of those before."""
    tables = {usage_report: found.usage, queue_report: found.queues, call_leg: found.legs, calling_week: found.told}
    record = {"kind": "Call Legs", "file_name": "x", "checksum": f"{number:064x}", "rows": 1, "rejected": 0}
    with region.write() as connection:
        for table, values in tables.items():
            connection.execute(sa.delete(table))
            if values:
                connection.execute(sa.insert(table), values)
        own = {"import_id": number, "imported_at": datetime(2026, 11, 22), "sample": False}
        connection.execute(sa.insert(import_record), record | own)
        recount(connection, region, WEEKS)


def check(asked: Question, *, whole: bool) -> None:
    for table, metric in SUMS:
        changes = [row[f"{metric.key}_change"] for row in every(asked, table)]
        known = [change for change in changes if change is not None]
        card = trends.change_of(asked, table, metric)
        assert card == (pytest.approx(sum(known)) if card is not None else None), (table.name, metric.key)
        assert not known or card is not None
        if whole:  # nothing is unknown: the card's two numbers differ by as much
            now, before = (
                queries.values(asked, table)[metric.key],
                queries.values(a_week_earlier(asked), table)[metric.key],
            )
            if card is not None:
                assert now.number is not None
                assert before.number is not None
                assert card == pytest.approx(now.number - before.number), (table.name, metric.key)
    for measure in CALLS:
        question = replace(asked, measure=measure)
        found, listed = comparison(question), every(question, CHANGES)
        if found.change is not None:
            assert sum(part.change for part in found.parts) == pytest.approx(found.change, abs=1e-9), measure
            assert sum(row["change"] for row in listed) == pytest.approx(found.change, abs=1e-9), measure
            assert sum(part.rows for part in found.parts) == len(listed)


def every(asked: Question, table: Table) -> list[Row]:
    found = queries.rows(asked, table, limit=1_000)
    assert queries.count(asked, table) == len(found)
    return found


def a_week_earlier(asked: Question) -> Question:
    return replace(asked, moment=replace(asked.moment, as_of=week_before(asked) + WEEK), compare=None)


def test_changes_sum_to_the_change_on_the_card(region: Region) -> None:
    names = [{"customer_key": key, "org_id": org_id(letter)} for key, letter in enumerate(LETTERS, 1)]
    with region.write() as connection:
        connection.execute(sa.insert(customer), names)
        make_leg_weeks(connection, WEEKS)
    compared = 0
    for seed in range(1, STATES + 1):
        dice, whole = random.Random(seed), seed % 3 == 0
        store(region, make(dice, seed, whole=whole), seed)
        asked = ask(region, WEEKS[-1] + WEEK * dice.choice((0, 1, 1, 1)))
        if dice.random() < 0.3:
            asked = replace(asked, compare=replace(asked.moment, as_of=WEEKS[0] + WEEK))
        check(asked, whole=whole)
        compared += comparison(replace(asked, measure="calls")).change is not None
    assert compared > STATES / 3
