"""Dates that a page can be asked for: every one with data of its own, and the way from one to the next."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import sqlalchemy as sa

from dashboard.data.query.cache import kept
from dashboard.data.query.question import Moment, Question
from dashboard.data.storage.schema import snapshot_date
from dashboard.data.storage.weeks import sunday


@dataclass(frozen=True)
class Dates:
    """The as-of dates up to today that have data of their own, newest first.

    With the period "week" each is the day after a completed week, and a whole week of as-of dates shows the same.
    """

    days: tuple[date, ...]
    today: date
    period: Literal["day", "week"] = "day"

    def standing(self, as_of: date) -> date:
        """The day that shows what the as-of date shows: the Sunday before it where weeks count."""
        return sunday(as_of) if self.period == "week" else as_of

    def is_past(self, as_of: date) -> bool:
        """Whether a page of that date shows less than is known today."""
        return self.standing(as_of) < self.standing(self.today)

    def earlier(self, as_of: date) -> date | None:
        """The nearest date before with data of its own, None when there is none."""
        return next((day for day in self.days if day < self.standing(as_of)), None)

    def later(self, as_of: date) -> date | None:
        """The nearest date after with data of its own, or today; None when it is today, or to come."""
        if not self.is_past(as_of):
            return None
        after = [day for day in self.days if day > self.standing(as_of)]
        return after[-1] if after and after[-1] < self.standing(self.today) else self.today


def up_to(days: Sequence[date], today: date) -> tuple[date, ...]:
    """The days that are not to come, newest first."""
    return tuple(sorted((day for day in days if day <= today), reverse=True))


def snapshot_dates(question: Question, today: date) -> Dates:
    """The dates of the region's snapshots, the same for everybody: how far its data reaches is no secret either."""
    return Dates(up_to(_snapshots(of_region(question)), today), today)


def of_region(question: Question) -> Question:
    """The one question of its region, whoever asks and about when, as long as nothing is imported: a key to keep by."""
    moment = Moment(date.min, None, newest=False, version=question.moment.version)
    return replace(question, scope=question.scope.peers, moment=moment, product="meetings", weeks=1, compare=None)


@kept
def _snapshots(question: Question) -> tuple[date, ...]:
    with question.scope.region.read() as connection:
        return tuple(connection.scalars(sa.select(snapshot_date.c.date)))
