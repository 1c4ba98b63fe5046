"""The weekly digest: once for each time it is due, of what its reader may see, in their language, fetching nothing."""

from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import sqlalchemy as sa

from dashboard.alerts import digest, digest_letter
from dashboard.alerts.digest import digest_of, end_digest, send_digests, set_digest
from dashboard.data.overview.region_status import Figure
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import assignment
from dashboard.data.storage.store import user as users
from dashboard.data.storage.store import writing
from dashboard.data.storage.store.work import digest_plan
from dashboard.errors import BadParameter, Forbidden
from dashboard.services import Services
from tests.alerts.snapshots import bring, customers
from tests.alerts.test_histories import user_of
from tests.data.factories import SATURDAY, TODAY
from tests.fixtures.accounts import set_role

MONDAY = datetime(2026, 11, 23, 7, 0)  # UTC


@pytest.fixture
def made(opened: Services, us: Region) -> Services:
    """A week ago A was over the limit, now B and C are; the partner administrator looks after C."""
    customers(us)
    bring(us, SATURDAY - timedelta(weeks=1), "A")
    bring(us, SATURDAY, "BC")
    partner = user_of(opened, "partner_admin")
    with us.write() as connection:
        connection.execute(sa.insert(assignment).values(user_id=partner.user_id, customer_key=3))
    given = {"today": TODAY, "smtp_from": "a@example.com", "public_url": "https://dashboard.example.com"}
    return replace(opened, settings=opened.settings.model_copy(update=given))


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch) -> list[EmailMessage]:
    """What is handed to the mail server."""
    found: list[EmailMessage] = []

    def taken(_settings: Any, written: Any, _about: str) -> None:
        found.append(written())

    monkeypatch.setattr(digest, "deliver", taken)
    return found


def due(made: Services, role: str) -> None:
    """A digest of the role's user that is due on Monday at 6 UTC."""
    set_digest(made, user_of(made, role), 1, "07:00", "Europe/Berlin")
    with writing(made.store) as connection:
        connection.execute(sa.update(digest_plan).values(next_due=datetime(2026, 11, 23, 6, 0)))


def test_once_for_each_week(made: Services, letters: list[EmailMessage]) -> None:
    due(made, "full_admin")
    assert send_digests(made, lambda: MONDAY - timedelta(hours=2)) == 0
    assert [send_digests(made, lambda: MONDAY) for _time in range(2)] == [1, 0]
    found = digest_of(made, user_of(made, "full_admin"))
    assert found is not None
    assert (found.next_due, found.sent_at, found.error) == (datetime(2026, 11, 30, 6, 0), MONDAY, None)
    assert send_digests(made, lambda: MONDAY + timedelta(weeks=5)) == 1  # missed four times, sent once
    assert len(letters) == 2
    end_digest(made, user_of(made, "full_admin"))
    assert digest_of(made, user_of(made, "full_admin")) is None


def test_what_it_says(made: Services, letters: list[EmailMessage]) -> None:
    due(made, "full_admin")
    send_digests(made, lambda: MONDAY)
    [letter] = letters
    plain, html = (letter.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert html is not None
    text = plain.get_content()
    assert "Over licence limit: 2 (+1)" in text
    assert "Over the limit (Meetings): 2 came in: B AG, C AG" in text
    assert "Over the limit (Meetings): 1 left: A AG" in text
    assert "https://dashboard.example.com/subscriptions?region=US" in text
    markup = html.get_content()
    assert "B AG, C AG" in markup
    assert not {"<img", "<script", "<link", "src=", "url("} & {one for one in ("<img", "src=", "url(") if one in markup}


@pytest.mark.parametrize(
    ("key", "now", "change", "english", "german"),
    [
        ("over_limit", 2, 1, "2 (+1)", "2 (+1)"),
        ("over_limit", 1234, -1200, "1,234 (\u22121,200)", "1.234 (\u22121.200)"),
        ("over_limit", 2, 0, "2", "2"),
        ("over_limit", 2, None, "2", "2"),
        ("over_limit", None, None, "\u2013", "\u2013"),
        ("poor_rate", 0.023, 0.0121, "2.3 % (+1.2 pp)", "2,3 % (+1,2 Prozentpunkte)"),
        ("poor_rate", 0.027, -0.0101, "2.7 % (\u22121.0 pp)", "2,7 % (\u22121,0 Prozentpunkte)"),
        ("abandonment_rate", 0.027, -0.0002, "2.7 %", "2,7 %"),
    ],
)
def test_a_number_and_its_change(key: str, now: float | None, change: float | None, english: str, german: str) -> None:
    """Rates change by percentage points; what rounds to nothing has not changed."""
    figure = Figure(now, None if now is None or change is None else now - change)
    assert [digest_letter._number(key, figure, language) for language in ("en", "de")] == [english, german]


def test_in_the_scope_and_the_language_of_its_reader(made: Services, letters: list[EmailMessage]) -> None:
    with writing(made.store) as connection:
        connection.execute(sa.update(users).values(language="de"))
    due(made, "partner_admin")
    send_digests(made, lambda: MONDAY)
    plain = letters[0].get_body(("plain",))
    assert plain is not None
    text = plain.get_content()
    assert "Über dem Lizenzlimit: 1 (+1)" in text or "1 (+1)" in text
    assert "C AG" in text
    assert "B AG" not in text


def test_who_may_no_longer_see_it(made: Services, letters: list[EmailMessage]) -> None:
    due(made, "read_only_admin")
    set_role(made.store, "read_only_admin@example.com", "help_desk")
    assert send_digests(made, lambda: MONDAY) == 0
    assert letters == []
    with pytest.raises(Forbidden):
        set_digest(made, user_of(made, "help_desk"), 1, "07:00", "UTC")
    for bad in ((0, "07:00", "UTC"), (1, "7", "UTC"), (1, "07:00", "Nowhere")):
        with pytest.raises(BadParameter):
            set_digest(made, user_of(made, "full_admin"), *bad)
