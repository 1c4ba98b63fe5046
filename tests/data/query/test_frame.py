"""Frames: typed columns, the view's order, unknown that is never zero; numbers by hand from the rows below."""

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import get_args

import pandas as pd
import pytest

from dashboard.data import frame
from dashboard.data.calling.usage import CUSTOMER_USAGE
from dashboard.data.customers.table import CUSTOMERS
from dashboard.data.query.frame import DTYPES, frame_of
from dashboard.data.query.question import Filter, View
from dashboard.data.query.table import Kind, Table
from dashboard.data.storage.regions import Region
from dashboard.data.subscriptions.sections import EXPIRING
from dashboard.data.tables import TABLES
from dashboard.errors import NotFound
from tests.data.calling.files import USAGE_HEADERS, write
from tests.data.calling.files import load as load_file
from tests.data.calling.test_weekly import usage as usage_row
from tests.data.factories import SATURDAY, TODAY, ask, load, row

DAY = timedelta(days=1)
SHOWN = ("customer", "ends_on", "auto_renew", "purchased", "used", "assigned_rate", "used_change")


@pytest.fixture
def filled(region: Region) -> Region:
    """A: 10 licences, 5 assigned, 2 used, 1 a week ago. B: 40, 10 and an unknown use. C: 8, auto-renewal unknown."""
    load(
        region,
        [
            row("A", "1", SATURDAY - 7 * DAY, m=(10, 5, 1), ends_on=TODAY + 9 * DAY),
            row("A", "1", m=(10, 5, 2), ends_on=TODAY + 9 * DAY),
            row("B", "2", m=(40, 10, None), ends_on=TODAY + 30 * DAY),
            row("C", "3", m=(8, 8, 8), ends_on=TODAY + 20 * DAY, auto_renew=None),
        ],
    )
    return region


def cells(found: pd.DataFrame) -> list[tuple[object, ...]]:
    """The rows with unknown as None and dates as dates."""
    plain = found.astype(object).where(found.notna(), None)
    return [tuple(one.date() if isinstance(one, pd.Timestamp) else one for one in line) for line in plain.to_numpy()]


def test_columns_are_typed_and_unknown_is_not_zero(filled: Region) -> None:
    found = frame(ask(filled), EXPIRING, View(sort=("-purchased",), columns=SHOWN))
    assert {key: str(dtype) for key, dtype in found.dtypes.items()} == {
        "customer": "string",
        "ends_on": "datetime64[s]",
        "auto_renew": "boolean",
        "purchased": "Int64",
        "used": "Int64",
        "assigned_rate": "Float64",
        "used_change": "Int64",
    }
    assert cells(found) == [
        ("B AG", date(2026, 12, 23), False, 40, None, 0.25, None),
        ("A AG", date(2026, 12, 2), False, 10, 2, 0.5, 1),
        ("C AG", date(2026, 12, 13), None, 8, 8, 1.0, None),
    ]
    assert found["used"].isna().tolist() == [True, False, False]
    assert found["purchased"].sum() == 58


def test_the_view_decides_which_rows_in_which_order(filled: Region) -> None:
    few = View(sort=("-customer",), filters=(Filter("purchased", "<", (40,), "<40"),), columns=("customer",))
    assert frame(ask(filled), EXPIRING, few)["customer"].tolist() == ["C AG", "A AG"]
    assert frame(ask(filled), EXPIRING)["customer"].tolist() == ["A AG", "C AG", "B AG"]  # the soonest first
    assert frame(ask(filled, search="b ag"), EXPIRING)["customer"].tolist() == ["B AG"]
    assert tuple(frame(ask(filled), EXPIRING).columns) == EXPIRING.keys


def test_lists_are_tuples_and_an_unknown_one_is_empty(filled: Region) -> None:
    found = frame(ask(filled), CUSTOMERS, View(columns=("customer", "products", "tags", "country")))
    assert cells(found)[0] == ("A AG", ("meetings",), (), None)


def test_calls_have_fractions_of_minutes(region: Region, tmp_path: Path) -> None:
    rows = [usage_row("B", "", 100, 200, 8, 300.5, 0, 3, 0, 40, 0, 0, 0, 10, 9)]
    load_file(region, write(tmp_path / "usage.csv", USAGE_HEADERS, rows), date(2026, 11, 15))
    found = frame(ask(region), CUSTOMER_USAGE, View(columns=("calls", "minutes", "calls_change")))
    assert cells(found) == [(100, 300.5, None)]  # no file speaks of the week before
    assert str(found["minutes"].dtype) == "Float64"


def test_no_rows_have_the_same_columns(region: Region) -> None:
    found = frame(ask(region), EXPIRING, View(columns=SHOWN))
    assert len(found) == 0
    assert [str(dtype) for dtype in found.dtypes][:4] == ["string", "datetime64[s]", "boolean", "Int64"]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_table_is_a_frame(duckdb_region: Region, table: Table) -> None:
    load(duckdb_region, [row("A", "1", m=(10, 15, None), ends_on=date(9999, 12, 31))])
    assert tuple(frame(ask(duckdb_region), table).columns) == table.keys


def test_a_far_end_is_no_overflow() -> None:
    assert frame_of([{"day": date(9999, 12, 31)}], {"day": "date"})["day"][0].year == 9999


def test_a_column_that_is_not_there_is_named_with_those_that_are(duckdb_region: Region) -> None:
    with pytest.raises(NotFound, match=r"'expiring' has no column 'price'\. Columns: org_id, customer, "):
        frame(ask(duckdb_region), EXPIRING, View(columns=("price",)))


def test_every_kind_has_its_dtype() -> None:
    assert {*DTYPES} == {*get_args(Kind)}


def test_who_asks_for_no_frame_does_not_wait_for_pandas() -> None:
    asked = "import sys, dashboard.data.tables; print('pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
