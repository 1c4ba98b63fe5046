"""Coverage: from which files the numbers come, how many of the customers they can speak of, and why not of the rest."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

import sqlalchemy as sa

from dashboard.data.customers.customers_at import known_customers
from dashboard.data.provenance.freshness import freshness
from dashboard.data.query.cache import kept
from dashboard.data.query.question import Question
from dashboard.data.subscriptions.states import current_customers

Why = Literal[
    "gone", "never", "unreported", "unlicensed", "unmeasured", "featureless", "queueless", "legless", "unlisted"
]
"""Why a customer is not seen: missing from the subscription reports for more than 14 days · never in one · has Calling
licences but no report of the week names it · has none · no source tells its quality, its features, its queues · it
has no call legs · no Call Queue Stats report names it."""


Unseen = tuple[sa.FromClause, sa.ColumnElement[int], dict[Why, sa.ColumnElement[bool]]]
"""The customers in scope, the key of each, and whether it is not seen for each of a subject's reasons."""

LICENCES = "licences"
"""The subject of numbers about subscriptions; those about calls are the keys of `calling.coverage.SIGHTS`."""


@dataclass(frozen=True)
class Files:
    """The files that numbers come from: `day` is the snapshot's, or the Sunday of the week."""

    day: date
    names: tuple[str, ...]
    imported_at: datetime | None  # the last of them, UTC
    sample: bool
    period: Literal["day", "week"] = "day"


@dataclass(frozen=True)
class Coverage:
    """How many of `every` customer in scope the numbers speak of; `unseen` are the rest by reason, none with nobody.

    `subject` is what the numbers are about, as the table `not_seen` names it.
    """

    files: Files
    seen: int
    every: int
    unseen: tuple[tuple[Why, int], ...]
    subject: str = LICENCES


def coverage_of(files: Files, counted: dict[str, Any], reasons: tuple[Why, ...], subject: str) -> Coverage:
    """A sight from counts by name: `every`, and each reason; whoever has no reason is seen."""
    unseen = tuple((why, int(counted[why])) for why in reasons if counted[why])
    every = int(counted["every"])
    return Coverage(files, every - sum(number for _why, number in unseen), every, unseen, subject)


def licence_coverage(question: Question) -> Coverage | None:
    """What numbers about subscriptions can see: customers with a current one. None without a snapshot by then."""
    fresh = freshness(in_region(question))
    if fresh is None:
        return None
    names = () if fresh.sample or not fresh.file_name else (fresh.file_name,)
    files = Files(fresh.snapshot, names, fresh.imported_at, fresh.sample)
    return coverage_of(files, _licence_counts(plainly(question)), ("gone", "never"), LICENCES)


def plainly(question: Question) -> Question:
    """The question of whom and when alone: sections of other products have the same sight."""
    return Question(question.scope, question.moment)


def in_region(question: Question) -> Question:
    """The same of the whole region: files are the same for everybody."""
    return plainly(replace(question, scope=question.scope.peers))


@kept
def _licence_counts(question: Question) -> dict[str, int]:
    source, _key, reasons = unseen_licences(question)
    counts = [sa.func.count(sa.case((holds, 1))).label(why) for why, holds in reasons.items()]
    statement = sa.select(sa.func.count().label("every"), *counts).select_from(source)
    with question.scope.region.read() as connection:
        return {str(key): int(number) for key, number in connection.execute(statement).mappings().one().items()}


def unseen_licences(question: Question) -> Unseen:
    """Those without a current subscription: a report named them once, or never."""
    customers = known_customers(question).subquery("known")
    now = current_customers(question.scope, question.moment).subquery("now")
    unseen = now.c.customer_key.is_(None)
    reasons: dict[Why, sa.ColumnElement[bool]] = {
        "gone": unseen & customers.c.had.is_not(None),
        "never": unseen & customers.c.had.is_(None),
    }
    key = customers.c.customer_key
    return customers.join(now, now.c.customer_key == key, isouter=True), key, reasons
