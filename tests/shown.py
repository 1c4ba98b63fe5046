"""Random states of the pages: who looks, at which number, with which filters and order; and what a state shows."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from dashboard.data.query.question import MEASURES
from dashboard.data.query.table import Column
from dashboard.pages.proof.kpis import Kpi, kpis
from tests.generated import TAGS

Row = dict[str, Any]
Pairs = tuple[tuple[str, str], ...]
_NUMBERS = ("=0", "0", ">0", ">=10", "<5", "5..100", "!=0", "unknown", "known")
_TEXTS: dict[str, tuple[str, ...]] = {
    "rate": ("<50%", ">=0.7", "0%..100%", "unknown", "known"),
    "points": ("<0.05", ">=-2%", "-10%..5%", "=0", "unknown", "known"),
    "date": (">=2025-01-01", "<2025-06-30", "unknown", "known"),
    "flag": ("true", "false", "unknown", "known"),
    "text": ("a", "=Meetings", "e", "!=x", "unknown", "known"),
}


@dataclass(frozen=True)
class State:
    """A number, who looks at it, what governs the page, and how the table is read."""

    kpi: Kpi
    role: str
    page: Pairs
    filters: Pairs
    sort: str

    @property
    def share(self) -> str:
        """The address of a page, without its path."""
        own = [(f"{self.kpi.section.name}.{key}", value) for key, value in self.filters]
        return urlencode([*self.page, *own])

    @property
    def asked(self) -> str:
        """The same for the API about the table alone."""
        return urlencode([*self.page, *self.filters, *([("sort", self.sort)] if self.sort else [])])


def states(seed: int, number: int, codes: Sequence[str], days: dict[str, Sequence[date]]) -> Iterator[State]:
    """So many states, the same for the same seed."""
    dice, known = random.Random(seed), list(kpis())
    for _ in range(number):
        kpi, code = dice.choice(known), dice.choice(codes)
        yield State(
            kpi,
            dice.choice(("full_admin", "read_only_admin", "partner_admin", "partner_admin")),
            _page(dice, code, days[code]),
            _filters(dice, kpi) if kpi.of_section else (),
            _sort(dice, kpi.section.table.columns),
        )


def _page(dice: random.Random, code: str, days: Sequence[date]) -> Pairs:
    day = dice.choice(days) + timedelta(days=dice.choice([0, 0, 0, 1, -3, 7]))
    pairs = [("region", code), ("as_of", day.isoformat()), ("product", dice.choice(["meetings", "calling"]))]
    pairs += [("tag", tag) for tag in dice.sample(TAGS, dice.choice([0, 0, 1, 2]))]
    pairs += [("measure", dice.choice(MEASURES)), ("buffer", dice.choice(["0", "10", "37"]))]
    if dice.random() < 0.15:
        pairs.append(("managed_by", dice.choice(["own", "external"])))
    if dice.random() < 0.15:
        pairs.append(("q", dice.choice(["a", "Listed", "<b>", "nobody at all"])))
    return tuple(pairs)


def _filters(dice: random.Random, kpi: Kpi) -> Pairs:
    columns = dice.sample(kpi.section.table.columns, dice.choice([0, 0, 1, 1, 2]))
    return tuple((f"filter.{one.key}", dice.choice(_texts(one))) for one in columns)


def _texts(column: Column) -> Sequence[str]:
    """What may stand in a filter of the column."""
    if column.of:
        return (*column.of, f"!={','.join(column.of)}")
    return _TEXTS.get(column.kind, _NUMBERS)


def _sort(dice: random.Random, columns: Sequence[Column]) -> str:
    chosen = dice.sample(columns, dice.choice([0, 1, 2]))
    return ",".join(dice.choice(["", "-"]) + one.key for one in chosen)


def customers(rows: Sequence[Row]) -> int:
    return len({row["org_id"] for row in rows})


def total(rows: Sequence[Row], *keys: str) -> float | None:
    known = [sum(row[key] for key in keys) for row in rows if all(row[key] is not None for key in keys)]
    return sum(known) if known or not rows else None


def share_of(part: float | None, whole: float | None) -> float | None:
    return part / whole if part is not None and whole else None


def _risky(row: Row) -> int | None:
    """The licences of a renewal of 50 points or more, 0 below."""
    known: int | None = row["purchased"]
    return known if known is None or row["score"] >= 50 else 0


FORMULAS: dict[str, Callable[[Sequence[Row]], float | None]] = {
    "licences": lambda rows: total(rows, "purchased"),
    "assignment_rate": lambda rows: share_of(total(rows, "assigned"), total(rows, "purchased")),
    "usage_rate": lambda rows: share_of(total(rows, "used"), total(rows, "purchased")),
    "unassigned": lambda rows: total(rows, "available"),
    "licences_over": lambda rows: total(rows, "over"),
    "average_over": lambda rows: share_of(total(rows, "over"), customers(rows)),
    "falling": lambda rows: customers([row for row in rows if (row["calls_change"] or 0) < 0]),
    "counted": lambda rows: sum(not row["silent"] and row["calls"] is not None for row in rows),
    "silent": lambda rows: sum(row["silent"] for row in rows),
    "poor_rate": lambda rows: share_of(total(rows, "poor"), total(rows, "good", "poor")),
    "adoption_rate": lambda rows: share_of(
        sum(row["uses"] is True for row in rows), sum(row["uses"] is not None for row in rows)
    ),
    "average_answer_seconds": lambda rows: share_of(total(rows, "wait_seconds"), total(rows, "answered_waited")),
    "average_abandon_wait_seconds": lambda rows: share_of(
        total(rows, "abandon_seconds"), total(rows, "abandoned_waited")
    ),
    "abandonment_rate": lambda rows: share_of(total(rows, "abandoned_rated"), total(rows, "offered_rated")),
}
FORMULAS |= {
    "expires_soon": lambda rows: customers([row for row in rows if "expires_soon" in row["statuses"]]),
    "licence_overage": lambda rows: customers([row for row in rows if "licence_overage" in row["statuses"]]),
    "first_customers": lambda rows: customers([row for row in rows if row["first"] is True]),
    "rises": lambda rows: sum(max(row["change"], 0) for row in rows),
    "falls": lambda rows: sum(min(row["change"], 0) for row in rows),
    "change": lambda rows: sum(row["change"] for row in rows),
    "findings": len,
    "queues": len,
    "licences_at_risk": lambda rows: total([row | {"purchased": _risky(row)} for row in rows], "purchased"),
    "customers_concerned": lambda rows: customers([row for row in rows if row["org_id"]]),
}
LICENCES = ("purchased", "assigned", "used", "recommended", "idle", "short")
SUMS = (*LICENCES, "calls", "legs", "minutes", "active_users", "poor", "unmeasured", "offered")


def expected(key: str, rows: Sequence[Row]) -> float | None:
    """A number from the rows of its table, in plain Python; a number of customers unless it has a formula."""
    if key in SUMS:
        return total(rows, key)
    return FORMULAS.get(key, customers)(rows)
