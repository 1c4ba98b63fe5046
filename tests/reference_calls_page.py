"""What the API says of calls and queues, made from the reference's weeks."""

from datetime import date

from tests.reference_calling import OWN_FEATURES, WEEK, Asking, Calls, Row, Week, minus, over, total, weeks_of

USAGE = ("calls", "legs", "minutes", "video_minutes", "active_users")
QUALITY = ("good", "poor", "unmeasured")
QUEUES = ("offered", "answered", "abandoned", "abandonment_rate", "average_answer_seconds")
QUEUES_MORE = ("average_abandon_wait_seconds", "overflowed", "timed_out", "transferred")


def seen(calls: Calls, asking: Asking, week: date) -> dict[str, Week]:
    return {org: one for org, one in weeks_of(calls, week).items() if asking.sees(calls, org)}


def usage_rows(calls: Calls, asking: Asking) -> list[Row]:
    now, before = seen(calls, asking, asking.week), seen(calls, asking, asking.week - WEEK)
    rows = []
    for org, one in now.items():
        if not (one.usage or one.legs):
            continue
        counts, past = one.counts(), before[org].counts() if org in before else dict.fromkeys(USAGE)
        changes = {f"{key}_change": minus(counts[key], past[key]) for key in USAGE}
        rows.append({"org_id": org, "customer": calls.name(org), **counts, **changes})
    return rows


def rate(counts: Row | None) -> float | None:
    if not counts or counts["good"] is None:
        return None
    return over(counts["poor"], counts["good"] + counts["poor"])


def quality_rows(calls: Calls, asking: Asking) -> list[Row]:
    now, before = seen(calls, asking, asking.week), seen(calls, asking, asking.week - WEEK)
    rows = []
    for org, one in now.items():
        counts = one.good_poor()
        if counts is None:
            continue
        past = rate(before[org].good_poor()) if org in before else None
        row = {"org_id": org, "customer": calls.name(org), **counts, "poor_rate": rate(counts)}
        rows.append({**row, "poor_rate_change": minus(rate(counts), past), "worst_endpoint_type": worst(one)})
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


def queue_rows(calls: Calls, asking: Asking) -> list[Row]:
    now, before = seen(calls, asking, asking.week), seen(calls, asking, asking.week - WEEK)
    rows = []
    for org, one in now.items():
        if not has_queues(one):
            continue
        numbers = queue_numbers(one.queued())
        past = queue_numbers(before[org].queued())["abandonment_rate"] if org in before else None
        change = {"abandonment_rate_change": minus(numbers["abandonment_rate"], past)}
        rows.append({"org_id": org, "customer": calls.name(org), **numbers, **change})
    return rows


def feature_rows(calls: Calls, asking: Asking) -> list[Row]:
    """A row per customer and feature that anyone the viewer may see, tagged or not, uses in the week."""
    now, before = seen(calls, asking, asking.week), seen(calls, asking, asking.week - WEEK)
    allowed = seen(calls, Asking(asking.as_of, asking.customers), asking.week)
    known = sorted({name for one in allowed.values() for name, count in one.features().items() if count})
    rows = []
    for org, one in now.items():
        for name in known:
            count, past = used(one, name), used(before[org], name) if org in before else None
            row = {"org_id": org, "customer": calls.name(org), "feature": name, "calls": count}
            rows.append({**row, "calls_change": minus(count, past), "uses": None if count is None else count > 0})
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
    found: dict[str, list[int]] = {}
    for one in now.values():
        for name, count in one.features().items():
            if count:
                found.setdefault(name, []).append(count)
    return [{"feature": name, "calls": sum(counts), "customers": len(counts)} for name, counts in found.items()]


def queues(calls: Calls, asking: Asking) -> Row:
    """The answer of /queues. Weighted by calls."""
    now = [one.queued() for one in seen(calls, asking, asking.week).values() if has_queues(one)]
    pairs = {"average_answer_seconds": "wait/answered", "average_abandon_wait_seconds": "lost/abandoned"}
    pairs["abandonment_rate"] = "abandoned/offered"
    kpis = {}
    for key, pair in pairs.items():
        kpis[key] = over(total(sums[pair][0] for sums in now), total(sums[pair][1] for sums in now))
    return {"week": asking.week, "kpis": kpis}
