"""Sight: from which files the numbers come, how many of the customers they can speak of, and why not of the rest."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

import sqlalchemy as sa

from dashboard.data.freshness import freshness
from dashboard.data.kept import kept
from dashboard.data.known import known_customers
from dashboard.data.question import Question
from dashboard.data.states import current_customers

Why = Literal["gone", "never", "unreported", "unlicensed", "unmeasured", "featureless", "queueless"]
"""Why a customer is not seen: missing from the subscription reports for more than 14 days · never in one · has Calling
licences but no report of the week names it · has none · no source tells its quality, its features, its queues."""


@dataclass(frozen=True)
class Files:
    """The files that numbers come from: `day` is the snapshot's, or the Sunday of the week."""

    day: date
    names: tuple[str, ...]
    imported_at: datetime | None  # the last of them, UTC
    sample: bool
    period: Literal["day", "week"] = "day"


@dataclass(frozen=True)
class Sight:
    """How many of `every` customer in scope the numbers speak of; `unseen` are the rest by reason, none with nobody."""

    files: Files
    seen: int
    every: int
    unseen: tuple[tuple[Why, int], ...]


def sight_of(files: Files, counted: dict[str, Any], reasons: tuple[Why, ...]) -> Sight:
    """A sight from counts by name: `every`, and each reason; whoever has no reason is seen."""
    unseen = tuple((why, int(counted[why])) for why in reasons if counted[why])
    every = int(counted["every"])
    return Sight(files, every - sum(number for _why, number in unseen), every, unseen)


def licence_sight(question: Question) -> Sight | None:
    """What numbers about subscriptions can see: customers with a current one. None without a snapshot by then."""
    found = freshness(in_region(question))
    if found is None:
        return None
    names = () if found.sample or not found.file_name else (found.file_name,)
    files = Files(found.snapshot, names, found.imported_at, found.sample)
    return sight_of(files, _licence_counts(plainly(question)), ("gone", "never"))


def plainly(question: Question) -> Question:
    """The question of whom and when alone: sections of other products have the same sight."""
    return Question(question.scope, question.moment)


def in_region(question: Question) -> Question:
    """The same of the whole region: files are the same for everybody."""
    return plainly(replace(question, scope=question.scope.peers))


@kept
def _licence_counts(question: Question) -> dict[str, int]:
    known = known_customers(question).subquery("known")
    now = current_customers(question.scope, question.moment).subquery("now")
    unseen = now.c.customer_key.is_(None)
    statement = sa.select(
        sa.func.count().label("every"),
        sa.func.count(sa.case((unseen & known.c.had.is_not(None), 1))).label("gone"),
        sa.func.count(sa.case((unseen & known.c.had.is_(None), 1))).label("never"),
    ).select_from(known.join(now, now.c.customer_key == known.c.customer_key, isouter=True))
    with question.scope.region.read() as connection:
        return {str(key): int(number) for key, number in connection.execute(statement).mappings().one().items()}
