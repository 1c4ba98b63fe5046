"""What numbers about a week of calls can see: the files of the week, and whom they name."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from dashboard.data.calling.coverage import Source, week_of
from dashboard.data.kept import kept
from dashboard.data.known import known_customers
from dashboard.data.question import Question
from dashboard.data.schema import import_record
from dashboard.data.schema_calls import calling_week, customer_week, feature_week, queue_week
from dashboard.data.sight import Files, Sight, Why, in_region, plainly, sight_of
from dashboard.data.states import current_states, has_product

SIGHTS: dict[str, tuple[tuple[Source, ...], tuple[Why, ...]]] = {
    "usage": (("usage", "legs"), ("unreported", "unlicensed")),
    "quality": (("usage", "legs"), ("unreported", "unlicensed", "unmeasured")),
    "features": (("usage", "legs", "queues"), ("unreported", "unlicensed", "featureless")),
    "queues": (("usage", "queues"), ("queueless",)),
}
"""By what is told: the sources that tell it, and the reasons why a customer is not seen."""


def week_sight(subject: str) -> Callable[[Question], Sight | None]:
    """What numbers about a subject of SIGHTS can see in the question's week; None when no file speaks of it."""
    sources, reasons = SIGHTS[subject]

    def sight(question: Question) -> Sight | None:
        files = _files(in_region(question), sources)
        return sight_of(files, _counts(plainly(question), subject), reasons) if files else None

    return sight


@kept
def _files(question: Question, sources: tuple[Source, ...]) -> Files | None:
    """The newest import of each source of the week."""
    known, record, week = calling_week.c, import_record.c, week_of(question)
    statement = (
        sa.select(record.file_name, record.imported_at, record.sample)
        .join_from(calling_week, import_record, record.import_id == known.import_id)
        .where(known.week == week, known.source.in_(sources))
        .order_by(record.import_id)
    )
    with question.scope.region.read() as connection:
        rows = connection.execute(statement).all()
    if not rows:
        return None
    names = tuple(dict.fromkeys(row.file_name for row in rows if not row.sample))
    return Files(week, names, max(row.imported_at for row in rows), any(row.sample for row in rows), "week")


@kept
def _counts(question: Question, subject: str) -> dict[str, int]:
    """Customers in scope, and those of each reason, in one statement."""
    known = known_customers(question).subquery("known")
    key = known.c.customer_key
    named = _named(question, customer_week).subquery("named")
    told = _told(question, subject).subquery("told")
    licensed = _licensed(question).subquery("licensed")
    source = known
    for other in (named, told, licensed):
        source = source.join(other, other.c.customer_key == key, isouter=True)  # type: ignore[assignment]
    unseen, unnamed = told.c.customer_key.is_(None), named.c.customer_key.is_(None)
    subscribed = licensed.c.customer_key.is_not(None)
    reasons = {
        "unreported": unseen & unnamed & subscribed,
        "unlicensed": unseen & unnamed & ~subscribed,
        **dict.fromkeys(("unmeasured", "featureless"), unseen & ~unnamed),
        "queueless": unseen,
    }
    counts = [sa.func.count(sa.case((holds, 1))).label(why) for why, holds in reasons.items()]
    with question.scope.region.read() as connection:
        row = connection.execute(sa.select(sa.func.count().label("every"), *counts).select_from(source)).mappings()
        return {str(name): int(number) for name, number in row.one().items()}


def _named(question: Question, table: sa.Table) -> sa.Select[Any]:
    """The customers in scope with a row of the week, each once."""
    rows = sa.select(table.c.customer_key).distinct().where(table.c.week == week_of(question))
    return question.scope.restrict(rows, table.c.customer_key)


def _told(question: Question, subject: str) -> sa.Select[Any]:
    """Those of whom the week's sources tell the subject."""
    tables = {"features": feature_week, "queues": queue_week}
    rows = _named(question, tables.get(subject, customer_week))
    return rows.where(customer_week.c.good.is_not(None)) if subject == "quality" else rows


def _licensed(question: Question) -> sa.Select[Any]:
    """Those with Calling licences in a current subscription."""
    state = current_states(question.scope, question.moment, before=False).c
    return sa.select(state.customer_key).distinct().where(has_product(state, "calling"))
