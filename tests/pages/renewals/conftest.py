"""A queue of two renewals, and who looks at it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_login import login_user

from dashboard.access.accounts import user_of
from dashboard.access.assignments import assign
from dashboard.data.customers.work import Owner, set_work
from dashboard.data.money.prices import Price, replace_prices
from dashboard.data.query.scope import Scope
from dashboard.data.renewals.states import set_renewal
from dashboard.data.storage.regions import Region
from dashboard.data.storage.store import reading
from dashboard.services import Services
from tests.data.factories import TODAY, load, org_id, row
from tests.fixtures.application import email_of, sign_in

DAY = timedelta(days=1)
A, B = org_id("A"), org_id("B")
AT = f"region=US&as_of={TODAY}"


@pytest.fixture
def filled(us: Region, opened: Services) -> Region:
    """A, a trial, ends in 30 days; B renews in 60 and is fully used; both cost 12.50 EUR a month and licence."""
    load(
        us,
        [
            row("A", "S1", m=(10, 2, 0), ends_on=TODAY + 30 * DAY, subscription_type="Webex Trial"),
            row("B", "S2", m=(10, 10, 10), ends_on=TODAY + 60 * DAY, auto_renew=True),
        ],
    )
    assign(opened, email_of("partner_admin"), [A])
    replace_prices(us, [Price("meetings", date(2026, 1, 1), 125_000, "EUR")], "ana")
    scope = Scope(us, None)
    set_work(scope, B, {"owner_id": 1}, Owner(1, "ben@example.com"), None, "ana")
    set_renewal(scope, B, "S2", {"state": "will_renew", "meetings_forecast": 8}, None, "ana")
    return us


@pytest.fixture
def admin(client: FlaskClient, filled: Region) -> FlaskClient:
    return sign_in(client, "full_admin")


@pytest.fixture
def at_work(server: Flask, opened: Services, filled: Region) -> Callable[[str], AbstractContextManager[None]]:
    """A request of a role's user, in which layouts and callbacks are called as the functions that they are."""

    @contextmanager
    def request_of(role: str) -> Iterator[None]:
        with server.test_request_context("/"):
            with reading(opened.store) as connection:
                login_user(user_of(connection, email_of(role)))
            yield

    return request_of
