"""What the API says of calls and queues, made from the reference's weeks."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from tests.reference_calling import OWN_FEATURES, WEEK, Asking, Calls, Row, Week, covered, minus, over, total, weeks_of

USAGE = ("calls", "legs", "minutes", "video_minutes", "active_users")
QUALITY = ("good", "poor", "unmeasured")
QUEUES = ("offered", "answered", "abandoned", "abandonment_rate", "average_answer_seconds")
QUEUES_MORE = ("average_abandon_wait_seconds", "overflowed", "timed_out", "transferred")


def seen(calls: Calls, asking: Asking, week: date) -> dict[str, Week]:
    return {org: one for org, one in weeks_of(calls, week).items() if asking.sees(calls, org)}


def side_by_side(
    calls: Calls, asking: Asking, named: Callable[[Week], Sequence[str]]
) -> Iterator[tuple[str, Week | None, Week | None, bool]]:
    """Customer, what it has in the week and in the one compared with (None: no counts), and whether it is silent.

    `named` tells which kinds of file have counts of a customer in a week.
    """
    now, before = seen(calls, asking, asking.week), seen(calls, asking, asking.before)
    for org in sorted(now.keys() | before.keys()):
        one = now[org] if org in now and named(now[org]) else None
        past = before[org] if org in before and named(before[org]) else None
        silent = one is None and past is not None and any(covered(calls, asking.week, kind) for kind in named(past))
        if one or silent:
            yield org, one, past, silent


def began_at_zero(calls: Calls, asking: Asking, kinds: Sequence[str]) -> bool:
    """Whether a customer whom the week before does not name had nothing then: some file speaks of that week."""
    return any(covered(calls, asking.before, kind) for kind in kinds)


def called_in(one: Week) -> list[str]:
    return [kind for kind, rows in (("usage", one.usage), ("legs", one.legs)) if rows]


def usage_rows(calls: Calls, asking: Asking) -> list[Row]:
    rows, zero = [], began_at_zero(calls, asking, ("usage", "legs"))
    for org, one, past, silent in side_by_side(calls, asking, called_in):
        before = past.counts() if past else dict.fromkeys(USAGE, 0 if zero else None)
        counts = one.counts() if one else nothing(before, USAGE[:3])
        changes = {f"{key}_change": minus(counts[key], before[key]) for key in USAGE}
        few = (counts["legs"] or 0) < 50 and (before["legs"] or 0) < 50
        more = {"calls_change_rate": over(changes["calls_change"], before["calls"]), "silent": silent}
        rows.append({"org_id": org, "customer": calls.name(org), **counts, **changes, **more, "below_minimum": few})
    return rows


def nothing(before: Row, always: Sequence[str]) -> Row:
    """The counts of a silent customer: 0 where the week before knew them, and always of some."""
    return {key: 0 if value is not None or key in always else None for key, value in before.items()}


def rate(counts: Row | None) -> float | None:
    if not counts or counts["good"] is None:
        return None
    return over(counts["poor"], counts["good"] + counts["poor"])


def quality_rows(calls: Calls, asking: Asking) -> list[Row]:
    rows, zero = [], began_at_zero(calls, asking, ("usage", "legs"))
    for org, one, past, silent in side_by_side(calls, asking, called_in):
        before = past.good_poor() if past else dict.fromkeys(("legs", *QUALITY), 0 if zero else None)
        counts = one.good_poor() if one else nothing(before or {}, ())
        if not counts or counts["good"] is None:
            continue
        row = {"org_id": org, "customer": calls.name(org), **counts, "poor_rate": rate(counts)}
        row |= {"poor_rate_change": minus(rate(counts), rate(before))}
        row |= {"worst_endpoint_type": worst(one) if one else None}
        row |= {f"{key}_change": minus(counts[key], (before or {}).get(key)) for key in ("legs", "poor")}
        rows.append({**row, "silent": silent, "below_minimum": counts["good"] + counts["poor"] < 50})
    return rows


def worst(one: Week) -> str | None:
    """The type with the highest share of poor legs; of equal ones that with more poor legs, then by name."""
    found = {name: {key: kinds.count(key) for key in QUALITY} for name, kinds in one.endpoints().items()}
    order = [(-(rate(counts) or 0), -counts["poor"], name) for name, counts in found.items() if counts["poor"]]
    return min(order)[2] if order else None


def queue_numbers(sums: Row) -> Row:
    return {
        **{key: sums[key] for key in QUEUES[:3]},
        "abandonment_rate": over(*sums["abandoned/offered"]),
        "average_answer_seconds": over(*sums["wait/answered"]),
        "average_abandon_wait_seconds": over(*sums["lost/abandoned"]),
        **{key: sums[key] for key in QUEUES_MORE[1:]},
    }


def has_queues(one: Week) -> bool:
    """Whether a queue report speaks of the customer, or its usage report counts any queue call."""
    counts = one.queued()
    return bool(one.queues or any(counts[key] for key in ("offered", "abandoned", *QUEUES_MORE[1:])))


def queued_in(one: Week) -> list[str]:
    """Where its queue counts come from."""
    return ["queues" if one.queues else "usage"] if has_queues(one) else []


def queue_rows(calls: Calls, asking: Asking) -> list[Row]:
    rows, zero = [], began_at_zero(calls, asking, ("queues", "usage"))
    for org, one, past, silent in side_by_side(calls, asking, queued_in):
        before = queue_numbers(past.queued()) if past else dict.fromkeys((*QUEUES, *QUEUES_MORE), 0 if zero else None)
        numbers = queue_numbers(one.queued()) if one else {**nothing(before, ()), **dict.fromkeys(_RATES)}
        rates = before["abandonment_rate"] if past else None
        row = {"org_id": org, "customer": calls.name(org), **numbers}
        row |= {"abandonment_rate_change": minus(numbers["abandonment_rate"], rates)}
        row |= {f"{key}_change": minus(numbers[key], before[key]) for key in QUEUES[:3]}
        rows.append({**row, "silent": silent, "below_minimum": (numbers["offered"] or 0) < 20})
    return rows


_RATES = ("abandonment_rate", "average_answer_seconds", "average_abandon_wait_seconds")


def feature_rows(calls: Calls, asking: Asking) -> list[Row]:
    """A row per customer and feature that anyone the viewer may see, tagged or not, uses in the week."""
    now, before = seen(calls, asking, asking.week), seen(calls, asking, asking.before)
    allowed = seen(calls, Asking(asking.as_of, asking.customers), asking.week)
    known = sorted({name for one in allowed.values() for name in one.features() if one.uses(name)})
    rows = []
    for org, one in now.items():
        for name in known:
            count, past = used(one, name), used(before[org], name) if org in before else None
            row = {"org_id": org, "customer": calls.name(org), "feature": name, "calls": count}
            uses = True if one.uses(name) else None if count is None else count > 0
            rows.append({**row, "calls_change": minus(count, past), "uses": uses})
    return rows


def used(one: Week, name: str) -> int | None:
    """Calls with a feature: none when legs are known and name it nowhere, unknown when no source could tell."""
    silent = 0 if one.legs and name not in OWN_FEATURES else None
    return one.features().get(name, silent)


def calling(calls: Calls, asking: Asking) -> Row:
    """The answer of /calling."""
    usage, quality = usage_rows(calls, asking), quality_rows(calls, asking)
    now = seen(calls, asking, asking.week)
    return {
        "week": asking.week,
        "kpis": {
            **{key: total(row[key] for row in usage) for key in USAGE[:3]},
            "poor_rate": rate(summed(quality)),
        },
        "quality_trend": [trend_week(calls, asking, asking.week - WEEK * back) for back in reversed(range(8))],
        "quality_by_endpoint": sorted(by_endpoint(now), key=lambda row: str(row["endpoint_type"])),
        "features": sorted(features(now), key=lambda row: str(row["feature"])),
    }


def summed(rows: list[Row]) -> Row | None:
    return {key: total(row[key] for row in rows) for key in QUALITY} if rows else None


def trend_week(calls: Calls, asking: Asking, week: date) -> Row:
    found = [counts for one in seen(calls, asking, week).values() if (counts := one.good_poor())]
    counts = summed(found)
    return {"week": week, **(counts or dict.fromkeys(QUALITY)), "poor_rate": rate(counts)}


def by_endpoint(now: dict[str, Week]) -> list[Row]:
    found: dict[str, list[str]] = {}
    for one in now.values():
        for name, kinds in one.endpoints().items():
            found.setdefault(name, []).extend(kinds)
    rows = [{"endpoint_type": name, **{key: kinds.count(key) for key in QUALITY}} for name, kinds in found.items()]
    return [{**row, "poor_rate": rate(row)} for row in rows]


def features(now: dict[str, Week]) -> list[Row]:
    """Features seen with calls, and how many customers use each."""
    found: dict[str, list[int | None]] = {}
    for one in now.values():
        for name, count in one.features().items():
            if one.uses(name):
                found.setdefault(name, []).append(count)
    return [{"feature": name, "calls": total(counts), "customers": len(counts)} for name, counts in found.items()]


def queues(calls: Calls, asking: Asking) -> Row:
    """The answer of /queues. Weighted by calls."""
    now = [one.queued() for one in seen(calls, asking, asking.week).values() if has_queues(one)]
    pairs = {"average_answer_seconds": "wait/answered", "average_abandon_wait_seconds": "lost/abandoned"}
    pairs["abandonment_rate"] = "abandoned/offered"
    kpis = {}
    for key, pair in pairs.items():
        kpis[key] = over(total(sums[pair][0] for sums in now), total(sums[pair][1] for sums in now))
    return {"week": asking.week, "kpis": kpis}
