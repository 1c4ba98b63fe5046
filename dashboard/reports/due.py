"""When a schedule is due: local times of a zone as moments in UTC. Pure: no clock, no store.

A local time that the clock skips is due at the next minute that exists; one that comes twice is due the first time; the
31st of a shorter month is its last day.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Literal
from zoneinfo import ZoneInfo

Every = Literal["daily", "weekly", "monthly"]
EVERY: tuple[Every, ...] = ("daily", "weekly", "monthly")

_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)


@dataclass(frozen=True)
class Rhythm:
    """How often, at which local time of which zone; `weekday` (1 Monday .. 7) when weekly, `day` when monthly."""

    every: Every
    at: time
    zone: ZoneInfo
    weekday: int = 1
    day: int = 1


def upcoming(rhythm: Rhythm, after: datetime, count: int = 5) -> list[datetime]:
    """The next due moments after an aware moment, in order, in UTC."""
    return list(islice(_moments(rhythm, after), count))


def next_due(rhythm: Rhythm, after: datetime) -> datetime:
    """The first of them."""
    return upcoming(rhythm, after, 1)[0]


def _moments(rhythm: Rhythm, after: datetime) -> Iterator[datetime]:
    last = after
    for day in _days(rhythm, after.astimezone(rhythm.zone).date() - _DAY):
        moment = _in_utc(datetime.combine(day, rhythm.at), rhythm.zone)
        if moment > last:  # a day that the zone skips falls on the next one
            last = moment
            yield moment


def _days(rhythm: Rhythm, first: date) -> Iterator[date]:
    """The days from the first one on that the rhythm names."""
    if rhythm.every == "monthly":
        yield from _days_of_months(rhythm.day, first)
        return
    day = first
    while True:
        if rhythm.every == "daily" or day.isoweekday() == rhythm.weekday:
            yield day
        day += _DAY


def _days_of_months(number: int, first: date) -> Iterator[date]:
    year, month = first.year, first.month
    while True:
        day = date(year, month, min(number, monthrange(year, month)[1]))
        if day >= first:
            yield day
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _in_utc(local: datetime, zone: ZoneInfo) -> datetime:
    """The moment of a local time. `fold=0` is the first of two; across a gap the two folds stand on its sides."""
    moment = local.replace(tzinfo=zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == local:
        return moment
    moment = local.replace(tzinfo=zone, fold=1).astimezone(UTC)
    while moment.astimezone(zone).replace(tzinfo=None) < local:
        moment += _MINUTE
    return moment
