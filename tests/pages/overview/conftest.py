"""The overview of the tests' Monday: two customers in US, and what a test adds."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, g
from flask_login import login_user
from werkzeug.datastructures import MultiDict

from dashboard.access import request_scope
from dashboard.access.accounts import user_of
from dashboard.data.storage.regions import Region, open_regions
from dashboard.data.storage.store import reading
from dashboard.data.storage.upgrade import upgrade_regions
from dashboard.pages.overview import page
from dashboard.services import EXTENSION, Services
from dashboard.web.address import Reader
from tests.data.factories import SATURDAY, TODAY, load, row
from tests.fixtures.application import email_of
from tests.ui.trees import find

DAY = timedelta(days=1)
BEFORE = SATURDAY - 14 * DAY
Draw = Callable[..., Any]


@pytest.fixture
def at_work(server: Flask, opened: Services, us: Region) -> Iterator[dict[str, Region]]:
    """Of the day of the tests, over US alone; a test adds regions."""
    found = {"US": us}
    settings = opened.settings.model_copy(update={"today": TODAY})
    server.extensions[EXTENSION] = Services(settings, opened.store, found)
    yield found
    for code, region in found.items():
        if code != "US":
            region.engine.dispose()
    server.extensions[EXTENSION] = opened


@pytest.fixture
def filled(us: Region) -> Region:
    """A comes within 90 days of its end, B goes over by 2 and has 9 of 11 in use."""
    near = TODAY + 85 * DAY
    load(
        us,
        [
            row("A", "S1", BEFORE, m=(9, 9, 9), ends_on=near),
            row("B", "S2", BEFORE, m=(9, 9, 9)),
            row("A", "S1", m=(9, 9, 9), ends_on=near),
            row("B", "S2", m=(9, 11, 9)),
        ],
    )
    return us


@pytest.fixture
def three(at_work: dict[str, Region], filled: Region, opened: Services) -> dict[str, Region]:
    """EU, known since Saturday, with one customer; CA is out of reach."""
    folder = opened.settings.data_dir
    at_work |= open_regions({"EU": f"duckdb:///{folder}/eu.duckdb"}, "1GB", 1)
    upgrade_regions({"EU": at_work["EU"]})
    load(at_work["EU"], [row("C", "S3", m=(10, 5, 5))])
    at_work |= open_regions({"CA": f"duckdb:///{folder}/no-such-folder/ca.duckdb"}, "1GB", 1)
    return at_work


@pytest.fixture
def draw(server: Flask, opened: Services) -> Draw:
    """The page of a role as a tree, with what follows it."""

    def drawn(role: str = "full_admin", language: str = "en", **query: str) -> Any:
        with server.test_request_context("/", headers={"Accept-Language": language}):
            sign_in(opened, role)
            shown = page.layout(**query)
            if find(shown, id="as_of") == []:
                return shown
            asked = request_scope.question(
                Reader(MultiDict(query), lambda problem: None), "customers", every_region=True
            )
            late = [one.late(asked) for one in page.page_of_user().drawings if one.late]
            return [shown, *late]  # which a browser asks for next

    return drawn


def sign_in(opened: Services, role: str) -> None:
    with reading(opened.store) as connection:
        login_user(user_of(connection, email_of(role)))
    g.language = None
