"""The history of imports: a page at a time, and which of them can be undone."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from dashboard.data.files.history import PAGE, history, page_of, past_import
from dashboard.data.files.kinds import KINDS
from dashboard.data.files.record import family
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import import_record
from dashboard.errors import NotFound

FIRST = date(2026, 11, 1)


def records(dice: Random, many: int) -> list[dict[str, Any]]:
    """Imports of some kinds and of days that meet or do not."""
    return [_record(dice, number) for number in range(1, many + 1)]


def _record(dice: Random, number: int) -> dict[str, Any]:
    begin = FIRST + timedelta(days=dice.randrange(60)) if dice.random() < 0.9 else None
    return {
        "import_id": number,
        "kind": dice.choice([one.name for one in KINDS]),
        "file_name": f"{number}.csv",
        "checksum": f"{number:064x}",
        "first_date": begin,
        "last_date": begin and begin + timedelta(days=dice.randrange(3)),
        "rows": dice.choice([0, 5, 5]),
        "rejected": 0,
        "imported_at": datetime(2026, 11, 23),
        "sample": number == 1,
        "kept": dice.random() < 0.8,
        "whose": dice.choice([None, None, "a", "b"]),
        "undone_at": dice.choice([None, None, None, datetime(2026, 11, 24)]),
    }


def speaks_of_the_same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    if one["kind"] not in family(other["kind"]) or (one["whose"] and other["whose"] and one["whose"] != other["whose"]):
        return False
    if one["first_date"] is None or other["first_date"] is None:
        return True
    return bool(one["first_date"] <= other["last_date"] and other["first_date"] <= one["last_date"])


def replaces(other: dict[str, Any], one: dict[str, Any]) -> bool:
    later = other["import_id"] > one["import_id"]
    return bool(later and other["rows"] and one["rows"] and speaks_of_the_same(one, other))


def test_the_history_is_told_by_the_page_and_what_can_be_undone(region: Region) -> None:
    rows = records(Random(7), 2 * PAGE + 20)
    with region.write() as connection:
        connection.execute(sa.insert(import_record), rows)
    live = [one for one in rows if not one["undone_at"] and not one["sample"]]
    undoable = {one["import_id"] for one in live if one["kept"] and not any(replaces(other, one) for other in live)}
    assert 5 < len(undoable) < len(live)
    pages = [page_of(region, number) for number in (1, 2, 3, 4)]
    assert [(len(found), total) for found, total in pages] == [(50, 120), (50, 120), (20, 120), (0, 120)]
    every = [one for found, _total in pages for one in found]
    assert every == history(region)
    assert [one.import_id for one in every] == list(range(120, 0, -1))
    assert {one.import_id for one in every if one.can_undo} == undoable
    assert past_import(region, 77) == every[120 - 77]
    with pytest.raises(NotFound):
        past_import(region, 121)
