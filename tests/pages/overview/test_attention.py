"""The attention list of the overview: who stands in it and why, since which day, for each role."""

import re
from datetime import date, datetime
from typing import Any

from flask import Flask

from dashboard.access.account.visits import visited
from dashboard.access.accounts import user_of
from dashboard.access.assignments import assign
from dashboard.callbacks.filters import asked
from dashboard.data.storage.regions import Region
from dashboard.data.storage.store import reading
from dashboard.pages.base.answers import drawing_answer
from dashboard.pages.overview import attention, regions
from dashboard.services import Services
from tests.data.factories import TODAY, load, org_id, row
from tests.fixtures.application import email_of
from tests.pages.overview.conftest import BEFORE, Draw, sign_in
from tests.pages.overview.test_page import marks
from tests.ui.trees import find, nodes, text


def entries(tree: Any) -> list[tuple[str, str, str]]:
    """Who stands in the list, why, and where it leads."""
    found = []
    for line in nodes(tree):
        if "data-entry" in line:
            link = next(node for node in nodes(line["children"]) if node["type"] == "A")
            found.append((line["data-entry"], text(line["children"]), link["href"]))
    return found


def test_who_needs_somebody_since_a_day(draw: Draw, three: dict[str, Region]) -> None:
    """On the 9th A was 99 days from its end and B within its limit; EU was not known."""
    assert entries(draw(since="2026-11-09")) == [
        ("over_limit", "B AG2 licences more assigned than purchasedUS", f"/customers/{org_id('B')}?region=US"),
        ("nearing_expiration", "A AGS1 ends in 85 days and does not renewUS", f"/customers/{org_id('A')}?region=US"),
    ]
    assert [one[0] for one in entries(draw(since="2026-11-09", reason="over_limit"))] == ["over_limit"]
    past = entries(draw(since="2026-11-09", as_of="2026-11-22"))
    assert past[0][2] == f"/customers/{org_id('B')}?region=US&as_of=2026-11-22"


def test_an_empty_list_says_so_and_offers_more(draw: Draw, three: dict[str, Region]) -> None:
    shown = draw(since="2026-11-22")
    assert "What needs somebody since 22 Nov 2026" in text(shown)
    assert "Nobody is waiting for you" in text(shown)
    assert "Look back to 25 Oct 2026" in text(shown)
    assert "No time to look back over" in text(draw(since="2026-11-23"))
    other = draw(since="2026-11-09", reason="calls_fell")
    assert "2 entries have other reasons." in text(other)
    assert find(other, data_set='{"reason": null}') != []


def test_without_analytics_there_is_the_list_alone(draw: Draw, three: dict[str, Region]) -> None:
    tree = draw("help_desk", since="2026-11-09")
    assert [one[0] for one in entries(tree)] == ["over_limit", "nearing_expiration"]
    assert marks(tree) == {}
    assert "Calls fell" not in text(tree), "a reason that the role is never told of"
    assert find(tree, type="Graph") == []


def test_a_partner_admin_sees_their_own(draw: Draw, opened: Services, three: dict[str, Region]) -> None:
    assign(opened, email_of("partner_admin"), [org_id("A")])
    tree = draw("partner_admin", since="2026-11-09")
    assert [one[0] for one in entries(tree)] == ["nearing_expiration"]
    assert marks(tree)["US.total_customers"] == "1"
    assert "EU.total_customers" not in marks(tree)


def test_the_list_begins_at_the_last_visit(draw: Draw, opened: Services, at_work: Any, filled: Region) -> None:
    """The first visit looks back a week; a later one to the visit before."""

    def day() -> str:
        return str(find(draw(), id="since")[0]["value"])

    assert day() == "2026-11-16"
    assert day() == "2026-11-16", "the same visit"
    with reading(opened.store) as connection:
        user = user_of(connection, email_of("full_admin"))
    visited(opened.store, user, datetime(2099, 1, 1))
    assert day() <= str(TODAY)


def test_controls_ask(server: Flask, opened: Services, three: dict[str, Region]) -> None:
    """What the callback of drawings answers to the controls of the page, as `callbacks.charts` asks."""
    with server.test_request_context("/"):
        sign_in(opened, "full_admin")
        at = asked(
            {"since": "2026-11-09", "as_of": "2026-11-23", "reason": "over_limit"}, None, None, "/", "?region=EU"
        )
        assert at.question.scope.region.code == "EU"
        assert (at.question.since, at.question.reason) == (date(2026, 11, 9), "over_limit")
        answer = drawing_answer(attention.ATTENTION, at.question)
        assert text(list(answer.slots["head"])) == "What needs somebody since 9 Nov 2026"
        assert text(attention.entries(at.question)).startswith("1 thing changed")
        wrong = asked({"since": "x", "reason": "weather"}, None, None, "/", "")
        assert (wrong.question.since, wrong.question.reason) == (None, "")
        assert at.page.drawings[0] is regions.REGIONS


def test_a_long_list_is_never_cut_in_silence(draw: Draw, at_work: dict[str, Region], us: Region) -> None:
    """Ten go over the limit: eight are shown, and the way to all."""
    many = "ABCDEFGHIJ"
    rows = [row(one, f"S{one}", BEFORE, m=(9, 9, 9)) for one in many] + [
        row(one, f"S{one}", m=(9, 10, 9)) for one in many
    ]
    load(us, rows)
    tree = draw(since="2026-11-09")
    assert len(entries(tree)) == 8
    assert find(tree, data_set='{"reason": "over_limit"}')[0]["children"] == "Show all 10"
    assert len(entries(draw(since="2026-11-09", reason="over_limit"))) == 10
    assert re.search("10 things changed", text(tree))
