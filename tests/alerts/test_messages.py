"""What a mail and a webhook say of a crossing."""

from dataclasses import replace
from datetime import datetime

import pytest

from dashboard.alerts import delivery
from dashboard.alerts.rule_input import Wish
from dashboard.alerts.rules import Rule
from dashboard.data.alerts.history import Event
from dashboard.data.storage.regions import Region
from dashboard.services import Services
from tests.alerts.test_histories import user_of

NOW = datetime(2026, 11, 23, 8, 0)


@pytest.mark.parametrize(
    ("subject", "rules"),
    [
        ("overage", set()),
        ("overage.customers", set()),
        ("expiring.customers", {"expiring_days"}),
        ("headline.low_assignment", {"low_rate"}),
        ("customers", {"expires_soon_days", "inactive_days"}),
        ("customers.expires_soon", {"expires_soon_days", "inactive_days"}),
    ],
)
def test_a_message_says_the_rules_of_its_own_table(opened: Services, us: Region, subject: str, rules: set[str]) -> None:
    """The KPI `customers` of a table is not the table of that name."""
    rule = Rule("r", 1, "ana@example.com", Wish("x", "US", subject), 1, NOW)
    event = Event(1, "r", 1, "above", None, None, None, 1.0, NOW.date(), NOW, seen=False)
    notice = delivery._Notice(rule, user_of(opened, "full_admin"), us, [event], "d", 1)
    assert delivery.payload(notice)["rules"].keys() == rules


@pytest.mark.parametrize(
    ("subject", "value", "language", "said"),
    [
        ("overage", None, "en", "B AG S2: came in"),
        ("customer_quality.poor_rate", 0.12345, "en", "came above the threshold (12.3 %)"),
        ("customer_quality.poor_rate", 0.12345, "de", "(12,3 %)"),
        ("customer_usage.calls", 1_234_567, "en", "came above the threshold (1,234,567)"),
        ("customer_usage.calls", 1_234_567, "de", "(1.234.567)"),
        ("overage.average_over", 2.5, "de", "(2,5)"),
    ],
)
def test_a_letter_writes_numbers_as_its_reader_does(
    opened: Services, us: Region, subject: str, value: float | None, language: str, said: str
) -> None:
    """A share in percent, and no number as a power of ten."""
    wish = Wish("x", "US", subject)
    event = Event(1, "r", 1, "above", None, None, None, value, NOW.date(), NOW, seen=False)
    if value is None:
        event = replace(event, kind="entered", customer="B AG", subscription_id="S2")
    owner = replace(user_of(opened, "full_admin"), language=language)
    rule = Rule("r", 1, owner.email, wish, 1, NOW)
    notice = delivery._Notice(rule, owner, us, [event], "d", 1)
    settings = opened.settings.model_copy(update={"smtp_from": "a@example.com"})
    assert said in delivery.letter(settings, notice).get_content()
