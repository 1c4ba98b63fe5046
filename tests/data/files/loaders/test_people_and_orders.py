"""What Users and Orders files bring into a region, on both engines."""

from datetime import date
from pathlib import Path

from dashboard.data.customers.detail import orders_of
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema.customers import customer_order, customer_user
from tests.data.factories import ask
from tests.data.files.reports import all_rows, line, load, org, write

ORDERS = "Order ID,Subscription ID,Order Date,Type,Product,Quantity,Amount,Currency,Invoice ID,Invoice Status"


def file(directory: Path, name: str, *lines: str) -> Path:
    path = directory / name
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_users_are_added_once(region: Region, tmp_path: Path) -> None:
    header = "Customer Org ID;E-Mail"
    load(region, file(tmp_path, "u.csv", header, f"{org('A')};Ana@A.example", f"{org('B')};ana@a.example"))
    again = load(region, file(tmp_path, "v.csv", header, f"{org('A')};ANA@a.example", f"{org('A')};no address"))
    assert (again.kind, again.rows, again.rejected) == ("Users", 1, 1)
    assert all_rows(region, customer_user) == [
        {
            "customer_key": 1,
            "email": "ana@a.example",
            "import_id": 1,
        },  # no more at B, where the second file knows her not
    ]


def test_an_order_replaces_the_one_of_its_id(region: Region, tmp_path: Path) -> None:
    one = "O1,S1,2026-01-31,New,Webex Suite,10,1200.50,EUR,I1,paid"
    load(region, file(tmp_path, "o.csv", ORDERS, one, "O2,S9,2026-02-01,renewal,,,,,,"))
    load(region, write(tmp_path, [line("A", "S1")]))
    again = load(
        region,
        file(
            tmp_path,
            "p.csv",
            ORDERS,
            "O1,S1,2026-02-28,cancel,Webex Suite,-10,-100,eur,I2,open",
            "O3,S1,2026-02-01,gift,,,,,,",
            "O4,NA,2026-02-01,new,,,,,,",
        ),
    )
    assert (again.kind, again.rows, again.rejected) == ("Orders", 1, 2)
    assert list(map(str, again.rejects)) == [
        "line 3, Type: none of new, change, renewal, cancel: 'gift'",
        "line 4, Subscription ID: is missing",
    ]
    assert [row["order_id"] for row in all_rows(region, customer_order)] == ["O1", "O2"]
    assert orders_of(ask(region), 1) == [
        {
            "order_id": "O1",
            "subscription_id": "S1",
            "ordered_on": date(2026, 2, 28),
            "type": "cancel",
            "product": "Webex Suite",
            "quantity": -10,
            "amount": -100.0,
            "currency": "EUR",
            "invoice_id": "I2",
            "invoice_status": "open",
        }
    ]


def test_a_person_moves_and_leaves(region: Region, tmp_path: Path) -> None:
    header = "Customer Org ID,Email,Left"
    load(region, file(tmp_path, "u.csv", header, f"{org('A')},ana@x.example,", f"{org('A')},bo@x.example,no"))
    load(region, file(tmp_path, "v.csv", header, f"{org('B')},ana@x.example,", f"{org('A')},ana@x.example,yes"))
    people = {(row["customer_key"], row["email"]) for row in all_rows(region, customer_user)}
    assert people == {(2, "ana@x.example"), (1, "bo@x.example")}
    left = load(region, file(tmp_path, "w.csv", header, f"{org('A')},bo@x.example,2026-11-01"))
    assert (left.rows, [one.rows for one in left.replaced]) == (1, [1])
    assert [row["email"] for row in all_rows(region, customer_user)] == ["ana@x.example"]
