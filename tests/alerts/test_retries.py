"""A mail that its server does not take yet is tried again, for as long as it is news; any other is tried once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from dashboard.alerts import delivery, digest
from dashboard.alerts.delivery import deliver_due
from dashboard.alerts.digest import digest_of, send_digests, set_digest
from dashboard.alerts.inbox import history
from dashboard.alerts.judge import judge
from dashboard.alerts.rules import add_rule
from dashboard.reports.sending import LATER, UNCERTAIN, UNSENT
from dashboard.services import Services
from tests.alerts.test_digest import MONDAY, due
from tests.alerts.test_digest import made as digest_made
from tests.alerts.test_histories import user_of
from tests.alerts.test_telling import NOW, OVER, made, week

__all__ = ["digest_made", "made"]

Answers = Callable[[Any, list[str | None]], list[str]]


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Answers:
    """Lets a mail server answer so, the last for ever; gives what it was handed."""

    def set_up(module: Any, answers: list[str | None]) -> list[str]:
        handed: list[str] = []

        def deliver(_settings: Any, written: Any, _about: str) -> str | None:
            handed.append(written()["To"])
            return answers.pop(0) if len(answers) > 1 else answers[0]

        monkeypatch.setattr(module, "deliver", deliver)
        return handed

    return set_up


CASES: list[tuple[list[str | None], int, str, str | None]] = [
    ([LATER, LATER, None], 3, "sent", None),
    ([LATER], 6, "failed", UNSENT),
    ([UNSENT], 1, "failed", UNSENT),
    ([UNCERTAIN], 1, "failed", UNCERTAIN),
]


@pytest.mark.parametrize(("answers", "times", "state", "error"), CASES)
def test_an_alert(
    made: Services, answering: Answers, answers: list[str | None], times: int, state: str, error: str | None
) -> None:
    handed, admin = answering(delivery, list(answers)), user_of(made, "full_admin")
    rule = add_rule(made, admin, replace(OVER, mail=True))
    judge(made, made.regions["US"], lambda: NOW)
    week(made, 1, "AB")
    for hours in range(48):
        at = NOW + timedelta(hours=hours)
        deliver_due(made, lambda at=at: at)  # type: ignore[misc]
    [(_channel, *found)] = history(made, admin, rule.rule_id)[0].sent
    assert (len(handed), found[0]) == (times, state)
    assert error is None or error in found


def after_a_week(made: Services, step: timedelta) -> None:
    at = MONDAY
    while at < MONDAY + timedelta(days=6):
        send_digests(made, lambda at=at: at)  # type: ignore[misc]
        at += step


@pytest.mark.parametrize(
    ("answers", "times", "error"),
    [([LATER, LATER, None], 3, None), ([LATER], 24, UNSENT), ([UNSENT], 1, UNSENT), ([UNCERTAIN], 1, UNCERTAIN)],
)
def test_a_digest(
    digest_made: Services, answering: Answers, answers: list[str | None], times: int, error: str | None
) -> None:
    """Due at six, an hour before; it comes on Monday or not at all, and the next one when it is due."""
    handed = answering(digest, list(answers))
    due(digest_made, "full_admin")
    after_a_week(digest_made, timedelta(hours=1))
    found = digest_of(digest_made, user_of(digest_made, "full_admin"))
    assert found is not None
    assert (len(handed), found.error) == (times, error)
    assert found.next_due == datetime(2026, 11, 30, 6, 0)


def test_who_chose_another_time_meanwhile_is_not_tried_before(digest_made: Services, answering: Answers) -> None:
    reader = user_of(digest_made, "full_admin")
    due(digest_made, "full_admin")
    answering(digest, [LATER])
    send_digests(digest_made, lambda: MONDAY)
    set_digest(digest_made, reader, 3, "09:00", "UTC")
    found = digest_of(digest_made, reader)
    assert found is not None
    assert (found.next_due.isoweekday(), found.next_due.hour) == (3, 9)
