"""KPIs counted again in plain Python, from rows as an export reads them: nothing of their SQL is used here."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dashboard.data.query.metric import Value
from dashboard.data.storage.schema import HEADLINES

Row = Mapping[str, Any]


def _every(row: Row) -> bool:
    return True


@dataclass(frozen=True)
class Part:
    """A numerator or a denominator: the sum of columns over the rows, or the number of rows or of customers.

    A sum is unknown when no row knows it, and 0 over no rows.
    """

    counts: str  # what is counted once: "rows", "customers", or "" for a sum
    columns: tuple[str, ...] = ()  # what is read: added up in a sum
    where: Callable[[Row], bool] = _every  # which of the rows are counted or added up
    beside: tuple[str, ...] = ()  # what must be known too where a sum is


@dataclass
class _Tally:
    customers: set[str] = field(default_factory=set)
    rows: int = 0
    known: int = 0
    total: float = 0

    def add(self, part: Part, row: Row) -> None:
        self.rows += 1
        if part.counts:
            if part.where(row):
                self.known += 1
                if part.counts == "customers":
                    self.customers.add(row["org_id"])
        elif all(row[name] is not None for name in (*part.columns, *part.beside)):
            self.known += 1
            self.total += sum(row[name] for name in part.columns) if part.where(row) else 0

    def number(self, part: Part) -> float | None:
        if part.counts:
            return len(self.customers) if part.counts == "customers" else self.known
        return self.total if self.known or not self.rows else None


def _sum(*columns: str, beside: tuple[str, ...] = ()) -> Part:
    return Part("", columns, beside=beside)


def _having(status: str) -> Part:
    return Part("customers", ("org_id", "statuses"), lambda row: status in (row["statuses"] or ()))


_CUSTOMERS = Part("customers", ("org_id",))
_LICENCES = ("purchased", "assigned", "used", "recommended", "idle", "short", "change")
_CALLS = ("calls", "legs", "minutes", "active_users", "poor", "unmeasured", "offered")
_FALLING = Part("customers", ("org_id", "calls_change"), lambda row: (row["calls_change"] or 0) < 0)

_AT_RISK = Part("", ("purchased",), lambda row: row["score"] >= 50, beside=("score",))

PARTS: dict[str, tuple[Part, ...]] = {
    **dict.fromkeys((*HEADLINES, "customers", "unseen_customers"), (_CUSTOMERS,)),
    "first_customers": (Part("customers", ("org_id", "first"), lambda row: row["first"] is True),),
    "licences": (_sum("purchased"),),
    "assignment_rate": (_sum("assigned", beside=("purchased",)), _sum("purchased", beside=("assigned",))),
    "usage_rate": (_sum("used", beside=("purchased",)), _sum("purchased", beside=("used",))),
    "unassigned": (_sum("available"),),
    "licences_over": (_sum("over"),),
    "average_over": (_sum("over"), _CUSTOMERS),
    "licences_at_risk": (_AT_RISK,),
    **{key: (_sum(key),) for key in (*_LICENCES, *_CALLS)},
    **{key: (_having(key),) for key in ("expires_soon", "licence_overage")},
    "rises": (Part("", ("change",), lambda row: row["change"] > 0),),
    "falls": (Part("", ("change",), lambda row: row["change"] < 0),),
    "falling": (_FALLING,),
    "counted": (Part("rows", ("silent", "calls"), lambda row: not row["silent"] and row["calls"] is not None),),
    "queues": (Part("rows", ("queue",)),),
    "silent": (Part("rows", ("silent",), lambda row: row["silent"]),),
    "findings": (Part("rows", ("finding",)),),
    "customers_concerned": (Part("customers", ("org_id",), lambda row: row["org_id"] is not None),),
    "poor_rate": (_sum("poor"), _sum("good", "poor")),
    "adoption_rate": (
        Part("rows", ("uses",), lambda row: row["uses"] is True),
        Part("rows", ("uses",), lambda row: row["uses"] is not None),
    ),
    "average_answer_seconds": (_sum("wait_seconds"), _sum("answered_waited")),
    "average_abandon_wait_seconds": (_sum("abandon_seconds"), _sum("abandoned_waited")),
    "abandonment_rate": (_sum("abandoned_rated"), _sum("offered_rated")),
}
"""Numerator, and denominator where there is one, by the key of the metric."""


def columns_of(key: str) -> tuple[str, ...]:
    """The columns that a metric is made of."""
    return tuple(dict.fromkeys(name for part in PARTS[key] for name in (*part.columns, *part.beside)))


def recount(key: str, rows: Iterable[Row]) -> tuple[Value, int]:
    """The metric of that key over the rows, and how many rows there were."""
    parts: Sequence[Part] = PARTS[key]
    tallies, number = [_Tally() for _ in parts], 0
    for row in rows:
        number += 1
        for tally, part in zip(tallies, parts, strict=True):
            tally.add(part, row)
    numerator, *rest = [tally.number(part) for tally, part in zip(tallies, parts, strict=True)]
    return Value(numerator, rest[0] if rest else None, ratio=bool(rest)), number
