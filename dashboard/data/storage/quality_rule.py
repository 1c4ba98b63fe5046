"""The quality rule: when a call leg is poor. Settings choose it, the page shows it, weekly counts are made by it."""

from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

Columns = sa.sql.ColumnCollection[str, Any]
STREAMS = ("audio", "video")


@dataclass(frozen=True)
class QualityRule:
    """A stream is measured when any of its three values is known; missing values play no part.

    `any`: one value at its threshold makes a stream poor; `all`: every known value must be there. A leg is poor when
    one of its streams is, good when none is and one is measured, unmeasured when none is measured.
    """

    jitter_ms: float = 150
    latency_ms: float = 400
    loss_percent: float = 5
    match: Literal["any", "all"] = "any"
    comparison: Literal[">=", ">"] = ">="

    @property
    def text(self) -> str:
        """The rule as one line, to tell whether counts were made by this one."""
        limits = f"jitter{self.comparison}{self.jitter_ms:g} latency{self.comparison}{self.latency_ms:g}"
        return f"{self.match} {limits} loss{self.comparison}{self.loss_percent:g}"


def measured(leg: Columns) -> sa.ColumnElement[bool]:
    """Whether any stream of a leg has a value, whatever the leg says of being a video call."""
    return sa.or_(*(value.is_not(None) for stream in STREAMS for value, _limit in _values(leg, stream, QualityRule())))


def poor(leg: Columns, rule: QualityRule) -> sa.ColumnElement[bool]:
    """Whether a leg is poor by the rule; false when nothing was measured."""
    return sa.or_(*(_poor_stream(leg, stream, rule) for stream in STREAMS))


def _poor_stream(leg: Columns, stream: str, rule: QualityRule) -> sa.ColumnElement[bool]:
    values = _values(leg, stream, rule)
    reached = [sa.func.coalesce(_reaches(value, limit, rule), rule.match == "all") for value, limit in values]
    if rule.match == "any":
        return sa.or_(*reached)
    return sa.and_(sa.or_(*(value.is_not(None) for value, _limit in values)), *reached)


def _values(leg: Columns, stream: str, rule: QualityRule) -> list[tuple[sa.ColumnElement[float], float]]:
    limits = {"jitter": rule.jitter_ms, "latency": rule.latency_ms, "loss": rule.loss_percent}
    return [(leg[f"{stream}_{name}"], limit) for name, limit in limits.items()]


def _reaches(value: sa.ColumnElement[float], limit: float, rule: QualityRule) -> sa.ColumnElement[bool]:
    return value >= limit if rule.comparison == ">=" else value > limit
