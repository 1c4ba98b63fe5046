"""Weekly snapshots: what a report of one day tells about the subscriptions of that day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from dashboard.data.sample.calendar import season
from dashboard.data.sample.customers import Customers
from dashboard.data.sample.draws import Array, Draw, days
from dashboard.data.sample.profiles import Profile
from dashboard.data.sample.subscriptions import Subscriptions
from dashboard.data.sample.terms import UNKNOWN, YES
from dashboard.data.storage.schema import PARTS

_WARM_UP = 30  # steps until a drift forgets that it began at zero


@dataclass
class Drift:
    """Numbers that wander smoothly about zero, one a licence count: a pace that changes little by little."""

    place: Array
    pace: Array

    def step(self, draw: Draw) -> Array:
        """The numbers a week later; about 0.1 in size."""
        noise = draw.standard_normal(self.pace.shape, dtype=np.float32)
        self.pace = np.float32(0.7) * self.pace + np.float32(0.013) * noise
        self.place = np.float32(0.92) * self.place + self.pace
        return self.place


def drift(draw: Draw, number: int) -> Drift:
    """A drift under way, for a table of (number, 3)."""
    zeros = np.zeros((number, len(PARTS)), dtype=np.float32)
    drifting = Drift(zeros, zeros)
    for _ in range(_WARM_UP):
        drifting.step(draw)
    return drifting


def snapshots(
    draw: Draw, profile: Profile, customers: Customers, subscriptions: Subscriptions, dates: list[date]
) -> Iterator[pa.Table]:
    """Day by day, oldest first, the rows of `subscription_snapshot`; one day's in memory at a time."""
    number = len(subscriptions.ids)
    names = pa.array([customers.names[place] for place in subscriptions.terms.customer.tolist()])
    ids = [pa.array(column, pa.string()) for column in (subscriptions.types.tolist(), subscriptions.trial_ids)]
    assigning, using = drift(draw, number), drift(draw, number)
    first_seen = np.full(number, np.datetime64("NaT", "D"))
    for day in dates:
        counts = licence_counts(
            subscriptions, np.datetime64(day), season(profile, day), assigning.step(draw), using.step(draw)
        )
        shown = _shown(subscriptions, np.datetime64(day))
        first_seen = np.where(shown & np.isnat(first_seen), np.datetime64(day), first_seen)
        at = shown.nonzero()[0]
        texts = {"customer_name": names, "subscription_type": ids[0], "enterprise_trial_id": ids[1]}
        columns = {key: values.take(pa.array(at)) for key, values in texts.items()}
        columns |= _attributes(subscriptions, customers, day, at) | _added(
            subscriptions, first_seen, np.datetime64(dates[0]), at
        )
        yield pa.table(columns | _count_columns(counts, at))


def _shown(subscriptions: Subscriptions, day: np.datetime64) -> Array:
    """Whether a report lists a subscription: from its start until some time after its end."""
    shown: Array = (subscriptions.terms.start <= day) & (day <= subscriptions.terms.end + days(subscriptions.lingers))
    return shown


def licence_counts(
    subscriptions: Subscriptions, day: np.datetime64, season: float, assigning: Array, using: Array
) -> Array:
    """Licences purchased, assigned and used: an array (subscriptions, parts, counts)."""
    factor = np.where(day >= subscriptions.grows_on, subscriptions.growth, 1.0)[:, None]
    purchased = np.rint(subscriptions.seats * factor).astype(np.int64)
    assigned = np.rint(purchased * _assigned_share(subscriptions, day, assigning)).astype(np.int64)
    over = (
        ((subscriptions.over_from <= day) & (day < subscriptions.over_until))[:, None]
        & (subscriptions.over_by > 0)
        & (purchased > 0)
    )
    excess = np.maximum(np.rint(purchased * subscriptions.over_by * (1 + 0.5 * assigning)), 1).astype(np.int64)
    assigned = np.where(over, purchased + excess, np.minimum(assigned, purchased))
    used = assigned * np.clip(subscriptions.used + 0.55 * using, 0.02, np.maximum(subscriptions.used, 1.0)) * season
    fading = np.clip((subscriptions.terms.end - day).astype(np.int64) / 120, 0.0, 1.0)
    used *= np.where(subscriptions.fades & (subscriptions.terms.months > 0), 0.35 + 0.65 * fading, 1.0)[:, None]
    return np.stack([purchased, assigned, np.rint(used).astype(np.int64)], axis=2)


def _assigned_share(subscriptions: Subscriptions, day: np.datetime64, assigning: Array) -> Array:
    """Licences are handed out over the first months, and never quite as many as settled before that."""
    age = np.maximum((day - subscriptions.terms.start).astype(np.int64), 0)
    ramp = 1 - 0.85 * np.exp(-age / subscriptions.ramp)
    return np.clip((subscriptions.assigned + 0.22 * assigning) * ramp[:, None], 0.0, 1.0)


def _attributes(subscriptions: Subscriptions, customers: Customers, day: date, at: Array) -> dict[str, pa.Array]:
    """Keys, dates and states of the subscriptions at some positions."""
    terms, today = subscriptions.terms, np.datetime64(day)
    ended, renews = terms.end[at] < today, terms.auto_renew[at]
    size = customers.size[terms.customer[at]]
    grown = np.rint(size * np.minimum(1.0, 0.8 + 0.004 * np.maximum((today - terms.start[at]).astype(np.int64), 0)))
    return {
        "customer_key": pa.array(terms.customer[at] + 1, pa.int32()),
        "subscription_key": pa.array(at + 1, pa.int32()),
        "date": pa.array(np.full(len(at), today), pa.date32()),
        "status": pa.array(np.where(ended, "Expired", "Active").tolist(), pa.string()),
        "auto_renew": pa.array(renews == YES, pa.bool_(), mask=renews == UNKNOWN),
        "ends_on": pa.array(terms.shown_end(today)[at], pa.date32(), mask=subscriptions.open_end[at]),
        "start_date": pa.array(terms.start[at], pa.date32(), mask=~subscriptions.start_known[at]),
        "suspended": pa.array(subscriptions.suspended[at] & ~ended),
        "setup_complete": pa.array(subscriptions.set_up_on[at] <= today),
        "total_users": pa.array(grown, pa.int32()),
        "verified_users": pa.array(np.floor(grown * 0.93), pa.int32()),
    }


def _added(subscriptions: Subscriptions, first_seen: Array, records: np.datetime64, at: Array) -> dict[str, pa.Array]:
    """When they were added, as the rollups would find it: spares them a pass over all rows."""
    added = np.where(subscriptions.start_known, subscriptions.terms.start, first_seen)[at]
    unknown = (~subscriptions.start_known & (first_seen == records))[at]
    return {"added_on": pa.array(added, pa.date32(), mask=unknown)}


def _count_columns(counts: Array, at: Array) -> dict[str, pa.Array]:
    names = ("purchased", "assigned", "used")
    chosen = counts[at].astype(np.int32)
    return {
        f"{part}_{name}": pa.array(np.ascontiguousarray(chosen[:, i, j]))
        for i, part in enumerate(PARTS)
        for j, name in enumerate(names)
    }
