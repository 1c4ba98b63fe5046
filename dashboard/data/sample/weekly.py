"""Weekly reports of calls: what a usage report and a queue report tell of one week."""

from datetime import date

import numpy as np
import pyarrow as pa

from dashboard.data.sample.callers import Callers
from dashboard.data.sample.draws import Array, Draw

REPORT_WEEKS = 26
LOSES_FOR = 4
"""Weeks that one queue has lost its callers for."""

_QUEUES = ("Sales", "Support", "Reception", "Billing", "Service desk", "Orders")
_QUEUED, _ABANDONED = 0.22, 0.055
_REPORTS_QUEUES = 0.88  # of customers with queues; the others have them counted in the usage report alone
_BAD_WEEK = 1.8  # what one endpoint type (legs.BAD_ENDPOINT) makes of all legs
_REPORTED = int(_REPORTS_QUEUES * 100)


def usage_of_week(draw: Draw, callers: Callers, week: date, calls: Array, *, bad: bool) -> pa.Table:
    """Rows of `usage_report`: one for each customer that sends one and called; a bad week shows in its poor legs."""
    at = (callers.sends_usage & (calls > 0)).nonzero()[0]
    place = callers.weeks.index(week)
    number, mine = len(at), calls[at]
    legs = np.rint(mine * draw.uniform(2.0, 2.1, number)).astype(np.int64)
    video = np.rint(legs * 0.1).astype(np.int64)
    minutes = np.round(legs * callers.seconds_a_leg[at] / 60 * draw.uniform(0.97, 1.03, number), 1)
    queued = np.where(callers.queues[at] > 0, np.rint(mine * _QUEUED), 0).astype(np.int64)
    abandoned = draw.binomial(queued, _ABANDONED)
    desk = np.rint(legs * 0.43).astype(np.int64)
    room = np.rint(legs * 0.03).astype(np.int64)
    counts: dict[str, Array] = {
        "calls": mine,
        "legs": legs,
        "poor": draw.binomial(legs, callers.poor[at] * (_BAD_WEEK if bad else 1.0)),
        "legs_audio": legs - video,
        "legs_video": video,
        "legs_desk_phone": desk,
        "legs_room_device": room,
        "legs_other_devices": legs - desk - room,
        "hunt_group": np.rint(mine * callers.hunt_group[at]).astype(np.int64),
        "auto_attendant": np.rint(mine * callers.auto_attendant[at]).astype(np.int64),
        "queue_offered": queued,
        "queue_abandoned": abandoned,
        "queue_timed_out": draw.binomial(queued, 0.02),
        "queue_overflowed": draw.binomial(queued, 0.015),
        "queue_transferred": draw.binomial(queued, 0.04),
        "active_users": np.rint(callers.users[place][at] * draw.uniform(0.72, 0.95, number)).astype(np.int64),
    }
    return pa.table(
        {
            "week": pa.array(np.full(number, np.datetime64(week)), pa.date32()),
            "customer_key": pa.array(at + 1, pa.int32()),
            **{name: pa.array(values, pa.int64()) for name, values in counts.items()},
            "minutes": pa.array(minutes),
            "video_minutes": pa.array(np.round(minutes * 0.09, 1)),
        }
    )


def queues_of_week(draw: Draw, callers: Callers, calls: Array, week: date, weeks_left: int) -> pa.Table:
    """Rows of `queue_report`: one for each queue; the largest customer's first one loses its callers of late."""
    reports = np.arange(len(calls)) % 100 < _REPORTED
    numbers = np.where(reports & (calls > 0), callers.queues, 0)
    customer = np.repeat(np.arange(len(calls)), numbers)
    queue = np.arange(len(customer)) - np.repeat(np.cumsum(numbers) - numbers, numbers)
    share = _QUEUED * np.where(queue == 0, 1.0, 0.5) * draw.uniform(0.8, 1.2, len(customer))
    offered = np.maximum(np.rint(calls[customer] * share), 1).astype(np.int64)
    losing = (queue == 0) & (customer == _loser(callers, numbers)) & (weeks_left <= LOSES_FOR)
    rate = np.where(losing, 0.42 - 0.06 * weeks_left, _ABANDONED * np.exp(0.5 * draw.standard_normal(len(customer))))
    abandoned = draw.binomial(offered, np.clip(rate, 0, 0.9))
    answered = offered - abandoned
    waits = np.where(losing, draw.uniform(85, 105, len(customer)), 12 + 14 * draw.gamma(1.5, 1.0, len(customer)))
    gives_up = np.where(losing, draw.uniform(120, 140, len(customer)), 25 + 20 * draw.gamma(1.5, 1.0, len(customer)))
    counts = {
        "answered": answered,
        "abandoned": abandoned,
        "offered": offered,
        "overflowed": draw.binomial(offered, 0.015),
        "timed_out": draw.binomial(offered, 0.02),
        "transferred": draw.binomial(answered, 0.04),
    }
    return pa.table(
        {
            "week": pa.array(np.full(len(customer), np.datetime64(week)), pa.date32()),
            "customer_key": pa.array(customer + 1, pa.int32()),
            "queue": np.array(_QUEUES)[queue % len(_QUEUES)].tolist(),
            "location": pa.array(["Main site"] * len(customer), pa.string()),
            **{name: pa.array(values, pa.int64()) for name, values in counts.items()},
            "wait_seconds": pa.array(np.rint(answered * waits)),
            "abandon_seconds": pa.array(np.rint(abandoned * gives_up)),
        }
    )


def _loser(callers: Callers, numbers: Array) -> int:
    return int((callers.users[-1] * (numbers > 0)).argmax())
