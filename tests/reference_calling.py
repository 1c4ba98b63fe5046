"""The numbers of calls and queues, reckoned from the rows of imported files in plain Python."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

Row = dict[str, Any]
WEEK = timedelta(days=7)
STREAMS = ("audio", "video")
PAIRS = (("abandoned", "offered"), ("wait", "answered"), ("lost", "abandoned"))
OWN_FEATURES = ("hunt_group", "auto_attendant", "call_queue")
NAMED_ELSEWHERE = frozenset({"hunt group", "auto attendant", "call queue", *OWN_FEATURES})


@dataclass(frozen=True)
class Import:
    """A file: its kind (`legs`, `history`, `usage`, `queues`, `customers`), its rows by column key, its week."""

    kind: str
    rows: list[Row]
    week: date | None = None


@dataclass(frozen=True)
class Rule:
    """When a leg is poor."""

    jitter: float = 150
    latency: float = 400
    loss: float = 5
    every: bool = False
    above: bool = False


@dataclass
class Calls:
    """All that the files say after their imports: the later file wins."""

    rule: Rule = Rule()
    legs: dict[str, Row] = field(default_factory=dict)
    usage: dict[date, list[Row]] = field(default_factory=dict)
    queues: dict[date, list[Row]] = field(default_factory=dict)
    names: dict[str, str | None] = field(default_factory=dict)
    listed: dict[str, str | None] = field(default_factory=dict)
    tags: dict[str, frozenset[str]] = field(default_factory=dict)

    def take(self, one: Import) -> None:
        """Imports a file."""
        for row in one.rows:
            org, name = row.get("customer_org_id") or row["org_id"], row.get("customer_name")
            if one.kind == "customers":
                self.listed[org] = name
            else:
                self.names[org] = name or self.names.get(org)
            if one.kind == "legs":
                self.legs[row["leg_id"]] = row
            elif one.kind == "history":
                self._record(row)
        if one.week and one.kind in ("usage", "queues"):
            (self.usage if one.kind == "usage" else self.queues)[one.week] = one.rows

    def _record(self, row: Row) -> None:
        before = self.legs.get(row["report_id"])
        if before is None or before["report_time"] <= row["report_time"]:
            self.legs[row["report_id"]] = row

    def name(self, org: str) -> str | None:
        return self.listed.get(org) or self.names.get(org)


@dataclass(frozen=True)
class Asking:
    """Whose numbers as of when; `customers` None for all, `tags` any of."""

    as_of: date
    customers: frozenset[str] | None = None
    tags: tuple[str, ...] = ()
    compare: date | None = None  # None: the week before

    @property
    def before(self) -> date:
        return sunday(self.compare) - WEEK if self.compare else self.week - WEEK

    @property
    def week(self) -> date:
        return sunday(self.as_of) - WEEK

    def sees(self, calls: Calls, org: str) -> bool:
        if self.customers is not None and org not in self.customers:
            return False
        return not self.tags or bool(calls.tags.get(org, frozenset()).intersection(self.tags))


def sunday(day: date) -> date:
    return day - timedelta(days=(day.weekday() + 1) % 7)


def total(values: Iterable[Any]) -> Any:
    """The sum of what is known, None when nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def distinct(values: Iterable[Any]) -> int | None:
    """How many different ones are known, None when none is."""
    return len({value for value in values if value is not None}) or None


def over(above: Any, below: Any) -> float | None:
    return None if above is None or not below else float(above / below)


def minus(now: Any, before: Any) -> Any:
    return None if now is None or before is None else now - before


def quality(leg: Row, rule: Rule) -> str:
    """good, poor or unmeasured."""
    verdicts = [poor for stream in STREAMS if (poor := poor_stream(leg, stream, rule)) is not None]
    return "unmeasured" if not verdicts else "poor" if any(verdicts) else "good"


def poor_stream(leg: Row, stream: str, rule: Rule) -> bool | None:
    limits = {"jitter_ms": rule.jitter, "latency_ms": rule.latency, "packet_loss": rule.loss}
    known = [(leg.get(f"{stream}_{name}"), limit) for name, limit in limits.items()]
    hits = [value > limit if rule.above else value >= limit for value, limit in known if value is not None]
    return (all(hits) if rule.every else any(hits)) if hits else None


@dataclass(frozen=True)
class Week:
    """The files' rows about a customer in a week."""

    legs: list[Row]
    usage: list[Row]
    queues: list[Row]
    rule: Rule

    def counts(self) -> Row:
        """The usage table's numbers: None where no source tells."""
        users = len({leg["user_id"] for leg in self.legs if leg.get("user_id")}) or None
        active = users if users is not None else total(row.get("active_users") for row in self.usage)
        if self.usage:
            keys = ("total_calls", "total_call_legs", "call_minutes", "call_minutes_video")
            calls, legs, minutes, video = (total(row.get(key) for row in self.usage) for key in keys)
        elif self.legs:
            calls, legs = distinct(leg.get("call_id") for leg in self.legs), len(self.legs)
            minutes = sixtieth(total(leg.get("duration_s") for leg in self.legs))
            video = sixtieth(total(self._video()))
        else:
            calls = legs = minutes = video = None
        return {"calls": calls, "legs": legs, "minutes": minutes, "video_minutes": video, "active_users": active}

    def _video(self) -> list[Any]:
        flagged = [leg for leg in self.legs if leg.get("video") is not None]
        return [leg.get("duration_s") if leg["video"] else 0 for leg in flagged]

    def good_poor(self) -> Row | None:
        """The quality table's counts; None without a source."""
        if self.legs:
            kinds = [quality(leg, self.rule) for leg in self.legs]
            return {"legs": len(kinds), **{kind: kinds.count(kind) for kind in ("good", "poor", "unmeasured")}}
        if not self.usage:
            return None
        legs, poor = (
            total(row.get(key) for row in self.usage) for key in ("total_call_legs", "total_poor_call_quality")
        )
        return {"legs": legs, "good": minus(legs, poor), "poor": poor, "unmeasured": 0}

    def endpoints(self) -> dict[str, list[str]]:
        """Qualities of the legs by endpoint type."""
        found: dict[str, list[str]] = {}
        for leg in self.legs:
            found.setdefault(leg.get("endpoint_type") or "unknown", []).append(quality(leg, self.rule))
        return found

    def features(self) -> dict[str, int | None]:
        """Calls by feature, as far as the sources tell; None where the feature is named by legs of no call."""
        named: dict[str, list[Any]] = {}
        for leg in self.legs:
            for name in {part.strip().lower() for part in (leg.get("features") or "").split(";")} - {""}:
                if name not in NAMED_ELSEWHERE:
                    named.setdefault(name, []).append(leg.get("call_id"))
        found: dict[str, int | None] = {name: distinct(calls) for name, calls in named.items()}
        if self.usage:
            found["hunt_group"] = total(row.get("calls_hunt_group") for row in self.usage)
            found["auto_attendant"] = total(row.get("calls_auto_attendant") for row in self.usage)
        if self.queues or self.usage:
            found["call_queue"] = self.queued()["offered"]
        return found

    def uses(self, name: str) -> bool:
        """Whether a source names the feature, in calls that are not none."""
        found = self.features()
        return found.get(name, 0) != 0 and (found.get(name) is not None or name not in OWN_FEATURES)

    def queued(self) -> Row:
        """The queue table's sums."""
        if self.queues:
            names = {"offered": "total_calls", "answered": "answered_calls", "abandoned": "abandoned_calls"}
            names |= {"wait": "total_wait_time", "lost": "total_abandoned_time"}
            names |= {key: f"calls_{key}" for key in ("overflowed", "timed_out", "transferred")}
            sums = {key: total(row.get(name) for row in self.queues) for key, name in names.items()}
            return sums | {f"{a}/{b}": paired(self.queues, names[a], names[b]) for a, b in PAIRS}
        keys = ("offered", "abandoned", "overflowed", "timed_out", "transferred")
        told = {key: f"call_queue_{'total' if key == 'offered' else key}_calls" for key in keys}
        sums = {key: total(row.get(name) for row in self.usage) for key, name in told.items()}
        rated = paired(self.usage, told["abandoned"], told["offered"])
        return {"answered": None, **sums, **{f"{a}/{b}": (None, None) for a, b in PAIRS}, "abandoned/offered": rated}


def covered(calls: Calls, week: date, kinds: str) -> bool:
    """Whether the region has a file of the kind about the week."""
    if kinds == "legs":
        return any(sunday(leg["start_time"].date()) == week for leg in calls.legs.values())
    return week in (calls.usage if kinds == "usage" else calls.queues)


def paired(rows: list[Row], above: str, below: str) -> tuple[Any, Any]:
    """Both sums over the rows that know both, so that their quotient is one of the same calls."""
    known = [row for row in rows if row.get(above) is not None and row.get(below) is not None]
    return total(row[above] for row in known), total(row[below] for row in known)


def sixtieth(seconds: Any) -> Any:
    return None if seconds is None else seconds / 60


def weeks_of(calls: Calls, week: date) -> dict[str, Week]:
    """What every customer has in a week, by org id."""
    found: dict[str, tuple[list[Row], list[Row], list[Row]]] = {}
    for leg in calls.legs.values():
        moment: datetime = leg["start_time"]
        if sunday(moment.date()) == week:
            found.setdefault(leg["customer_org_id"], ([], [], []))[0].append(leg)
    for place, rows in ((1, calls.usage.get(week, [])), (2, calls.queues.get(week, []))):
        for row in rows:
            found.setdefault(row.get("org_id") or row["customer_org_id"], ([], [], []))[place].append(row)
    return {org: Week(*rows, calls.rule) for org, rows in found.items()}
