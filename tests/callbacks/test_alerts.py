"""The page of alerts without a browser: what an address fills in, what forms and buttons do, what forged values do."""

from typing import Any

import pytest
import sqlalchemy as sa
from dash import no_update
from flask import Flask

from dashboard.alerts.inbox import bell
from dashboard.alerts.judge import judge
from dashboard.alerts.rule_input import Wish
from dashboard.alerts.rules import rules_for, webhook_secret
from dashboard.callbacks import alerts as callbacks
from dashboard.callbacks.alert_work import ACTS, save_digest, save_rule, try_out, wish_from
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import assignment
from dashboard.errors import BadParameter, Forbidden, NotFound
from dashboard.pages.alerts import page
from dashboard.pages.alerts.asked import draft_of
from dashboard.services import Services
from dashboard.ui import ids
from tests.alerts.snapshots import FIRST, WEEK, bring, customers
from tests.alerts.test_histories import user_of
from tests.callbacks.test_reports import request_of
from tests.ui.trees import nodes, text

OVER = {"rule-subject": "overage", "rule-region": "US", "rule-way": "entered", "rule-name": "Over"}
MANY = OVER | {"rule-subject": "headline.over_limit", "rule-way": "above", "rule-threshold": 1}


@pytest.fixture
def filled(us: Region) -> Region:
    """Six customers, A over the limit."""
    customers(us)
    bring(us, FIRST, "A")
    return us


def values_in(tree: Any) -> dict[str, Any]:
    """What the fields of the forms hold, by name."""
    fields = [node for node in nodes(tree) if isinstance(node.get("id"), dict) and node["id"]["type"] == "alert-field"]
    return {node["id"]["name"]: node.get("value") for node in fields}


def test_an_address_fills_in_the_form(server: Flask, opened: Services, filled: Region) -> None:
    query = {"subject": "expiring", "region": "US", "filter.days_left": "<=30", "tag": ["Gold", "New"], "way": "either",
             "q": "ag", "managed_by": "own"}  # fmt: skip
    with request_of(server, opened, "full_admin"):
        held = values_in(page.layout(**query))
        draft = draft_of(query, ["US"], [])
    wish = Wish("Rows: Expiring · US", "US", "expiring", way="either", tags=("Gold", "New"),
                filters=(("days_left", "<=30"),), search="ag", managed_by="own")  # fmt: skip
    assert (draft.wish, draft.filled) == (wish, True)
    expected = {"rule-subject": "expiring", "rule-way": "either", "rule-column0": "days_left", "rule-operator0": "<=",
                "rule-value0": "30",
                "rule-tags": ["Gold", "New"], "rule-search": "ag", "rule-managed_by": "own"}  # fmt: skip
    assert {name: held[name] for name in expected} == expected


def test_what_an_address_says_in_vain_is_told(server: Flask, opened: Services, filled: Region) -> None:
    with request_of(server, opened, "full_admin"):
        shown = text(page.layout(subject="nothing", threshold="much", rule="abcd1234"))
        assert "rule: the id of a rule that you may see" in shown
        shown = text(page.layout(subject="overage", way="above", **{"filter.x": "1"}))
    assert "way: one of entered, left, either" in shown
    assert "filter.x: some of " in shown


def test_a_rule_is_made_tried_changed_and_ended(server: Flask, opened: Services, filled: Region) -> None:
    with request_of(server, opened, "full_admin") as user:
        rule, _signs = save_rule(
            OVER | {"rule-column0": "customer", "rule-operator0": "=", "rule-value0": "B AG", "rule-value1": "x"}
        )
        assert rule.wish == Wish("Over", "US", "overage", filters=(("customer", "=B AG"),))
        bring(filled, FIRST + WEEK, "AB")
        judge(opened, filled)
        assert (bell(opened, user), "B AG · S-B: came in" in text(page.inbox_now())) == (1, True)
        [event] = [node for node in nodes(page.inbox_now()) if "read:US:" in str(node.get("id"))]
        ACTS["read"](event["id"]["name"].removeprefix("read:"))
        assert bell(opened, user) == 0
        changed, _signs = save_rule(OVER | {"rule-id": rule.rule_id, "rule-version": "1", "rule-name": "All"})
        assert (changed.version, changed.wish.filters) == (2, ())
        assert "2 rowsdata of 10 Oct 2026" in text(page.rules_now())
        shown = text(page.layout(rule=rule.rule_id))
        assert "History of All" in shown
        assert "2026-10-10.csv (2)" in shown
        ACTS["delete"](rule.rule_id)
        assert rules_for(opened.store, user) == []


def test_a_rule_that_pauses_misses_what_happens_and_begins_anew(
    server: Flask, opened: Services, filled: Region
) -> None:
    with request_of(server, opened, "full_admin") as user:
        rule, _signs = save_rule(OVER)
        ACTS["pause"](rule.rule_id)
        bring(filled, FIRST + WEEK, "AB")
        assert judge(opened, filled) == 0
        assert "Paused" in text(page.rules_now())
        ACTS["resume"](rule.rule_id)
        assert (judge(opened, filled), bell(opened, user)) == (0, 0)
        bring(filled, FIRST + 2 * WEEK, "ABC")
        assert judge(opened, filled) == 1
        assert "C AG" in text(page.inbox_now())


def test_all_that_was_shown_is_read(server: Flask, opened: Services, filled: Region) -> None:
    with request_of(server, opened, "full_admin") as user:
        save_rule(OVER)
        bring(filled, FIRST + WEEK, "ABC")
        judge(opened, filled)
        [press] = [node for node in nodes(page.inbox_now()) if "read-all:" in str(node.get("id"))]
        bring(filled, FIRST + 2 * WEEK, "ABCD")
        judge(opened, filled)
        ACTS["read-all"](press["id"]["name"].removeprefix("read-all:"))
        assert bell(opened, user) == 1  # D came after the list was shown


def test_a_rule_that_cannot_be_judged_says_so(server: Flask, opened: Services, filled: Region) -> None:
    partner_sees(opened, filled, 2)
    with request_of(server, opened, "partner_admin"):
        save_rule(OVER)
        with filled.write() as connection:
            connection.execute(sa.delete(assignment))
        bring(filled, FIRST + WEEK, "AB")
        judge(opened, filled)
        assert "Cannot be judged: No customer of this region is assigned" in text(page.rules_now())


def partner_sees(opened: Services, region: Region, *keys: int) -> None:
    """Gives the partner administrator customers to look after."""
    partner = user_of(opened, "partner_admin")
    with region.write() as connection:
        connection.execute(sa.insert(assignment), [{"user_id": partner.user_id, "customer_key": key} for key in keys])


def test_a_preview_for_another_tells_the_difference(server: Flask, opened: Services, filled: Region) -> None:
    bring(filled, FIRST + WEEK, "ABC")
    partner_sees(opened, filled, 2)
    with request_of(server, opened, "full_admin"):
        fields, values, places = form_of(OVER | {"rule-recipient": "partner_admin@example.com"})
        shown, beside = callbacks.look(1, fields, values, places)
        told = text(shown)
        assert "partner_admin@example.com would have been told of 1 crossing at the last 2 imports" in told
        assert "Rows now: partner_admin@example.com sees 1, you see 3, a difference of 2" in told
        assert ("Came in: B AG" in told, beside) == (True, ["", ""])
        assert callbacks.look(None, fields, values, places)[0] is no_update
    with request_of(server, opened, "partner_admin"), pytest.raises(Forbidden):
        try_out(OVER | {"rule-recipient": "full_admin@example.com"})


def form_of(given: dict[str, Any]) -> tuple[list[Any], list[Any], list[Any]]:
    names = ("rule-threshold", "rule-filters")
    return [ids.alert_field(name) for name in given], [*given.values()], [ids.alert_error(name) for name in names]


def test_what_is_wrong_stands_beside_its_field(server: Flask, opened: Services, filled: Region) -> None:
    with request_of(server, opened, "full_admin", "de"):
        fields, values, places = form_of(MANY | {"rule-threshold": None})
        told, beside, *others = callbacks.keep(1, fields, values, places)
        assert told == "Nichts wurde geändert: Ein Feld stimmt nicht."
        assert beside == ["eine Zahl", ""]
        assert others == [no_update] * 3
        fields, values, places = form_of(OVER | {"rule-column0": "over", "rule-operator0": "=", "rule-value0": "many"})
        assert callbacks.keep(1, fields, values, places)[1][1].startswith("eine Zahl")


def test_the_secret_of_a_webhook_is_shown_once(server: Flask, opened: Services, filled: Region) -> None:
    with request_of(server, opened, "full_admin") as user:
        given = OVER | {"rule-webhook": "https://example.com/hook?key=7"}
        told, _beside, listed, rule_id, version = callbacks.keep(1, *form_of(given))
        secret = webhook_secret(opened.settings, rule_id)
        assert (secret in text(told), version) == (True, "1")
        assert ("webhook to example.com" in text(listed), "key=7" in text(listed)) == (True, False)
        told, *_others = callbacks.keep(1, *form_of(given | {"rule-id": rule_id, "rule-version": "1"}))
        assert secret not in text(told)
        assert secret not in text(page.layout(rule=rule_id))
        assert len(rules_for(opened.store, user)) == 1


def test_rates_are_typed_in_percent(server: Flask, opened: Services, filled: Region) -> None:
    with request_of(server, opened, "full_admin"):
        wish = wish_from(MANY | {"rule-subject": "expiring.usage_rate", "rule-threshold": "12.5"})
        assert wish.threshold == 0.125
        assert values_in(page.layout(subject="expiring.usage_rate", threshold="0.125"))["rule-threshold"] == 12.5


def test_the_fields_follow_the_subject(server: Flask, opened: Services, filled: Region) -> None:
    with request_of(server, opened, "full_admin"):
        fields, name = callbacks.choose("customer_usage.calls", "US", "Rows: Over the licence limit · US")
        held = values_in(fields)
        assert ("rule-threshold" in held, "rule-product" in held) == (True, False)
        assert name == "Customers and usage: Calls · US"
        assert callbacks.choose("overage", "US", "My own name")[1] is no_update
        bad: list[tuple[Any, Any]] = [("nothing", "US"), ("overage", "XX"), ([], {}), (None, None)]
        for subject, region in bad:
            with pytest.raises(BadParameter):
                callbacks.choose(subject, region, "x")


def test_a_digest_is_wished_for_and_ended(server: Flask, opened: Services, filled: Region) -> None:
    given = {"digest-weekday": "1", "digest-at": "07:00:00", "digest-zone": "Europe/Berlin"}
    with request_of(server, opened, "full_admin"):
        assert save_digest(given).startswith("Your digest goes out next on Mon ")
        assert "Next on Mon " in text(page.layout())
        ACTS["digest-end"]("")
        assert "until then there is no digest" in text(page.layout())
        for field in given:
            with pytest.raises(BadParameter) as refused:
                save_digest(given | {field: "x"})
            assert field.endswith(refused.value.parameter)
    with request_of(server, opened, "help_desk"):
        assert "Weekly digest" not in text(page.layout())
        with pytest.raises(Forbidden):
            save_digest(given)
        with pytest.raises(Forbidden):
            save_rule(OVER)
        assert save_rule(OVER | {"rule-subject": "customers"})[0].wish.subject == "customers"


def test_a_shared_rule_can_be_made_ones_own(server: Flask, opened: Services, filled: Region) -> None:
    with request_of(server, opened, "full_admin"):
        rule, _signs = save_rule(OVER | {"rule-shared": True, "rule-webhook": "https://example.com/secret"})
    with request_of(server, opened, "read_only_admin"):
        assert "shared by full_admin@example.com" in text(page.rules_now())
        shown = page.layout(rule=rule.rule_id)
        held = values_in(shown)
        assert (held["rule-id"], held["rule-subject"], held["rule-webhook"]) == ("", "overage", "")
        assert "History of" not in text(shown)
        for verb in ("pause", "resume", "delete"):
            with pytest.raises(NotFound):
                ACTS[verb](rule.rule_id)
