"""The list of customers on both engines: statuses, reasons, filters, facets, search, worked out by hand."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from dashboard.data.customers.detail import customer_summary
from dashboard.data.customers.facets import facets
from dashboard.data.customers.profile import customer_profile
from dashboard.data.customers.table import CUSTOMERS
from dashboard.data.query import queries
from dashboard.data.query.filters import parse_filter
from dashboard.data.query.question import View
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import customer, customer_tag
from dashboard.data.storage.schema.customers import customer_user
from dashboard.data.subscriptions.sections import RECENTLY_ADDED, UNKNOWN_STARTS
from dashboard.errors import BadParameter
from tests.data.factories import SATURDAY, TODAY, ask, load, org_id, row

DAY = timedelta(days=1)


@pytest.fixture
def filled(region: Region) -> Region:
    """A: trial to end in 9 days. B: over by 2, unpaid. C: ended 3 days ago. D: to set up, ends in 15 days. E: no."""
    load(
        region,
        [
            row("A", "T1", m=(10, 2, 1), subscription_type="Webex Trial", ends_on=TODAY + 9 * DAY),
            row("A", "S1", pro=(5, 5, 5)),
            row("B", "S2", m=(10, 12, 3), suspended=True, ends_on=TODAY + 14 * DAY),
            row("C", "S3", m=(10, 1, 1), ends_on=TODAY - 3 * DAY),
            row("D", "S4", m=(10, 1, 1), setup_complete=False, ends_on=TODAY + 15 * DAY),
        ],
    )
    with region.write() as connection:
        add = connection.execute
        add(sa.insert(customer).values(customer_key=5, org_id=org_id("E"), name="E AG"))
        seen = {"A": TODAY - 89 * DAY, "B": TODAY - 90 * DAY, "E": TODAY + DAY}
        for letter, day in seen.items():
            mine = customer.c.org_id == org_id(letter)
            add(sa.update(customer).where(mine).values(last_admin_sign_in=day, managed_by="own"))
        tags = [(1, "Gold"), (1, "alpha"), (2, "Gold"), (4, "Silver")]
        add(sa.insert(customer_tag), [{"customer_key": key, "tag": tag} for key, tag in tags])
        add(sa.insert(customer_user).values(customer_key=3, email="zoe@c.example"))
    return region


def listed(region: Region, *filters: str, as_of: date = TODAY, **scope: Any) -> dict[str, Any]:
    """Rows by the customer's letter; filters as `column=text`."""
    parts = []
    for text in filters:
        key, _, value = text.partition("=")
        column = CUSTOMERS.column(key)
        assert column is not None
        parts.append(parse_filter(column, value))
    rows = queries.rows(ask(region, as_of, **scope), CUSTOMERS, View(filters=tuple(parts)), limit=100)
    return {one["customer"][0]: one for one in rows}


def test_statuses_products_types_tags_and_ends(filled: Region) -> None:
    rows = listed(filled)
    assert {letter: one["statuses"] for letter, one in rows.items()} == {
        "A": ("trial", "subscription", "expires_soon"),
        "B": ("subscription", "expires_soon", "licence_overage", "no_recent_activity", "suspended"),
        "C": ("expired",),
        "D": ("subscription", "ready_for_setup"),
        "E": (),
    }
    assert {letter: one["products"] for letter, one in rows.items() if one["products"]} == {
        "A": ("meetings", "calling"),
        "B": ("meetings",),
        "D": ("meetings",),
    }
    assert rows["A"]["subscription_types"] == ("subscription", "trial")
    assert [one["tags"] for one in rows.values()] == [("alpha", "Gold"), ("Gold",), (), ("Silver",), ()]
    ends = [(one["nearest_end"], one["days_left"], one["trial_days_left"]) for one in rows.values()]
    assert ends[:2] == [(TODAY + 9 * DAY, 9, 9), (TODAY + 14 * DAY, 14, None)]
    assert ends[2] == (None, None, None)


def test_the_past_is_as_it_was(filled: Region) -> None:
    """On the day of the snapshot C still ran, and B's administrators had been there 88 days before."""
    rows = listed(filled, as_of=SATURDAY - DAY)
    assert [one["statuses"] for one in rows.values()] == [()]  # no snapshot by then: only E, of which none tells
    assert set(rows) == {"E"}
    rows = listed(filled, as_of=SATURDAY)
    assert rows["B"]["statuses"] == ("subscription", "licence_overage", "suspended")
    assert rows["C"]["statuses"] == ("expired",)  # ended on the 20th


@pytest.mark.parametrize(
    ("weeks_ago", "name"),
    [(0, "Now AG"), (1, "Then AG"), (2, "Then AG"), (3, "Old AG")],
)
def test_a_name_of_the_past_is_that_of_the_current_snapshot(region: Region, weeks_ago: int, name: str) -> None:
    """A is missing in the report of a week ago; the one before still answers for it."""
    names = {0: "Now AG", 2: "Then AG", 3: "Old AG"}
    rows = [row("A", "S1", SATURDAY - 7 * ago * DAY, m=(10, 5, 5), name=told) for ago, told in names.items()]
    load(region, [*rows, *(row("B", "S2", SATURDAY - 7 * ago * DAY, m=(10, 5, 5)) for ago in range(4))])
    with region.write() as connection:
        mine = customer.c.org_id == org_id("A")
        connection.execute(sa.update(customer).where(mine).values(snapshot_name="Now AG"))
    question = ask(region, SATURDAY - 7 * weeks_ago * DAY)
    for table in (CUSTOMERS, UNKNOWN_STARTS, RECENTLY_ADDED):
        found = queries.rows(question, table, View(), limit=9)
        assert {one["customer"] for one in found if one["org_id"] == org_id("A")} <= {name}, table.name
    assert customer_summary(question, 1)["customer"] == name


def test_what_starts_later_is_ready_and_not_expired(region: Region) -> None:
    """A's only one starts tomorrow; B's other ended; C has one that runs; D's is over before it begins."""
    later: dict[str, Any] = {"m": (10, 0, 0), "start_date": TODAY + DAY}
    load(
        region,
        [
            row("A", "S1", **later),
            row("B", "S2", **later),
            row("B", "S3", m=(10, 0, 0), ends_on=TODAY - DAY),
            row("C", "S4", **later),
            row("C", "S5", m=(10, 0, 0)),
            row("D", "S6", **later, ends_on=TODAY),
        ],
    )
    assert {letter: one["statuses"] for letter, one in listed(region).items()} == {
        "A": ("ready_for_setup",),
        "B": ("ready_for_setup", "expired"),
        "C": ("subscription",),
        "D": ("expired",),
    }
    assert [one["statuses"] for one in listed(region, as_of=TODAY + DAY).values()][0] == ("subscription",)


def test_each_status_has_its_reason(filled: Region) -> None:
    question = ask(filled)

    def told(letter: str) -> list[tuple[str, str, int | None]]:
        key = customer_profile(question.scope, org_id(letter))["customer_key"]
        return [(s["status"], s["reason"], s["value"]) for s in customer_summary(question, key)["statuses"]]

    assert told("A") == [
        ("trial", "trial_ends_in_days", 9),
        ("subscription", "active_subscriptions", 1),
        ("expires_soon", "ends_in_days", 9),
    ]
    assert told("B")[1:] == [
        ("expires_soon", "ends_in_days", 14),
        ("licence_overage", "licences_over", 2),
        ("no_recent_activity", "days_since_admin_sign_in", 90),
        ("suspended", "subscriptions_unpaid", 1),
    ]
    assert told("C") == [("expired", "days_since_end", 3)]
    assert told("D")[1] == ("ready_for_setup", "subscriptions_not_set_up", 1)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (["statuses=trial,suspended"], "AB"),
        (["statuses=subscription", "statuses=expires_soon"], "AB"),
        (["statuses=!=subscription"], "CE"),
        (["products=Calling"], "A"),
        (["subscription_types=trial"], "A"),
        (["tags=gold"], "AB"),
        (["tags=unknown"], "CE"),
        (["statuses=trial", "trial_days_left=<=14", "tags=Gold"], "A"),
        (["nearest_end=<=2026-12-07"], "AB"),
    ],
)
def test_filters(filled: Region, filters: list[str], expected: str) -> None:
    assert "".join(listed(filled, *filters)) == expected


def test_scope_tags_and_search(filled: Region) -> None:
    assert "".join(listed(filled, tags=("gold", "Silver"))) == "ABD"
    assert "".join(listed(filled, search="b a")) == "B"
    assert "".join(listed(filled, search="ZOE@c")) == "C"
    assert "".join(listed(filled, search="zo")) == ""  # two letters are no address
    assert "".join(listed(filled, user_id=7)) == ""


def test_a_list_takes_only_what_it_may_hold() -> None:
    column = CUSTOMERS.column("statuses")
    assert column is not None
    for text in ("gold", ",", "!="):
        with pytest.raises(BadParameter, match="trial, subscription"):
            parse_filter(column, text)


def test_facets_count_with_the_other_filters(filled: Region) -> None:
    column = CUSTOMERS.column("statuses")
    assert column is not None
    found = facets(ask(filled, tags=("Gold",)), View(filters=(parse_filter(column, "trial"),)))
    # Statuses: of the two gold ones; tags: of the one in trial; the rest: of the one that is both.
    assert {key: number for key, number in found["statuses"].items() if number} == {
        "trial": 1,
        "subscription": 2,
        "expires_soon": 2,
        "licence_overage": 1,
        "no_recent_activity": 1,
        "suspended": 1,
    }
    assert found["tags"] == {"alpha": 1, "Gold": 1}
    assert found["managed_by"] == {"own": 1, "external": 0}
    assert found["products"] == {"meetings": 1, "calling": 1}
    assert found["subscription_types"] == {"subscription": 1, "trial": 1}
    assert facets(ask(filled, user_id=7), View())["tags"] == {}


def test_kpis_are_aggregates_of_the_rows(filled: Region) -> None:
    values = queries.values(ask(filled), CUSTOMERS)
    assert {key: value.number for key, value in values.items()} == {
        "customers": 5,
        "expires_soon": 2,
        "licence_overage": 1,
    }


@pytest.mark.parametrize(
    ("text", "letters"), [("", "EDCBA"), ("managed_by=own", "EBA"), ("customer=ag", "EDCBA"), ("country=x", "")]
)
def test_rows_looked_up_by_name_are_those_of_the_whole_list(filled: Region, text: str, letters: str) -> None:
    """An order by name looks customers up first; one by days left reads the list as a whole."""
    parts = tuple(parse_filter(_column(one), value) for one, _, value in [text.partition("=")] if text)
    asked = ask(filled)
    whole = queries.rows(asked, CUSTOMERS, View(filters=parts, sort=("days_left",)), limit=100)
    by_name = View(filters=parts, sort=("-customer",))
    pages = [queries.rows(asked, CUSTOMERS, by_name, limit=2, offset=at) for at in range(0, 6, 2)]
    assert [one for page in pages for one in page] == sorted(whole, key=lambda one: one["customer"], reverse=True)
    assert "".join(one["customer"][0] for page in pages for one in page) == letters


def _column(key: str) -> Any:
    found = CUSTOMERS.column(key)
    assert found is not None
    return found
