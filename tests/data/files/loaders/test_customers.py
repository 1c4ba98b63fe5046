"""What a Customers file brings into a region, on both engines."""

from datetime import date
from pathlib import Path

from dashboard.data.customers.table import CUSTOMERS
from dashboard.data.query import queries
from dashboard.data.query.question import View
from dashboard.data.storage import schema
from dashboard.data.storage.regions import Region
from tests.data.factories import ask
from tests.data.files.reports import all_rows, line, load, org, write

HEADER = (
    "Customer Name,Customer Org ID,Country,Industry,Planned Users,Managed By,Last Admin Sign-in,Domains,External ID"
)


def customers(directory: Path, lines: list[str], header: str = HEADER) -> Path:
    path = directory / "customers.csv"
    path.write_text("\n".join([header, *lines]), encoding="utf-8")
    return path


def test_known_ones_are_replaced_and_new_ones_added(region: Region, tmp_path: Path) -> None:
    load(region, write(tmp_path, [line("A", "S1")]))
    full = f"Alpha,{org('A')},DE,Retail,50,OWN,2026-11-01,a.example;b.example,X1"
    result = load(region, customers(tmp_path, [full, f"Beta,{org('B').upper()},,,,,,,"]))
    assert (result.kind, result.import_id, result.rows, result.first_date) == ("Customers", 2, 2, None)
    alpha, beta = all_rows(region, schema.customer)
    assert alpha == {
        "customer_key": 1,
        "org_id": org("A"),
        "name": "Alpha",
        "snapshot_name": "A AG",
        "country": "DE",
        "industry": "Retail",
        "planned_users": 50,
        "managed_by": "own",
        "last_admin_sign_in": date(2026, 11, 1),
        "domains": "a.example;b.example",
        "external_id": "X1",
    }
    assert (beta["customer_key"], beta["org_id"], beta["name"], beta["country"]) == (2, org("B"), "Beta", None)


def test_a_cell_that_says_nothing_makes_it_unknown_and_a_column_that_is_not_there_leaves_it(
    region: Region, tmp_path: Path
) -> None:
    load(region, customers(tmp_path, [f"Alpha,{org('A')},DE,Retail,50,own,2026-11-01,a.example,X1"]))
    load(region, customers(tmp_path, [f"NA,{org('A')},FR"], "Customer Name,Customer Org ID,Country"))
    [row] = all_rows(region, schema.customer)
    assert {key for key, value in row.items() if value is None} == {"name", "snapshot_name"}
    assert (row["country"], row["industry"], row["domains"]) == ("FR", "Retail", "a.example")


def test_rejects(region: Region, tmp_path: Path) -> None:
    lines = [f"One,{org('A')},own", f"Two,{org('A')},own", f"Three,{org('B')},partner", "Four,,own"]
    result = load(region, customers(tmp_path, lines, "Customer Name,Customer Org ID,Managed By"))
    assert (result.rows, result.rejected) == (1, 3)
    assert [str(reject) for reject in result.rejects] == [
        f"line 3, Customer Org ID: the same as line 2: '{org('A')}'",
        "line 4, Managed By: neither external nor own: 'partner'",
        "line 5, Customer Org ID: is missing",
    ]
    assert [row["name"] for row in all_rows(region, schema.customer)] == ["One"]


def test_the_same_file_again_unless_another_came_between(region: Region, tmp_path: Path) -> None:
    one = customers(tmp_path, [f"One,{org('A')},,,,,,,"]).rename(tmp_path / "one.csv")
    two = customers(tmp_path, [f"Two,{org('A')},,,,,,,"])
    assert [load(region, path).unchanged for path in (one, one, two, one)] == [False, True, False, False]
    assert [row["name"] for row in all_rows(region, schema.customer)] == ["One"]


def test_a_name_is_found_as_it_is_typed(region: Region, tmp_path: Path) -> None:
    load(region, customers(tmp_path, [f"Mu\u0308ller\u00a0GmbH,{org('A')}"], "Customer Name,Customer Org ID"))
    for typed in ("Müller GmbH", "mu\u0308ller g", "Müller\u202fGmbH"):
        found = queries.rows(ask(region, search=typed), CUSTOMERS, View(), limit=9)
        assert [row["customer"] for row in found] == ["Müller GmbH"]
