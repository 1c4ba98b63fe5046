"""Tables as AG Grid takes them."""

from typing import Any

import pytest

from dashboard.data.query.table import Column, Table
from dashboard.ui.tables import grids
from dashboard.ui.tables.grids import BAR
from tests.ui.trees import find

COLUMNS = (
    Column("customer", "Customer", ""),
    Column("subscription_id", "Subscription ID", ""),
    Column("days_left", "Days left", "", "integer"),
    Column("purchased", "Total", "", "integer", total=True),
    Column("assigned_rate", "Assigned %", "", "rate"),
    Column("used_rate", "Used %", "", "rate"),
    Column("assigned_change", "Weekly assignment change", "", "change"),
    Column("peak_used_3_months", "Usage in the last 3 months", "", "integer"),
)


def relation(*_: Any) -> Any:
    raise AssertionError("a grid asks nothing by itself")


TABLE = Table("expiring", "Expiring", "Expiring", "", relation, COLUMNS, ("customer",), ("days_left",))


def columns(*keys: str) -> list[Column]:
    by_key = {column.key: column for column in (*COLUMNS, BAR)}
    return [by_key[key] for key in keys]


def definitions(*keys: str, sort: tuple[str, ...] = ()) -> dict[str, dict[str, Any]]:
    made = grids.column_defs(TABLE, columns(*keys), sort=sort)
    return {definition["colId"]: definition for definition in made}


def test_the_bar_brings_the_counts_that_nothing_else_tells() -> None:
    assert list(definitions("customer", "purchased", "bar")) == [
        "customer",
        "purchased",
        "bar",
        "used",
        "assigned",
        "available",
    ]
    assert list(definitions("customer", "assigned_rate", "bar")) == [
        "customer",
        "assigned_rate",
        "bar",
        "used",
        "available",
    ]
    assert list(definitions("customer", "assigned_rate", "used_rate", "bar"))[-2:] == ["bar", "available"]


def test_the_first_column_stays_and_leads_to_the_customer() -> None:
    first = definitions("customer", "purchased")["customer"]
    assert (first["pinned"], first["cellRenderer"], first["cellRendererParams"]) == (
        "left",
        "CustomerCell",
        {"unknown": "Not about one customer"},
    )


def test_the_order_is_shown_on_its_column() -> None:
    made = definitions("customer", "days_left", sort=("-days_left", "customer"))
    assert made["days_left"]["sort"] == "desc"
    assert "sort" not in made["customer"]


def test_numbers_stand_right_and_the_bar_is_not_sorted() -> None:
    made = definitions("customer", "days_left", "assigned_rate", "assigned_change", "bar")
    for key in ("days_left", "assigned_rate", "assigned_change", "used", "available"):
        assert made[key]["cellClass"] == "numeric"
    assert made["bar"]["sortable"] is False


@pytest.mark.parametrize(
    ("shown", "sort", "order"),
    [
        ("customer subscription_id days_left purchased bar", (), "customer days_left bar purchased"),
        ("customer days_left assigned_rate bar", ("assigned_rate",), "customer assigned_rate bar days_left"),
        ("customer days_left used_rate purchased", ("customer",), "customer days_left purchased used_rate"),
        ("customer", (), "customer"),
    ],
)
def test_a_phone_gives_room_to_what_matters_most(shown: str, sort: tuple[str, ...], order: str) -> None:
    assert grids.phone_order(columns(*shown.split()), sort) == order.split()


def test_each_column_says_its_rank_on_a_phone() -> None:
    made = definitions("customer", "subscription_id", "days_left", "bar")
    ranks = {key: made[key]["context"]["phone"] for key in ("customer", "subscription_id", "days_left", "bar", "used")}
    assert ranks == {"customer": 0, "subscription_id": None, "days_left": 1, "bar": 2, "used": None}


def test_the_grid_bears_its_mark_and_holds_rows_in_the_servers_order() -> None:
    rows = [{"customer": "A", "purchased": 5}]
    frame = grids.grid(TABLE, columns("customer", "purchased"), rows=rows, total=(), count=7, sort=())
    assert len(find(frame, data_table="expiring")) == 1
    (inner,) = find(frame, type="AgGrid")
    assert inner["rowData"] == rows
    assert inner["dashGridOptions"]["context"] == {"table": "expiring", "count": 7}
    assert inner["defaultColDef"]["comparator"] == {"function": "serverOrder"}


def test_totals_say_that_they_cover_every_row() -> None:
    total = {"purchased": 5050, "customer": "Total of all 1,200 rows", "total_row": True}
    assert grids.total_row({"purchased": 5050}, 1200) == [total]
    assert grids.total_row({"purchased": 0}, 0) == []
    assert grids.total_row(None, 12) == []
