"""Two customers on the tests' Monday, and who asks."""

import shutil
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from dashboard.access.assignments import assign
from dashboard.data.storage.regions import Region
from dashboard.services import Services
from tests.api.monday.calls import PARTNER, A
from tests.data.factories import TODAY, load, row
from tests.fixtures.application import settings_in, sign_in


@pytest.fixture
def settings(tmp_path: Any, application_template: Any) -> Any:
    """The settings of the application on the tests' Monday."""
    directory = tmp_path / "data"
    shutil.copytree(application_template, directory)
    return settings_in(directory).model_copy(update={"today": TODAY})


@pytest.fixture
def us_filled(opened: Services, us: Region) -> Region:
    """A ends in 30 days, B in 60 and renews by itself; the partner administrator looks after A."""
    load(
        us,
        [
            row("A", "S1", m=(10, 5, 5), ends_on=date(2026, 12, 23)),
            row("B", "S2", m=(10, 10, 10), ends_on=date(2027, 1, 22), auto_renew=True),
        ],
    )
    assign(opened, PARTNER, [A])
    return us


@pytest.fixture
def admin(server: Flask, us_filled: Region) -> FlaskClient:
    return sign_in(server.test_client(), "full_admin")


@pytest.fixture
def partner(server: Flask, us_filled: Region) -> FlaskClient:
    return sign_in(server.test_client(), "partner_admin")
