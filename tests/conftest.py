"""Fixtures for every test: see the modules named here."""

import os
import signal

import pytest
from hypothesis import settings

from tests.fixtures.long import LONG

pytest_plugins = [
    "tests.fixtures.postgres",
    "tests.fixtures.regions",
    "tests.fixtures.application",
    "tests.fixtures.languages",
]

# Compiled files are kept, whatever who runs the tests wants elsewhere: each of many processes would compile all of it.
os.environ.pop("PYTHONDONTWRITEBYTECODE", "")

# Children end at Ctrl-C as a terminal's do, though whoever runs the tests ignores it: a shell that put them behind.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# The same cases every time; the long run looks for others.
settings.register_profile("usual", derandomize=True, deadline=None, database=None)
settings.register_profile("long", deadline=None)
settings.load_profile("long" if LONG else "usual")

# A developer's own settings must not decide whether a test passes; what is said to the tests themselves stays.
for _name in [name for name in os.environ if name.startswith("DASHBOARD_") and not name.startswith("DASHBOARD_TEST_")]:
    del os.environ[_name]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what needs a browser or a PostgreSQL server, so that it can be left out: `pytest -m "not browser"`.

    What a browser does on a busy machine is not always the same: its tests are tried twice, and the summary names those
    that needed it.
    """
    for item in items:
        needed = set(getattr(item, "fixturenames", ()))
        for fixture, mark in (("browsers", "browser"), ("visit", "browser"), ("postgres_server", "postgres")):
            if fixture in needed:
                item.add_marker(mark)
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=0 if LONG else 1))
