"""Random files about calls and queues, the same for the same seed: late, doubled, corrected, at the edges of weeks."""

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.reference_calling import WEEK, Calls, Import, Row

NEWEST = date(2026, 1, 11)  # the Sunday of the week that holds the newest calls
WEEKS = tuple(NEWEST - WEEK * back for back in range(5))
TAGS = ("north", "Süd & more")
_JITTER = (0, 149.9, 150, 150.1, 200)
_MEASURED = {"jitter_ms": _JITTER, "latency_ms": (1, 399, 400, 401), "packet_loss": (0, 4.9, 5, 5.1, 100)}
_ENDPOINTS = ("desk phone", "web", "Webex app mobile", "Fax 3000; odd", "room device", None)
_FEATURES = (
    None,
    None,
    "",
    "Voicemail",
    "voicemail;Transfer",
    "transfer; PARK ;",
    "paging;paging",
    "Hunt Group",
    "x-new",
)
_DURATIONS = (0, 1, 59, 60, 61.5, 7, 3600, None)


@dataclass
class Dice:
    """The random choices of one region, and the rows told so far, to tell them again."""

    random: random.Random
    orgs: list[str]
    legs: list[Row] = field(default_factory=list)
    records: list[Row] = field(default_factory=list)

    def pick(self, values: Sequence[Any]) -> Any:
        return self.random.choice(values)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def count(self, most: int) -> int | None:
        return None if self.chance(0.1) else self.pick([0, 0, 1, self.random.randrange(most + 1)])


@dataclass(frozen=True)
class Made:
    """A region: its files in order, whom a partner admin looks after, the dates to ask about."""

    code: str
    imports: list[Import]
    tags: dict[str, frozenset[str]]
    mine: frozenset[str]
    as_of: tuple[date, ...]


def make_calls(code: str, seed: int, customers: int = 6, files: int = 14) -> Made:
    """A region of few customers and few weeks."""
    chance = random.Random(seed)
    orgs = [str(uuid.UUID(int=chance.getrandbits(128), version=4)) for _ in range(customers)]
    dice = Dice(chance, orgs)
    kinds = [*("legs", "usage", "queues", "history"), *chance.choices(("legs", "usage", "queues", "history"), k=files)]
    imports = [_file(kind, dice) for kind in kinds]
    named = [{"customer_org_id": org, "customer_name": f"Listed {org[:3]}"} for org in orgs[:2]]
    imports.insert(chance.randrange(len(imports)), Import("customers", named))
    known = {row.get("org_id") or row["customer_org_id"] for one in imports for row in one.rows}
    tags = {org: frozenset(chance.sample(TAGS, chance.choice([0, 1, 2]))) for org in orgs if org in known}
    as_of = (NEWEST + WEEK, NEWEST + timedelta(days=6), NEWEST, NEWEST - timedelta(days=1), NEWEST - WEEK * 6)
    return Made(code, imports, tags, frozenset(sorted(known)[::2]), as_of)


def told(made: Made) -> Calls:
    """What the reference knows after all imports."""
    calls = Calls(tags=made.tags)
    for one in made.imports:
        calls.take(one)
    return calls


def _file(kind: str, dice: Dice) -> Import:
    if kind in ("legs", "history"):
        make, old = (_leg, dice.legs) if kind == "legs" else (_record, dice.records)
        rows = [make(dice) for _ in range(dice.random.randrange(4, 40))]
        rows += [_again(row, dice) for row in dice.random.sample(old + rows, min(len(old), 6) + 2)]
        old.extend(rows)
        return Import(kind, rows)
    week = dice.pick(WEEKS)
    orgs = dice.random.sample(dice.orgs, dice.random.randrange(1, len(dice.orgs)))
    places = [(org, place) for org in orgs for place in dice.pick([("HQ",), ("HQ", "Ulm"), (None,)])]
    return Import(kind, [(_usage if kind == "usage" else _queue)(org, place, dice) for org, place in places], week)


def _start(dice: Dice) -> datetime:
    """Any time of the weeks, or their very first and last milliseconds."""
    week = datetime.combine(dice.pick(WEEKS), datetime.min.time(), UTC)
    edges = (timedelta(0), timedelta(days=7, milliseconds=-1), timedelta(milliseconds=1), timedelta(seconds=-1))
    if dice.chance(0.4):
        return week + dice.pick(edges)
    return week + timedelta(milliseconds=dice.random.randrange(7 * 24 * 3600 * 1000))


def _leg(dice: Dice) -> Row:
    measured = {
        f"{stream}_{name}": dice.pick((None, None, *values)) if dice.chance(0.6) else None
        for stream in ("audio", "video")
        for name, values in _MEASURED.items()
    }
    org = dice.pick(dice.orgs)
    return {
        "leg_id": f"L{dice.random.randrange(10**9)}",
        "call_id": _call(dice.random.randrange(25)),
        "customer_org_id": org,
        "customer_name": _named(org),
        "start_time": _start(dice),
        "duration_s": dice.pick(_DURATIONS),
        "user_id": dice.pick([None, "ann", "bob", "=eve"]),
        "endpoint_type": dice.pick(_ENDPOINTS),
        "video": dice.pick([True, False, None]),
        "features": dice.pick(_FEATURES),
        **measured,
    }


def _call(number: int) -> str | None:
    """A call, also of other customers and other weeks; some legs name none."""
    return f"C{number}" if number % 5 else None


def _record(dice: Dice) -> Row:
    org, start = dice.pick(dice.orgs), _start(dice)
    client, endpoint = dice.pick([("SIP", "desk phone"), ("WXC_DEVICE", "room device"), (None, None)])
    return {
        "report_id": f"R{dice.random.randrange(10**9)}",
        "report_time": start + timedelta(minutes=10),
        "call_id": f"K{dice.random.randrange(25)}",
        "customer_org_id": org,
        "start_time": start,
        "duration_s": dice.pick(_DURATIONS),
        "user_id": dice.pick([None, "carl", "ann"]),
        "client_type": client,
        "endpoint_type": endpoint,
    }


def _again(row: Row, dice: Dice) -> Row:
    """The same leg told again: other times, weeks and measurements; a record earlier or later."""
    changed = {**row, "start_time": _start(dice), "duration_s": dice.pick(_DURATIONS)}
    if "report_time" in row:
        return {**changed, "report_time": row["report_time"] + timedelta(seconds=dice.pick([-5, 7, 60]))}
    return {**changed, "audio_jitter_ms": dice.pick(_JITTER), "call_id": _call(dice.random.randrange(25))}


def _named(org: str) -> str | None:
    return None if org[0] in "01" else f"Customer {org[:4]}"


def _usage(org: str, place: str | None, dice: Dice) -> Row:
    legs = dice.random.randrange(60)
    return {
        "org_id": org,
        "customer_name": _named(org),
        "location": place,
        "total_calls": dice.random.randrange(legs + 1),
        "total_call_legs": legs,
        "total_poor_call_quality": dice.random.randrange(legs + 1),
        "call_minutes": dice.pick([0, 1.25, 100, 1234.5]),
        "call_minutes_video": dice.pick([None, 0, 0.5]),
        "calls_hunt_group": dice.count(9),
        "calls_auto_attendant": dice.count(9),
        "call_queue_total_calls": dice.pick([0, 9, 10, 12]),
        "call_queue_timed_out_calls": dice.count(3),
        "call_queue_overflowed_calls": dice.count(3),
        "call_queue_transferred_calls": dice.count(3),
        "call_queue_abandoned_calls": dice.random.randrange(9),
        "active_users": dice.count(20),
    }


def _queue(org: str, place: str | None, dice: Dice) -> Row:
    answered, abandoned = dice.pick([0, 0, 3, 17]), dice.pick([0, 0, 2, 5])
    return {
        "customer_org_id": org,
        "customer_name": _named(org),
        "call_queue": dice.pick(["Sales", 'Hotline; "24/7"']),
        "location": place,
        "answered_calls": dice.pick([answered] * 9 + [None]),
        "abandoned_calls": dice.pick([abandoned] * 9 + [None]),
        "total_calls": dice.pick([None, *[answered + abandoned, answered + abandoned + 1] * 5]),
        "total_wait_time": dice.pick([None, 0, answered * 7, answered * 12.5]),
        "total_abandoned_time": dice.pick([None, abandoned * 31, abandoned * 0.25]),
        "calls_overflowed": dice.count(3),
        "calls_timed_out": dice.count(3),
        "calls_transferred": dice.count(3),
    }
