"""Reports over one region of two customers, with a clock that the test sets."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from dashboard.access.accounts import User, user_of
from dashboard.data.storage.regions import Region
from dashboard.data.storage.store import reading
from dashboard.reports.runner import Outcome, run_due
from dashboard.reports.runs import Run, ask_run, run_for, runs_for
from dashboard.reports.templates import template_for
from dashboard.services import Services
from tests.data.factories import SATURDAY, TODAY, load, row
from tests.fixtures.application import email_of

NOW = datetime(2026, 11, 23, 8, 0)  # a Monday, UTC


@dataclass
class Office:
    """Somebody's reports: `at` is the time that runners are told."""

    services: Services
    user: User
    at: datetime = NOW

    def clock(self) -> datetime:
        """The time, always the same until the test changes it."""
        return self.at

    def ask(self, template: str = "subscription_details", **given: Any) -> str:
        """The id of a run that was asked for."""
        found = template_for(self.services.store, self.user, template)
        return ask_run(self.services, self.user, found, "US", **given)

    def work(self, **later: float) -> list[Outcome]:
        """What a runner did, that much later."""
        self.at += timedelta(**later)
        return run_due(self.services, self.clock)

    def run(self, run_id: str) -> Run:
        """A run as it is now."""
        return run_for(self.services.store, self.user, run_id)

    def runs(self) -> list[Run]:
        """All that the person sees."""
        return runs_for(self.services.store, self.user)

    def text(self, run_id: str) -> str:
        """What the run's file holds."""
        file = self.run(run_id).file
        assert file is not None
        return (self.services.settings.data_dir / file).read_bytes().decode()


def user_with(services: Services, role: str) -> User:
    """The user of the role as the store has them now."""
    with reading(services.store) as connection:
        return user_of(connection, email_of(role))


@pytest.fixture
def filled(us: Region) -> Region:
    """A and B, a subscription each."""
    load(us, [row("A", "S1", m=(10, 5, 5)), row("B", "S2", m=(30, 15, 3), start_date=SATURDAY)])
    return us


@pytest.fixture
def office(opened: Services, filled: Region) -> Office:
    """A full administrator's."""
    today = opened.settings.model_copy(update={"today": TODAY})
    return Office(replace(opened, settings=today), user_with(opened, "full_admin"))
