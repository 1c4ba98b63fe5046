"""What a report without dates of its own speaks of: the week it counts, or the day of an inventory."""

import re
from datetime import date, timedelta

from dashboard.data.files.kinds import Kind
from dashboard.data.storage.weeks import WEEK, sunday
from dashboard.errors import Undated
from dashboard.i18n import N_

_DATE = re.compile(r"(?<!\d)(\d{4})-?(\d\d)-?(\d\d)(?!\d)")
_LAST = timedelta(days=6)


def period_of(kind: Kind, file_name: str, given: date | None, today: date) -> date | None:
    """The Sunday of the week, the day of an inventory (today unless given), None for kinds that need none.

    A name tells it by one date that is a Sunday, or by a Sunday and the end of its week (the Saturday, or the Sunday
    after). Raises Undated for a period that the kind has no use for, for a day that begins no week, and for a file
    whose week nobody told: nothing is guessed.
    """
    if kind.period == "none":
        if given:
            raise Undated(N_("%(kind)s takes no --date or --week: leave it out"), kind=kind.name)
        return None
    if kind.period == "day":
        return given or today
    if given:
        if given != sunday(given):
            text = N_("--week %(day)s is no Sunday; its week begins on %(sunday)s")
            raise Undated(text, day=given, sunday=sunday(given))
        return given
    week = _week_named(file_name)
    if week is None:
        text = N_("%(kind)s counts one week and does not say which: name it with --week YYYY-MM-DD (its Sunday)")
        raise Undated(text, kind=kind.name)
    return week


def _week_named(file_name: str) -> date | None:
    days = [day for match in _DATE.finditer(file_name) if (day := _day(match))]
    if not days or days[0] != sunday(days[0]) or len(days) > 2:
        return None
    first, last = days[0], days[-1]
    return first if last in (first, first + _LAST, first + WEEK) else None


def _day(match: re.Match[str]) -> date | None:
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        return None
