"""Tags on both engines: limits, spelling, versions, many customers, new names."""

import pytest
import sqlalchemy as sa

from dashboard.data.customers.edits import changes_of
from dashboard.data.customers.profile import tags_in_use
from dashboard.data.customers.tags import change_tags, clean_tags, rename_tag, set_tags, tags_of
from dashboard.data.query.scope import Scope
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import assignment
from dashboard.errors import BadParameter, Conflict, NotFound
from tests.data.factories import load, org_id, row

A, B = org_id("A"), org_id("B")


@pytest.fixture
def scope(region: Region) -> Scope:
    """A and B; user 7 looks after A."""
    load(region, [row("A", "S1", m=(1, 1, 1)), row("B", "S2", m=(1, 1, 1))])
    with region.write() as connection:
        connection.execute(sa.insert(assignment).values(user_id=7, customer_key=1))
    return Scope(region, None)


def test_cleaning() -> None:
    assert clean_tags([" Gold ", "gold", "", "é" * 25]) == ("Gold", "é" * 25)
    for bad in (["x" * 26], ["a\x00b"], ["a\nb"], ["a,b"], list("abcdef")):
        with pytest.raises(BadParameter):
            clean_tags(bad)


def test_a_set_replaces_the_other(scope: Scope) -> None:
    set_tags(scope, A, ["Gold", "Pilot"], None, "ana")
    held = set_tags(scope, A, ["silver", "Gold"], tags_of(scope, A).version, "ana")
    assert held.tags == ("Gold", "silver")
    assert set_tags(scope, B, ["GOLD"], None, "ben").tags == ("Gold",)  # spelled as before
    assert tags_in_use(scope) == {"Gold": 2, "silver": 1}  # nobody bears Pilot
    assert [(one["actor"], one["action"], one["subject"]) for one in changes_of(scope, A)] == [
        ("ana", "tags", "Gold, silver"),
        ("ana", "tags", "Gold, Pilot"),
    ]


def test_an_outdated_version_changes_nothing(scope: Scope) -> None:
    read = tags_of(scope, A).version
    set_tags(scope, A, ["Gold"], read, "ana")
    with pytest.raises(Conflict) as conflict:
        set_tags(scope, A, ["Silver"], read, "ben")
    assert conflict.value.current == tags_of(scope, A)
    assert tags_of(scope, A).tags == ("Gold",)


def test_many_customers(scope: Scope) -> None:
    set_tags(scope, A, ["a", "b", "c", "d", "e"], None, "ana")
    done = change_tags(scope, [A, B], "add", ["Gold"], "ana")
    assert (done.changed, done.exceeding) == (1, ("A AG",))
    assert change_tags(scope, [A, B], "remove", ["GOLD", "a"], "ana").changed == 2
    assert (tags_of(scope, A).tags, tags_of(scope, B).tags) == (("b", "c", "d", "e"), ())
    assert change_tags(scope, [A, B], "replace", ["x"], "ana").changed == 2


def test_nothing_changes_when_one_is_unknown(scope: Scope) -> None:
    for who, asked in ((scope, [A, org_id("Z")]), (Scope(scope.region, 7), [A, B])):
        with pytest.raises(NotFound, match="no customer with this id"):
            change_tags(who, asked, "add", ["Gold"], "ana")
    assert tags_in_use(scope) == {}


def test_another_name_within_the_scope(scope: Scope) -> None:
    set_tags(scope, A, ["Gold", "Best"], None, "ana")
    set_tags(scope, B, ["Gold"], None, "ana")
    assert rename_tag(Scope(scope.region, 7), "gold", "best", "ben") == 1
    assert tags_of(scope, A).tags == ("best",)  # the two are one
    assert tags_of(scope, B).tags == ("Gold",)
    with pytest.raises(NotFound):
        rename_tag(scope, "Silver", "x", "ben")
