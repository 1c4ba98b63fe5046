"""Fixtures for every test: see the modules named here."""

import os

import pytest

pytest_plugins = [
    "tests.fixtures.postgres",
    "tests.fixtures.regions",
    "tests.fixtures.application",
]

# A developer's own settings must not decide whether a test passes.
for _name in [name for name in os.environ if name.startswith("DASHBOARD_") and name != "DASHBOARD_TEST_CITUS_URL"]:
    del os.environ[_name]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what needs a browser or a PostgreSQL server, so that it can be left out: `pytest -m "not browser"`."""
    for item in items:
        needed = set(getattr(item, "fixturenames", ()))
        for fixture, mark in (("chromium", "browser"), ("postgres_server", "postgres")):
            if fixture in needed:
                item.add_marker(mark)
