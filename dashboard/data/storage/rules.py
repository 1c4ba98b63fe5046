"""A region's own rules: what counts as near, soon, low, inactive, enough; how renewals are weighed.

A question carries those in force (`question.moment.rules`), so that every answer and everything kept follows them. The
past is shown with the rules of today.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.storage.quality_rule import QualityRule
from dashboard.data.storage.schema.work import region_rule
from dashboard.errors import BadParameter
from dashboard.i18n import N_

RISKS = (
    "days_left",
    "no_auto_renewal",
    "low_assignment",
    "low_use",
    "falling_use",
    "falling_calls",
    "poor_quality",
    "no_admin_activity",
)
"""The reasons of a renewal's score, in the order in which they are told."""


_THRESHOLDS = ("quality_jitter_ms", "quality_latency_ms", "quality_loss_percent")


@dataclass(frozen=True)
class Rules:
    """The rules in force. Days are whole days, rates 0 to 1; None: the quartile, or the settings' own threshold."""

    expiring_days: int = 90
    renewing_days: int = 90
    expires_soon_days: int = 14
    inactive_days: int = 90
    low_rate: float | None = None
    quality_jitter_ms: float | None = None
    quality_latency_ms: float | None = None
    quality_loss_percent: float | None = None
    minimum_legs: int = 50
    minimum_offered: int = 20
    poor_rate: float = 0.1
    abandonment_rate: float = 0.1
    fall_rate: float = 0.1
    calls_fall_rate: float = 0.5
    weight_days_left: int = 25
    weight_no_auto_renewal: int = 20
    weight_low_assignment: int = 15
    weight_low_use: int = 10
    weight_falling_use: int = 10
    weight_falling_calls: int = 8
    weight_poor_quality: int = 5
    weight_no_admin_activity: int = 7

    def weight(self, risk: str) -> int:
        """The most points that a reason of RISKS gives."""
        points: int = getattr(self, f"weight_{risk}")
        return points

    def quality(self, usual: QualityRule) -> QualityRule:
        """When a call leg is poor: by the region's own thresholds, where it has none by the usual ones."""
        own = {"jitter_ms": self.quality_jitter_ms, "latency_ms": self.quality_latency_ms}
        own |= {"loss_percent": self.quality_loss_percent}
        return replace(usual, **{key: value for key, value in own.items() if value is not None})  # type: ignore[arg-type]

    def in_force(self, usual: QualityRule) -> "Rules":
        """The rules with every threshold of quality: the usual ones where the region has none of its own."""
        held = self.quality(usual)
        thresholds = (held.jitter_ms, held.latency_ms, held.loss_percent)
        return replace(self, **dict(zip(_THRESHOLDS, thresholds, strict=True)))  # type: ignore[arg-type]

    def changed(self, values: Mapping[str, object]) -> "Rules":
        """The rules with others in place. Raises BadParameter, whose parameter is the rule."""
        return replace(self, **{key: _checked(key, value) for key, value in values.items()})


DEFAULTS = Rules()

FOLLOWS: dict[str, tuple[str, ...]] = {
    "nearing_expiration": ("expiring_days",),
    "nearing_renewal": ("renewing_days",),
    "low_assignment": ("low_rate",),
    "headline_nearing_expiration": ("expiring_days",),
    "headline_nearing_renewal": ("renewing_days",),
    "headline_low_assignment": ("low_rate",),
    "expiring": ("expiring_days",),
    "renewing": ("renewing_days",),
    "right_sizing": ("renewing_days",),
    "customers.expires_soon": ("expires_soon_days",),
    "customers.statuses": ("expires_soon_days", "inactive_days"),
    "poor_rate": _THRESHOLDS,
    "customer_quality": _THRESHOLDS,
    "endpoint_quality": _THRESHOLDS,
    "customer_usage.below_minimum": ("minimum_legs",),
    "customer_quality.below_minimum": ("minimum_legs",),
    "endpoint_quality.below_minimum": ("minimum_legs",),
    "customer_queues.below_minimum": ("minimum_offered",),
    "queues_worst.below_minimum": ("minimum_offered",),
    "renewals": (*(f"weight_{risk}" for risk in RISKS), "poor_rate", "minimum_legs", "inactive_days", *_THRESHOLDS),
}
"""The rules that a metric or a column follows, by its key in the catalogue (its table before a dot), or a table."""


def rules_of_metric(key: str) -> tuple[str, ...]:
    """The names of the rules that a metric of the catalogue follows."""
    return FOLLOWS.get(key) or FOLLOWS.get(key.partition(".")[0], ())


def rules_of_tables(rules: Rules, usual: QualityRule, *names: str) -> dict[str, Any]:
    """What the rules are that tables follow in any of their rows, columns or metrics, by the rule's name; `usual` are
    the thresholds of quality where a region has none of its own."""
    rules = rules.in_force(usual)
    keys = [key for name, keys in FOLLOWS.items() if name.partition(".")[0] in names for key in keys]
    return {key: getattr(rules, key) for key in dict.fromkeys(keys)}


KEYS = tuple(field.name for field in fields(Rules))
_OPTIONAL = frozenset({"low_rate", *_THRESHOLDS})
_LIMITS: dict[str, tuple[float, float]] = {
    "expiring_days": (1, 366),
    "renewing_days": (1, 366),
    "expires_soon_days": (0, 366),
    "inactive_days": (1, 3_660),
    "quality_jitter_ms": (1, 10_000),
    "quality_latency_ms": (1, 60_000),
    "quality_loss_percent": (0.01, 100),
    "minimum_legs": (0, 1_000_000),
    "minimum_offered": (0, 1_000_000),
}


def limits(key: str) -> tuple[float, float]:
    """The least and the most that a rule may be."""
    return _LIMITS.get(key, (0, 100) if key.startswith("weight_") else (0, 1))


def rules_at(connection: Connection) -> Rules:
    """The rules in force in the connection's region. What this version does not know, or cannot be, is left out."""
    values = {row.key: json.loads(row.value) for row in connection.execute(sa.select(region_rule)) if row.key in KEYS}
    return DEFAULTS.changed(values)


def keep_rules(connection: Connection, rules: Rules) -> None:
    """Makes these the rules of the connection's region: only what differs from the defaults is kept."""
    usual = asdict(DEFAULTS)
    rows = [{"key": key, "value": json.dumps(value)} for key, value in asdict(rules).items() if value != usual[key]]
    connection.execute(sa.delete(region_rule))
    if rows:
        connection.execute(sa.insert(region_rule), rows)


def _checked(key: str, value: object) -> Any:
    if key not in KEYS:
        raise BadParameter(key, N_("one of %(names)s"), names=", ".join(KEYS))
    if value is None and key in _OPTIONAL:
        return None
    whole = isinstance(getattr(DEFAULTS, key), int)
    least, most = limits(key)
    number = None if isinstance(value, bool) or not isinstance(value, int | float) else value
    if number is None or not least <= number <= most or (whole and number != int(number)):
        kind = N_("a whole number from %(least)s to %(most)s") if whole else N_("a number from %(least)s to %(most)s")
        raise BadParameter(key, kind, least=least, most=most)
    return int(number) if whole else float(number)
