"""A region's rules in words: places of messages are filled, in one region or several, in either language."""

from flask import Flask

from dashboard.data.storage.rules import DEFAULTS, Rules
from dashboard.data.subscriptions.headline import HEADLINE
from dashboard.ui.rules import own_rules, said, said_in

TEXT = "ends in 0 to %(expiring_days)s days, or %(something)s, %(low_rate)s"
OWN = Rules(expiring_days=60, low_rate=0.55)


def test_places_are_filled_and_others_stay(server: Flask) -> None:
    with server.test_request_context():
        assert said(TEXT, OWN) == "ends in 0 to 60 days, or %(something)s, below 55.0\N{NO-BREAK SPACE}%"
        assert "ends in 0 to 90 days" in said(TEXT, DEFAULTS)
        assert "100 % of it" in said("100 % of it", DEFAULTS)


def test_several_regions_are_told_apart_where_they_differ(server: Flask) -> None:
    with server.test_request_context():
        assert said("%(expiring_days)s days", {"US": OWN, "EU": OWN}) == "60 days"
        assert said("%(expiring_days)s days", {"US": OWN, "EU": DEFAULTS}) == "60 (US), 90 (EU) days"
        assert said("%(expiring_days)s days", {}) == "90 days"
        assert said("%(near_days)s days", {"US": DEFAULTS}) == "90 days"
        assert said("%(near_days)s days", {"US": OWN}) == "60 (expiration, US), 90 (renewal, US) days"


def test_every_definition_of_the_headline_is_filled(server: Flask) -> None:
    with server.test_request_context():
        told = [said(text, OWN) for metric in HEADLINE for text in (metric.definition, metric.formula)]
    assert not [text for text in told if "%(" in text]
    assert len([text for text in told if " 60 days" in text]) == 2


def test_outside_a_request_in_a_language() -> None:
    assert said_in("en", TEXT, OWN).endswith("below 55 %")
    german = said_in("de", HEADLINE[1].definition, OWN)
    assert german.endswith("die in 0 bis 60 Tagen enden.")


def test_what_is_not_as_usual(server: Flask) -> None:
    with server.test_request_context():
        assert own_rules(DEFAULTS) == []
        assert own_rules(OWN) == ["near expiration: 60 days", "low assignment: below 55.0\N{NO-BREAK SPACE}%"]
