"""What numbers about a week of calls can see: the files of the week, and whom they name."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from dashboard.data.calling.covered_weeks import Source, week_of
from dashboard.data.customers.customers_at import known_customers
from dashboard.data.provenance.coverage import Coverage, Files, Unseen, Why, coverage_of, in_region, plainly
from dashboard.data.query.cache import kept
from dashboard.data.query.question import Question
from dashboard.data.storage.schema import import_record
from dashboard.data.storage.schema.calls import calling_week, customer_week, feature_week, queue_week
from dashboard.data.subscriptions.states import current_states, has_product

SIGHTS: dict[str, tuple[tuple[Source, ...], tuple[Why, ...]]] = {
    "usage": (("usage", "legs"), ("unreported", "unlicensed")),
    "quality": (("usage", "legs"), ("unreported", "unlicensed", "unmeasured")),
    "features": (("usage", "legs", "queues"), ("unreported", "unlicensed", "featureless")),
    "queues": (("usage", "queues"), ("queueless",)),
    "endpoints": (("legs",), ("legless",)),
    "queue_reports": (("queues",), ("unlisted",)),
}
"""By what is told: the sources that tell it, and the reasons why a customer is not seen."""


def week_coverage(subject: str) -> Callable[[Question], Coverage | None]:
    """What numbers about a subject of SIGHTS can see in the question's week; None when no file speaks of it."""
    sources, reasons = SIGHTS[subject]

    def sight(question: Question) -> Coverage | None:
        files = _files(in_region(question), sources)
        return coverage_of(files, _counts(plainly(question))[subject], reasons, subject) if files else None

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
def _counts(question: Question) -> dict[str, dict[str, int]]:
    """Customers in scope, and by subject those of each reason, in one statement for all."""
    source, row = _known(question)
    counts = {f"{subject}/{why}": holds for subject in SIGHTS for why, holds in _unseen(row, subject).items()}
    columns = [sa.func.count(sa.case((holds, 1))).label(name) for name, holds in counts.items()]
    with question.scope.region.read() as connection:
        statement = sa.select(sa.func.count().label("every"), *columns).select_from(source)
        sums = connection.execute(statement).mappings().one()
    return {
        subject: {"every": int(sums["every"]), **{why: int(sums[f"{subject}/{why}"]) for why in SIGHTS[subject][1]}}
        for subject in SIGHTS
    }


def unseen(question: Question, subjects: Sequence[str]) -> dict[str, Unseen]:
    """By subject the customers in scope, the key of each, and whether it is not seen for each of its reasons; what the
    sources tell of a customer is looked at once for one statement of all."""
    source, row = _known(question)
    seen = sa.select(*row.values()).select_from(source).cte("seen")
    columns = {name: seen.c[name] for name in row}
    return {subject: (seen, seen.c.customer_key, _unseen(columns, subject)) for subject in subjects}


Known = Mapping[str, sa.ColumnElement[Any]]


def _known(question: Question) -> tuple[sa.FromClause, dict[str, sa.ColumnElement[Any]]]:
    """The customers in scope beside what the week's sources tell of each; the columns that say so, never unknown."""
    known, week = known_customers(question).subquery("known"), week_of(question)
    called, queued, key = customer_week.alias("called"), queue_week.alias("queued"), known.c.customer_key
    featured = sa.select(feature_week.c.customer_key).where(feature_week.c.week == week).distinct().subquery("featured")
    licensed = _licensed(question).subquery("licensed")
    source = (
        known.join(called, (called.c.customer_key == key) & (called.c.week == week), isouter=True)
        .join(queued, (queued.c.customer_key == key) & (queued.c.week == week), isouter=True)
        .join(featured, featured.c.customer_key == key, isouter=True)
        .join(licensed, licensed.c.customer_key == key, isouter=True)
    )
    flags = {
        "usage": called.c.customer_key.is_not(None),
        "quality": called.c.good.is_not(None),
        "endpoints": sa.func.coalesce(called.c.quality_source == "legs", sa.false()),
        "features": featured.c.customer_key.is_not(None),
        "queues": queued.c.customer_key.is_not(None),
        "queue_reports": sa.func.coalesce(queued.c.source == "queues", sa.false()),
        "subscribed": licensed.c.customer_key.is_not(None),
    }
    return source, {"customer_key": key, **{name: flag.label(name) for name, flag in flags.items()}}


def _unseen(row: Known, subject: str) -> dict[Why, sa.ColumnElement[bool]]:
    """Whether a customer is not seen, by the reasons of the subject."""
    unseen, named = ~row[subject], row["usage"]
    reasons: dict[Why, sa.ColumnElement[bool]] = {
        "unreported": unseen & ~named & row["subscribed"],
        "unlicensed": unseen & ~named & ~row["subscribed"],
        "unmeasured": unseen & named,
        "featureless": unseen & named,
        **dict.fromkeys(_PLAIN, unseen),
    }
    return {why: reasons[why] for why in SIGHTS[subject][1]}


_PLAIN: tuple[Why, ...] = ("queueless", "legless", "unlisted")


def _licensed(question: Question) -> sa.Select[Any]:
    """Those with Calling licences in a current subscription."""
    state = current_states(question.scope, question.moment, before=False).c
    return sa.select(state.customer_key).distinct().where(has_product(state, "calling"))
