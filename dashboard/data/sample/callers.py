"""Who calls: how many users of each customer, how much, with which features, and the few with a story."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from dashboard.data.sample.draws import Array, Draw, marked
from dashboard.data.storage.weeks import WEEK

_LEGS_ONLY, _USAGE_ONLY = 0.07, 0.12
_LEGS_A_WEEK = 25_000  # of a region: larger customers send usage reports alone
_LEGS_A_USER = 12.0
_ADOPTION = {
    "voicemail": 0.92, "forwarding": 0.86, "transfer": 0.8, "conference": 0.52, "pickup": 0.36, "park": 0.24,
    "recording": 0.15, "paging": 0.05,
}  # fmt: skip
_SHARE = {
    "voicemail": 0.11, "forwarding": 0.08, "transfer": 0.07, "conference": 0.05, "pickup": 0.03, "park": 0.02,
    "recording": 0.04, "paging": 0.02,
}  # fmt: skip
FALLS_FOR = 6
"""Weeks that the falling customer's calls have fallen for."""


@dataclass(frozen=True)
class Callers:
    """Customers by position, as `Customers`; `users` has a row a week: licensed users who use Calling."""

    weeks: list[date]
    users: Array  # (weeks, customers)
    calls_a_user: Array
    seconds_a_leg: Array
    poor: Array  # the usual share of poor legs
    adopts: dict[str, Array]  # of features that legs name
    hunt_group: Array  # share of calls, 0 where not used
    auto_attendant: Array
    queues: Array  # how many the customer has
    sends_legs: Array
    sends_usage: Array
    falling: int  # the position of the customer whose calls fall, -1 when there is none


def calling_users(table: pa.Table, number: int) -> Array:
    """Licences of Calling in use, by the position of the customer, from one day's snapshot."""
    return _used(table, table["professional_used"].to_numpy() + table["standard_used"].to_numpy(), number)


def meetings_users(table: pa.Table, number: int) -> Array:
    """The same of Meetings."""
    return _used(table, table["meetings_used"].to_numpy(), number)


def _used(table: pa.Table, used: Array, number: int) -> Array:
    active = np.asarray(table["status"].to_numpy(zero_copy_only=False) == "Active")
    return np.bincount(table["customer_key"].to_numpy() - 1, weights=used * active, minlength=number)


def make_callers(draw: Draw, weeks: list[date], users: list[Array], *, with_queues: bool) -> Callers:
    """How each customer calls; without queues none has one."""
    by_week = np.array(users)
    number, size = by_week.shape[1], by_week.max(axis=0)
    calls_a_user = np.clip(5.5 * np.exp(0.4 * draw.standard_normal(number)), 1.5, 16)
    usage_only = (marked(draw, number, _USAGE_ONLY) | ~_small(size)) & (size > 0)
    legs_only = marked(draw, number, _LEGS_ONLY) & ~usage_only
    large = size >= 12
    has_queues = large & marked(draw, number, 0.34) & with_queues & ~legs_only
    steady = (by_week > 8).all(axis=0)
    return Callers(
        weeks=weeks,
        users=by_week,
        calls_a_user=calls_a_user,
        seconds_a_leg=np.clip(150 * np.exp(0.3 * draw.standard_normal(number)), 60, 420),
        poor=np.clip(0.014 * np.exp(0.6 * draw.standard_normal(number)), 0.002, 0.09),
        adopts={name: marked(draw, number, share) for name, share in _ADOPTION.items()},
        hunt_group=np.where(marked(draw, number, 0.66), draw.uniform(0.05, 0.2, number), 0.0),
        auto_attendant=np.where(marked(draw, number, 0.55), draw.uniform(0.08, 0.3, number), 0.0),
        queues=np.where(has_queues, 1 + draw.poisson(0.9, number), 0),
        sends_legs=~usage_only,
        sends_usage=~legs_only,
        falling=_third(np.where(steady, size, 0)),
    )


def _small(size: Array) -> Array:
    """The smaller customers, as many as make a region's legs of a week."""
    order = np.argsort(size, kind="stable")
    fits = np.cumsum(size[order] * _LEGS_A_USER) <= _LEGS_A_WEEK
    small = np.zeros(len(size), dtype=bool)
    small[order[fits]] = True
    return small


def _third(size: Array) -> int:
    """The position of the third largest: large enough to be missed, and not the region's all."""
    order = np.argsort(size, kind="stable")[::-1]
    return int(order[2]) if len(order) > 2 and size[order[2]] > 0 else -1


def calls_of_week(draw: Draw, callers: Callers, place: int, season: float) -> Array:
    """Calls of every customer in the week at that place; the falling one makes fewer and fewer of late."""
    trend = np.ones(callers.users.shape[1])
    if callers.falling >= 0:
        weeks_left = len(callers.weeks) - place
        trend[callers.falling] = np.clip(0.28 + 0.12 * (weeks_left - 1), 0.28, 1.0) if weeks_left <= FALLS_FOR else 1.0
    noise = 1 + 0.05 * draw.standard_normal(len(trend))
    calls = callers.users[place] * callers.calls_a_user * season * trend * np.clip(noise, 0.8, 1.2)
    return np.rint(calls).astype(np.int64)


def features_of_calls(draw: Draw, callers: Callers, customer: Array) -> pa.Array:
    """The features that each call of a customer names, ;-joined; unknown for one that names none."""
    texts = np.full(len(customer), "", dtype=object)
    for name, adopts in callers.adopts.items():
        uses = adopts[customer] & (draw.random(len(customer)) < _SHARE[name])
        texts[uses] = np.where(texts[uses] == "", name, texts[uses] + ";" + name)
    return pa.array(texts, pa.string(), mask=texts == "")


def completed(weeks: list[date], today: date) -> list[int]:
    """The places of the weeks that are over."""
    return [place for place, week in enumerate(weeks) if week + WEEK <= today]
