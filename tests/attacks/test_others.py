"""Tried: learning of customers that are not one's own, such as how their tags are spelled."""

import pytest
import sqlalchemy as sa

from dashboard.access.accounts import User, scope_in
from dashboard.access.customer_changes import put_tags, rename_tag, tag_many
from dashboard.data.customers.tags import change_tags, set_tags
from dashboard.data.query.scope import Scope
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import assignment
from dashboard.errors import NotFound
from tests.data.factories import load, org_id, row

ANA, BEN = 7, 8


@pytest.fixture
def scopes(region: Region) -> tuple[Scope, Scope]:
    """Ana looks after A and C, Ben after B, whose tag is VIP-Munich."""
    load(region, [row("A", "S1", m=(1, 1, 1)), row("B", "S2", m=(1, 1, 1)), row("C", "S3", m=(1, 1, 1))])
    with region.write() as connection:
        held = [{"user_id": ANA, "customer_key": 1}, {"user_id": ANA, "customer_key": 3}]
        connection.execute(sa.insert(assignment), [*held, {"user_id": BEN, "customer_key": 2}])
    ana, ben = Scope(region, ANA), Scope(region, BEN)
    set_tags(ben, org_id("B"), ["VIP-Munich"], None, "ben@example.com")
    return ana, ben


def test_the_spelling_of_others_tags_is_not_told(scopes: tuple[Scope, Scope]) -> None:
    ana, _ = scopes
    assert set_tags(ana, org_id("A"), ["vip-munich"], None, "ana@example.com").tags == ("vip-munich",)
    change_tags(ana, [org_id("C")], "add", ["VIP-MUNICH"], "ana@example.com")
    assert set_tags(ana, org_id("C"), ["VIP-MUNICH"], None, "ana@example.com").tags == ("vip-munich",)  # one's own


def test_who_sees_all_customers_keeps_one_spelling(scopes: tuple[Scope, Scope]) -> None:
    ana, _ = scopes
    whole = Scope(ana.region, None)
    assert set_tags(whole, org_id("A"), ["vip-munich"], None, "x@example.com").tags == ("VIP-Munich",)


def test_others_customers_and_unknown_ones_are_refused_alike(scopes: tuple[Scope, Scope]) -> None:
    ana, _ = scopes
    told = set()
    for one in (org_id("B"), org_id("Z"), "no id", ""):
        with pytest.raises(NotFound) as refused:
            set_tags(ana, one, ["x"], None, "ana@example.com")
        told.add(str(refused.value))
    assert len(told) == 1


def test_nothing_but_rights_opens_a_scope(region: Region) -> None:
    """A partner administrator's scope is their own, and every writer takes one."""
    user = User(ANA, "ana@example.com", "partner_admin", None, None, False, 0)
    assert scope_in(user, region) == Scope(region, ANA)
    for writer in (put_tags, tag_many, rename_tag):
        assert list(writer.__annotations__)[:2] == ["user", "scope"]
