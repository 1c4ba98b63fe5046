"""Limits on guessing, by a clock that the test sets."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from dashboard.access.sign_in.limits import count_failure, forgive, limits, wait
from dashboard.data.storage.store import failed_sign_in, reading
from dashboard.services import Services
from tests.fixtures.application import OWN, PASSWORD, email_of

NOON = datetime(2026, 1, 5, 12)
EMAIL, ADDRESS = limits("a@example.com", "192.0.2.1")


def fail(opened: Services, times: int, at: datetime = NOON) -> None:
    """So many failures at once."""
    for _ in range(times):
        count_failure(opened.store, at, EMAIL, ADDRESS)


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(0, None), (4, None), (5, 15), (6, 30), (7, 60), (10, 480), (11, 900), (12, 900)],
)
def test_each_failure_doubles_the_wait(opened: Services, failures: int, seconds: int | None) -> None:
    fail(opened, failures)
    expected = None if seconds is None else timedelta(seconds=seconds)
    assert wait(opened.store, NOON, EMAIL, ADDRESS) == expected


def test_wait_runs_down_and_ends(opened: Services) -> None:
    fail(opened, 5)
    assert wait(opened.store, NOON + timedelta(seconds=14), EMAIL) == timedelta(seconds=1)
    assert wait(opened.store, NOON + timedelta(seconds=15), EMAIL) is None


def test_an_address_is_counted_over_all_users(opened: Services) -> None:
    for number in range(20):
        count_failure(opened.store, NOON, *limits(f"{number}@example.com", "192.0.2.1"))
    assert wait(opened.store, NOON, *limits("new@example.com", "192.0.2.1")) == timedelta(seconds=15)
    assert wait(opened.store, NOON, *limits("new@example.com", "192.0.2.2")) is None


def test_a_provider_hands_out_whole_networks() -> None:
    assert limits("", "2001:db8::1")[1] == limits("", "2001:db8::ffff")[1]
    assert limits("", "2001:db8:0:1::1")[1] != limits("", "2001:db8::1")[1]


def test_failures_are_forgotten_after_an_hour_and_removed(opened: Services) -> None:
    fail(opened, 7)
    later = NOON + timedelta(hours=1)
    assert wait(opened.store, later, EMAIL) is None
    count_failure(opened.store, later + timedelta(seconds=1), EMAIL)
    with reading(opened.store) as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(failed_sign_in)).scalar_one() == 1


def test_the_right_password_forgives_the_user_and_not_the_network(opened: Services) -> None:
    fail(opened, 20)
    later = NOON + timedelta(minutes=16)
    count_failure(opened.store, later, EMAIL, ADDRESS)
    forgive(opened.store, later, EMAIL, ADDRESS)
    assert wait(opened.store, later, EMAIL) is None
    assert wait(opened.store, NOON, ADDRESS) == timedelta(seconds=15)


def test_the_page_says_when_to_try_again(client: FlaskClient) -> None:
    form = {"email": email_of("full_admin"), "password": "wrong"}
    assert {client.post("/login", data=form, headers=OWN).status_code for _ in range(5)} == {401}
    answer = client.post("/login", data=form | {"password": PASSWORD}, headers=OWN)
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 15
    assert f"Try again in {answer.headers['Retry-After']} second" in answer.text


def test_addresses_are_not_kept_in_clear(opened: Services) -> None:
    fail(opened, 1)
    with reading(opened.store) as connection:
        kept = repr(connection.execute(sa.select(failed_sign_in)).all())
    assert "example.com" not in kept
    assert "192.0.2.1" not in kept
