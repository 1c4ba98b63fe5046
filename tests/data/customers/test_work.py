"""Work on customers on both engines: conflicts, history, columns, former users, notes, many at once."""

from datetime import date

import pytest
import sqlalchemy as sa

from dashboard.data.customers.edits import changes_of
from dashboard.data.customers.notes import add_note, delete_note, notes_of
from dashboard.data.customers.table import CUSTOMERS
from dashboard.data.customers.work import Owner, Work, change_works, forget_colleague, set_work, work_of
from dashboard.data.query import queries
from dashboard.data.query.asker import asking_as
from dashboard.data.query.filters import parse_filter
from dashboard.data.query.question import View
from dashboard.data.query.scope import Scope
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import assignment
from dashboard.errors import BadParameter, Conflict, NotFound
from tests.data.factories import ask, load, org_id, row

A, B, C = org_id("A"), org_id("B"), org_id("C")
ANA, BEN = Owner(1, "ana@example.com"), Owner(2, "ben@example.com")


@pytest.fixture
def scope(region: Region) -> Scope:
    """A, B and C; user 7 looks after A."""
    load(region, [row(one, f"S-{one}", m=(1, 1, 1)) for one in "ABC"])
    with region.write() as connection:
        connection.execute(sa.insert(assignment).values(user_id=7, customer_key=1))
    return Scope(region, None)


def shown(scope: Scope, **filters: str) -> list[str]:
    """The customers that filters of the list leave, by name."""
    parts = []
    for key, text in filters.items():
        column = CUSTOMERS.column(key)
        assert column is not None
        parts.append(parse_filter(column, text))
    found = queries.rows(ask(scope.region), CUSTOMERS, View(filters=tuple(parts)), limit=10)
    return [one["customer"] for one in found]


def test_what_is_not_named_stays(scope: Scope) -> None:
    set_work(scope, A, {"owner_id": 1, "next_step": "call"}, ANA, None, "ana")
    held = set_work(scope, A, {"due_on": date(2026, 11, 27)}, None, 1, "ana")
    assert held == work_of(scope, A) == Work("ana@example.com", "call", date(2026, 11, 27), 2)
    assert set_work(scope, A, {"next_step": "call"}, None, 2, "ana").version == 2  # nothing changed, nothing counted
    assert [(one["action"], one["subject"]) for one in changes_of(scope, A)] == [
        ("work", "ana@example.com · call · 2026-11-27"),
        ("work", "ana@example.com · call"),
    ]


def test_somebody_changed_it_meanwhile(scope: Scope) -> None:
    set_work(scope, A, {"next_step": "call"}, None, 0, "ana")
    with pytest.raises(Conflict) as conflict:
        set_work(scope, A, {"next_step": "write"}, None, 0, "ben")
    assert conflict.value.current == Work(next_step="call", version=1)
    assert work_of(scope, A).next_step == "call"


def test_columns_and_filters(scope: Scope) -> None:
    """The week of Monday 23 November ends on Saturday the 28th."""
    set_work(scope, A, {"owner_id": 1, "due_on": date(2026, 11, 22)}, ANA, None, "ana")
    set_work(scope, B, {"owner_id": 2, "due_on": date(2026, 11, 28), "next_step": "quote"}, BEN, None, "ana")
    set_work(scope, C, {"due_on": date(2026, 11, 29)}, None, None, "ana")
    assert shown(scope, due="overdue") == ["A AG"]
    assert shown(scope, due="this_week") == ["B AG"]
    assert shown(scope, due="overdue,this_week") == ["A AG", "B AG"]
    assert shown(scope, due="later") == shown(scope, owner="unknown") == ["C AG"]
    with asking_as("ben@example.com"):
        assert shown(scope, owner="me") == ["B AG"]
    with asking_as("ana@example.com"):
        assert shown(scope, owner="me") == ["A AG"]
    assert shown(scope, next_step="QUO") == ["B AG"]
    columns = ("customer", "owner", "next_step", "due_on", "due")
    [first, *_] = queries.rows(ask(scope.region), CUSTOMERS, View(columns=columns), limit=3)
    assert tuple(first.values()) == ("A AG", "ana@example.com", None, date(2026, 11, 22), ("overdue",))


def test_a_user_who_is_gone_leaves_their_work(scope: Scope) -> None:
    set_work(scope, A, {"owner_id": 1, "next_step": "call"}, ANA, None, "ana")
    add_note(scope, A, "said yes", ANA)
    assert shown(scope, owner="=former user") == []
    with scope.region.write() as connection:
        forget_colleague(connection, 1)
    assert work_of(scope, A).owner == "former user"
    assert notes_of(scope, A)[0].author == "former user"
    assert shown(scope, owner="=former user") == ["A AG"]
    assert set_work(scope, A, {"owner_id": 2}, BEN, None, "ben").owner == "ben@example.com"


def test_many_at_once_all_or_none(scope: Scope) -> None:
    assert change_works(scope, [A, B], {"owner_id": 1}, ANA, "ana") == 2
    assert change_works(scope, [A, B, C], {"owner_id": 1}, ANA, "ana") == 1
    with pytest.raises(NotFound):
        change_works(scope, [A, org_id("Z")], {"owner_id": 2}, BEN, "ana")
    with pytest.raises(NotFound):
        change_works(Scope(scope.region, 7), [A, B], {"owner_id": 2}, BEN, "ana")
    assert [work_of(scope, one).owner for one in (A, B, C)] == ["ana@example.com"] * 3


def test_notes(scope: Scope) -> None:
    first, second = add_note(scope, A, " One\n two ", ANA), add_note(scope, A, "<b>plain</b>", BEN)
    assert [(one.note_id, one.author, one.text) for one in notes_of(scope, A)] == [
        (second, "ben@example.com", "<b>plain</b>"),
        (first, "ana@example.com", "One\n two"),
    ]
    for bad in ("", "  ", "x" * 4001, "a\x00b"):
        with pytest.raises(BadParameter):
            add_note(scope, A, bad, ANA)
    with pytest.raises(NotFound):
        delete_note(scope, A, first, BEN, any_author=False)
    delete_note(scope, A, first, BEN, any_author=True)
    delete_note(scope, A, second, BEN, any_author=False)
    with pytest.raises(NotFound):
        notes_of(Scope(scope.region, 7), B)
    assert list(notes_of(scope, A)) == []
