"""What a query string asks: every value from outside is looked up, bounded, or told to be refused."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from dashboard.data.query.moment import compared_with
from dashboard.data.query.question import Moment, Question
from dashboard.data.query.scope import Scope
from dashboard.data.storage.regions import open_regions
from dashboard.errors import BadParameter
from dashboard.web.address import Reader, refuse

TODAY = date(2026, 11, 23)
WEEK_AGO = date(2026, 11, 14)


def asked(tmp_path: Path, refused: Any = refuse, **arguments: str) -> Question:
    """The question of a query string; each date is answered by a snapshot of its own."""
    region = open_regions({"US": f"duckdb:///{tmp_path / 'none.duckdb'}"}, memory="1GB", threads=1)["US"]
    reader = Reader(MultiDict(arguments), refused)
    known = {"US": Scope(region, None)}
    return reader.question(known, TODAY, lambda scope, day: Moment(day, day, newest=False, week_ago=WEEK_AGO))


def test_an_earlier_date_is_compared_with(tmp_path: Path) -> None:
    earlier = compared_with(asked(tmp_path, compare="2026-08-01"))
    assert (earlier.as_of, earlier.snapshot) == (date(2026, 8, 1), date(2026, 8, 1))


def test_without_one_it_is_the_week_before(tmp_path: Path) -> None:
    earlier = compared_with(asked(tmp_path))
    assert (earlier.as_of, earlier.snapshot) == (date(2026, 11, 16), WEEK_AGO)


@pytest.mark.parametrize(
    "text", ["2026-11-23", "2027-01-01", "1999-12-31", "yesterday", "2026-02-30", "0", "2026-11-01\x00"]
)
def test_what_is_no_earlier_date_is_refused(tmp_path: Path, text: str) -> None:
    told: list[BadParameter] = []
    assert asked(tmp_path, told.append, compare=text).compare is None
    assert [problem.parameter for problem in told] == ["compare"]


def test_the_date_is_earlier_than_the_one_asked_about(tmp_path: Path) -> None:
    assert asked(tmp_path, as_of="2026-10-01", compare="2026-09-30").compare is not None
    with pytest.raises(BadParameter, match="a date before 2026-10-01"):
        asked(tmp_path, as_of="2026-10-01", compare="2026-10-01")
