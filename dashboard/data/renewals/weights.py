"""What other weights would do to the queue, before they are the region's."""

from dataclasses import dataclass, replace
from typing import Any

from dashboard.data.query import queries
from dashboard.data.query.question import Question, View
from dashboard.data.renewals.table import RENEWALS
from dashboard.data.storage.rules import Rules

SHOWN = 20
_COLUMNS = View(columns=("org_id", "customer", "subscription_id", "score"))


@dataclass(frozen=True)
class Moved:
    """A renewal that is, or would be, among the first: its place (from 1) and score now and by the other weights.

    A place is None beyond the first that are looked at.
    """

    org_id: str
    customer: str
    subscription_id: str
    place: int | None
    score: int | None
    new_place: int | None
    new_score: int | None


def reordered(question: Question, rules: Rules, shown: int = SHOWN) -> list[Moved]:
    """The first of the queue by the other weights in their order, then those that would be among them no more."""
    other = replace(question, moment=replace(question.moment, rules=rules))
    now, then = (_first(asked, shown) for asked in (question, other))
    keys = [*then, *(key for key in now if key not in then)]
    return [_moved(now.get(key), then.get(key)) for key in keys]


def _first(question: Question, shown: int) -> dict[tuple[str, str], dict[str, Any]]:
    rows = queries.rows(question, RENEWALS, _COLUMNS, limit=shown)
    return {(row["org_id"], row["subscription_id"]): row | {"place": place} for place, row in enumerate(rows, 1)}


def _moved(now: dict[str, Any] | None, then: dict[str, Any] | None) -> Moved:
    known = then or now or {}
    names = (known[name] for name in ("org_id", "customer", "subscription_id"))
    places = [row[name] if row else None for row in (now, then) for name in ("place", "score")]
    return Moved(*names, *places)
