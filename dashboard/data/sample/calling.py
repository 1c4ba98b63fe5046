"""Calls and queues of a sample: weekly reports, legs of the last weeks, and the weekly counts made from them."""

from collections.abc import Mapping
from datetime import date

import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.calling.covered_weeks import Source
from dashboard.data.calling.weekly import recount
from dashboard.data.sample.calendar import season
from dashboard.data.sample.callers import calls_of_week, completed, make_callers
from dashboard.data.sample.draws import Array, Draw
from dashboard.data.sample.legs import LEG_WEEKS, legs_of_week
from dashboard.data.sample.profiles import Profile
from dashboard.data.sample.weekly import REPORT_WEEKS, queues_of_week, usage_of_week
from dashboard.data.storage import bulk
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema.calls import call_leg, calling_week, queue_report, usage_report
from dashboard.data.storage.weeks import sunday

Loaded = tuple[int, str, date, int]
"""A report of calls: the number of its import, its kind, its week, its rows."""

_KINDS: dict[Source, tuple[str, sa.Table]] = {
    "usage": ("Calling Usage Detail", usage_report),
    "queues": ("Call Queue Stats", queue_report),
    "legs": ("Call Legs", call_leg),
}


def write_calls(
    connection: Connection,
    region: Region,
    draw: Draw,
    profile: Profile,
    users: Mapping[date, Array],
    today: date,
) -> list[Loaded]:
    """Writes the calls of the customers whose users of Calling each snapshot tells, and counts their weeks.

    Gives the reports in the order of their imports, which follow those of the snapshots.
    """
    by_week = {sunday(day): counts for day, counts in users.items()}
    weeks = sorted(by_week)
    callers = make_callers(draw, weeks, [by_week[week] for week in weeks], with_queues=profile.queues)
    over = completed(weeks, today)
    loaded: list[Loaded] = []
    for place, week in enumerate(weeks):
        calls = calls_of_week(draw, callers, place, season(profile, week))
        left = len(over) - place
        tables: dict[Source, pa.Table] = {}
        if place in over and left <= REPORT_WEEKS:
            tables["usage"] = usage_of_week(draw, callers, week, calls, bad=left == 1)
            if profile.queues:
                tables["queues"] = queues_of_week(draw, callers, calls, week, left)
        if left < LEG_WEEKS:
            tables["legs"] = legs_of_week(draw, callers, week, calls, bad=left == 1, until=today)
        for source, table in tables.items():
            if table.num_rows:
                kind, target = _KINDS[source]
                bulk.insert(connection, target, table)
                number = len(users) + len(loaded) + 1
                loaded.append((number, kind, week, table.num_rows))
                week_record = {"week": week, "source": source, "import_id": number}
                connection.execute(sa.insert(calling_week), week_record)
    recount(connection, region, sorted({week for _number, _kind, week, _rows in loaded}))
    return loaded
