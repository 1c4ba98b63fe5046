"""Dates of a sample: which days have a snapshot, how contracts run on by months, when people are away."""

from datetime import date, timedelta

import numpy as np

from dashboard.data.sample.draws import Array
from dashboard.data.sample.profiles import Profile
from dashboard.data.storage.weeks import WEEK, sunday

_GAP_NEEDS = 26
"""Weeks a sample must have for a report to be missing among them."""


def snapshot_days(profile: Profile, weeks: int, today: date) -> list[date]:
    """The days of the weekly snapshots, oldest first; the newest is one to three days before today.

    A Sunday when there was one in that time: its week is then the one that a page of today ends with.
    """
    last = sunday(today - timedelta(days=1))
    if (today - last).days > 3:
        last = today - timedelta(days=1)
    days = [last - WEEK * back for back in range(weeks - 1, -1, -1)]
    if profile.gap is not None and weeks >= _GAP_NEEDS:
        del days[weeks - 1 - profile.gap]
    return days


def add_months(start: Array, months: Array) -> Array:
    """The same day of a later month; days of the month are at most 28 here, which every month has."""
    month = start.astype("datetime64[M]")
    first = (month + months.astype("timedelta64[M]")).astype("datetime64[D]")
    later: Array = first + (start - month.astype("datetime64[D]"))
    return later


def months_passed(start: Array, end: Array) -> Array:
    """Whole months from one day to another; negative before it."""
    months = (end.astype("datetime64[M]") - start.astype("datetime64[M]")).astype(np.int64)
    return np.where(add_months(start, months) > end, months - 1, months)


def early_in_month(day: Array) -> Array:
    """The day, or the 28th when it is later in its month."""
    month = day.astype("datetime64[M]").astype("datetime64[D]")
    early: Array = np.minimum(day, month + np.timedelta64(27, "D"))
    return early


def season(profile: Profile, day: date) -> float:
    """The share of users who work on a day: fewer in August and around Christmas."""
    of_year = day.timetuple().tm_yday
    to_christmas = min(abs(of_year - 361), abs(of_year + 365 - 361))
    summer = profile.summer * np.exp(-(((of_year - 224) / 18) ** 2))
    christmas = profile.christmas * np.exp(-((to_christmas / 7) ** 2))
    return float((1 - summer) * (1 - christmas))
