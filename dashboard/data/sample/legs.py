"""Call legs of a week: who, when, on which endpoint, how it sounded."""

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.data.sample.callers import Callers, features_of_calls
from dashboard.data.sample.draws import Array, Draw

LEG_WEEKS = 10
"""Weeks of legs: nine that are over, and the running one."""

ENDPOINTS = ("desk phone", "Webex app desktop", "Webex app mobile", "room device", "web", "other", None)
BAD_ENDPOINT = 2
"""The endpoint type that has a bad week, the newest that is over: its position."""

_SHARES = (0.43, 0.31, 0.13, 0.03, 0.02, 0.01, 0.07)
_POORER = np.array([0.6, 1.2, 1.6, 0.8, 1.9, 0.5, 1.4])
_UNMEASURED = np.array([0.09, 0.01, 0.02, 0.03, 0.04, 0.6, 0.4])
_BAD_WEEK = 5.0
_WORKING_HOURS = (7, 19)


def legs_of_week(draw: Draw, callers: Callers, week: date, calls: Array, *, bad: bool, until: date) -> pa.Table:
    """Rows of `call_leg` for these calls of each customer; those that began before `until`."""
    calls = np.where(callers.sends_legs, calls, 0)
    of_call = np.repeat(np.arange(len(calls)), calls)  # customer of each call
    sides = draw.choice([1, 2, 3], len(of_call), p=[0.06, 0.84, 0.10])
    call = np.repeat(np.arange(len(of_call)), sides)
    customer = of_call[call]
    number = len(call)
    seconds = np.rint(callers.seconds_a_leg[customer] * draw.exponential(1.0, number)) + 4
    endpoint = draw.choice(len(ENDPOINTS), number, p=_SHARES)
    video = (endpoint != 0) & (draw.random(number) < 0.14)
    begins = _begins(draw, week, len(of_call))[call]
    users = np.maximum(callers.users[callers.weeks.index(week)][customer] * 0.9, 1)
    prefix = f"{week:%y%m%d}"
    table = pa.table(
        {
            "week": pa.array(np.full(number, np.datetime64(week)), pa.date32()),
            "customer_key": pa.array(customer + 1, pa.int32()),
            "leg_id": _ids(f"L{prefix}-", np.arange(number)),
            "call_id": _ids(f"C{prefix}-", call),
            "started_at": pa.array(begins, pa.timestamp("us")),
            "seconds": pa.array(seconds),
            "user_id": _ids("U", customer * 100_000 + np.floor(users * draw.random(number) ** 1.3).astype(np.int64)),
            "endpoint_type": pa.array(np.array(ENDPOINTS, dtype=object)[endpoint], pa.string()),
            "video": pa.array(video),
            "features": features_of_calls(draw, callers, of_call).take(pa.array(call)),
            **_sound(draw, callers.poor[customer], endpoint, video, bad=bad),
        }
    )
    return table.filter(pc.less(table["started_at"], pa.scalar(np.datetime64(until, "us"))))


def _ids(prefix: str, numbers: Array) -> pa.Array:
    return pc.binary_join_element_wise(prefix, pc.cast(pa.array(numbers), pa.string()), "")


def _begins(draw: Draw, week: date, number: int) -> Array:
    """Mostly at work, Monday to Friday."""
    day = draw.choice(7, number, p=[0.03, 0.2, 0.2, 0.19, 0.18, 0.16, 0.04])
    first, last = _WORKING_HOURS
    second = (first + (last - first) * draw.beta(2, 2, number)) * 3600
    begun: Array = np.datetime64(week, "us") + day.astype("timedelta64[D]") + np.floor(second).astype("timedelta64[s]")
    return begun


def _sound(draw: Draw, usual: Array, endpoint: Array, video: Array, *, bad: bool) -> dict[str, pa.Array]:
    """Jitter, latency and loss of both streams; unknown where nothing measures."""
    number = len(endpoint)
    factor = _POORER[endpoint] * np.where(bad & (endpoint == BAD_ENDPOINT), _BAD_WEEK, 1.0)
    poor = draw.random(number) < usual * factor
    silent = draw.random(number) < _UNMEASURED[endpoint]
    columns: dict[str, pa.Array] = {}
    for stream, there in (("audio", ~silent), ("video", ~silent & video)):
        which = draw.integers(0, 3, number)
        measures = {
            "jitter": (4 + draw.gamma(2.0, 6.0, number), 150.0),
            "latency": (25 + draw.gamma(3.0, 22.0, number), 400.0),
            "loss": (draw.gamma(0.5, 0.6, number), 5.0),
        }
        for place, (name, (values, limit)) in enumerate(measures.items()):
            heard = np.minimum(values, limit * 0.9)
            heard = np.where(poor & (which == place), limit * (1 + draw.exponential(0.4, number)), heard)
            columns[f"{stream}_{name}"] = pa.array(np.round(heard, 1), pa.float64(), mask=~there)
    return columns
