"""The overview and the attention list of whoever asks: every region they may see, each by itself."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar
from urllib.parse import quote, urlencode

import sqlalchemy as sa

from dashboard.access.account.visits import last_visit
from dashboard.access.accounts import User, customers_in, scope_in
from dashboard.access.rights import demand, may
from dashboard.data.overview.attention import Entry, attention
from dashboard.data.overview.region_status import Standing, kpi_weeks, standing
from dashboard.data.provenance.dates import snapshot_dates
from dashboard.data.query.moment import moment
from dashboard.data.query.question import Question
from dashboard.data.storage.regions import Region
from dashboard.errors import DashboardError
from dashboard.services import Services

T = TypeVar("T")

_log = logging.getLogger(__name__)

WITHOUT_VISIT = timedelta(days=7)
"""How far back a first visit looks."""


@dataclass(frozen=True)
class Needed:
    """An entry of the attention list, of which region, and where it leads."""

    region: str
    entry: Entry
    link: str


def overview(services: Services, user: User, as_of: date | None = None, compare: date | None = None) -> list[Standing]:
    """A row for each region that holds customers the user may see, in the settings' order; one that is down says so.

    Raises Forbidden without analytics.
    """
    demand(user, "analytics")
    by_region = _each(services, user, as_of, standing, compare)
    return [row or Standing(code, down=True) for code, row in by_region]


def weeks_of_regions(services: Services, user: User, as_of: date | None = None) -> list[dict[str, object]]:
    """The five KPIs of the last 13 weeks, a row for each region and week: `region`, and what `kpi_weeks` gives.

    Regions come in the settings' order, weeks oldest first; a region that is down is left out. Raises Forbidden.
    """
    demand(user, "analytics")
    return [{"region": code, **week} for code, weeks in _each(services, user, as_of, kpi_weeks) for week in weeks or ()]


def days_of_regions(services: Services, user: User, today: date) -> tuple[date, ...]:
    """The days on which any region that the user may see has data of its own, newest first."""
    by_region = _each(services, user, today, lambda question: snapshot_dates(question, today).days)
    return tuple(sorted({day for _code, days in by_region for day in days or ()}, reverse=True))


def since_of(services: Services, user: User) -> date:
    """The day since which the user is told what changed: that of their last visit, else a week ago."""
    before, today = last_visit(services.store, user), services.settings.as_of()
    return min(before.date(), today) if before else today - WITHOUT_VISIT


def needed(
    services: Services, user: User, since: date, as_of: date | None = None, regions: tuple[str, ...] = ()
) -> list[Needed]:
    """What needs the user since a day, region by region (all unless named), the most pressing first in each.

    A role without analytics sees what the list of customers tells as a status. A region that is down is left out: the
    overview says so. Raises Forbidden without customers.
    """
    demand(user, "customers")
    analytics = may(user, "analytics")

    def entries(question: Question) -> tuple[Entry, ...]:
        return attention(question, min(since, question.moment.as_of), analytics=analytics)

    by_region = _each(services, user, as_of, entries, regions=regions)
    return [Needed(code, entry, link_of(code, entry, as_of)) for code, needs in by_region for entry in needs or ()]


def _each(
    services: Services,
    user: User,
    as_of: date | None,
    ask: Callable[[Question], T],
    compare: date | None = None,
    regions: tuple[str, ...] = (),
) -> list[tuple[str, T | None]]:
    """The answer of each region that holds customers the user may see, by its code; None of one that is down."""
    by_region: list[tuple[str, T | None]] = []
    for region in services.regions.values():
        if regions and region.code not in regions:
            continue
        try:
            if question := question_in(services, user, region, as_of, compare):
                by_region.append((region.code, ask(question)))
        except (DashboardError, sa.exc.DBAPIError) as error:
            _log.error("region %s is out of reach: %s", region.code, type(error).__name__)
            by_region.append((region.code, None))
    return by_region


def question_in(
    services: Services, user: User, region: Region, as_of: date | None = None, compare: date | None = None
) -> Question | None:
    """The user's question to a region, None where they see no customer of it."""
    scope = scope_in(user, region)
    if not customers_in(scope):
        return None
    earlier = moment(scope, compare) if compare else None
    return Question(scope, moment(scope, as_of or services.settings.as_of()), compare=earlier)


def link_of(region: str, entry: Entry, as_of: date | None = None) -> str:
    """Where an entry leads: to its customer, or to the findings of the region's data."""
    path = f"/customers/{quote(entry.org_id)}" if entry.org_id else "/quality"
    day = {"as_of": as_of.isoformat()} if as_of else {}
    return f"{path}?{urlencode({'region': region, **day})}"
