"""The kind of a report, and its columns, as the header tells them."""

import pytest

from dashboard.data.files.columns.subscriptions import SUBSCRIPTION_DETAILS
from dashboard.data.files.headers import Layout, find_header
from dashboard.errors import Rejected

REQUIRED = [column for column in SUBSCRIPTION_DETAILS if column.required]
ENGLISH = [column.english for column in REQUIRED]


def read_header(text: str) -> Layout:
    """The layout that one header row announces."""
    layout, _ = find_header(iter([text]), 1)
    return layout


def places(layout: Layout) -> dict[str, int]:
    return {column.key: place for column, place in layout.places}


@pytest.mark.parametrize(
    "headers",
    [
        ENGLISH,
        [column.german for column in REQUIRED],
        [column.key for column in REQUIRED],
        [header.upper().replace(" ", " - ").replace("/", "") for header in ENGLISH],
        [header.replace(" ", "\u00a0") for header in ENGLISH],
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_spellings(headers: list[str], delimiter: str) -> None:
    layout = read_header(delimiter.join(headers) + "\r\n")
    assert (layout.kind.name, layout.delimiter) == ("Subscription Details", delimiter)
    assert places(layout) == {column.key: place for place, column in enumerate(REQUIRED)}


def test_any_order_and_unknown_columns() -> None:
    layout = read_header(",".join(["Colour, dark", *reversed(ENGLISH), "Start Date"]).replace("Colour, dark", '"a,b"'))
    assert layout.unknown == ("a,b",)
    assert places(layout)["calculation_date"] == len(ENGLISH)
    assert places(layout)["start_date"] == len(ENGLISH) + 1


def test_customers() -> None:
    assert read_header("Customer Name,Customer Org ID").kind.name == "Customers"
    layout = read_header("customer name;Customer-Org-ID;Managed By;Colour")
    assert layout.kind.name == "Customers"
    assert places(layout) == {"customer_name": 0, "customer_org_id": 1, "managed_by": 2}


def test_a_kind_is_known_by_all_that_it_requires_however_much_else_there_is() -> None:
    """As the provider's call records of 87 columns, most of which nobody needs."""
    known = "Report ID,Report time,Correlation ID,Org UUID,Start time,Duration"
    layout = read_header(",".join([known, *(f"X{number}" for number in range(81))]))
    assert (layout.kind.name, len(layout.unknown)) == ("Detailed Call History", 81)
    assert read_header("Version;Org ID;Platform;User Count;a;b;c;d;e;f;g").kind.name == "Webex App Versions"


@pytest.mark.parametrize(
    ("known", "kind"),
    [
        ("Customer Name,Customer Org ID,Managed By", "Customers"),
        ("Kundenname,Organisations-ID des Kunden,Branche", "Customers"),
        ("Customer Name,Customer Org ID,Country,Planned Users", "Customers"),
        ("Customer Org ID,Email,Customer Name", "Users"),
    ],
)
def test_a_kind_of_few_required_columns_is_known_by_one_of_its_own(known: str, kind: str) -> None:
    layout = read_header(",".join([known, *(f"X{number}" for number in range(20))]))
    assert (layout.kind.name, len(layout.places) + len(layout.unknown)) == (kind, known.count(",") + 21)
    with pytest.raises(Rejected, match="not the header of a known report"):
        read_header(",".join(["Customer Name,Customer Org ID,Country", *(f"X{number}" for number in range(20))]))


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("Name,Age", "not the header of a known report"),
        # A report of another kind that names customers as well must not pass for a list of them.
        ("Customer Org ID,Customer Name,Invoice,Location,Amount,Currency", "not the header of a known"),
        (",".join(ENGLISH[1:]), "without the required column 'Calculation Date'"),
        (",".join(ENGLISH[2:]), "without the required columns 'Calculation Date', 'Customer Name'"),
        ("Customer Org ID,Country,Industry", "a Customers report without the required column 'Customer Name'"),
        (",".join([*ENGLISH, "abonnement_id"]), "column 5 'Subscription ID' and column 20 'abonnement_id' are both"),
    ],
)
def test_refused(header: str, told: str) -> None:
    with pytest.raises(Rejected) as error:
        read_header(header)
    assert str(error.value).startswith("line 1: ")
    assert told in str(error.value)
