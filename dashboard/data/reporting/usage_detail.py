"""Calling Usage Detail as a report: the counts of completed weeks, added up by customer and location.

Where a week of a customer has no usage report its calls, legs and minutes come from call legs, without a location.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from dashboard.data.calling.covered_weeks import covered_weeks, week_of
from dashboard.data.query.aggregates import exact_sum
from dashboard.data.query.question import Question
from dashboard.data.query.table import Column, Kind, Table
from dashboard.data.storage.schema import customer
from dashboard.data.storage.schema.calls import customer_week, usage_report
from dashboard.data.storage.weeks import WEEK
from dashboard.i18n import N_

_SOURCES: dict[str, str] = {
    "total_calls": "calls",
    "total_call_legs": "legs",
    "total_poor_call_quality": "poor",
    "call_minutes": "minutes",
    "call_minutes_video": "video_minutes",
    "call_legs_audio": "legs_audio",
    "call_legs_video": "legs_video",
    "call_legs_desk_phone": "legs_desk_phone",
    "call_legs_room_device": "legs_room_device",
    "call_legs_other_devices": "legs_other_devices",
    "calls_hunt_group": "hunt_group",
    "calls_auto_attendant": "auto_attendant",
    "call_queue_total_calls": "queue_offered",
    "call_queue_timed_out_calls": "queue_timed_out",
    "call_queue_overflowed_calls": "queue_overflowed",
    "call_queue_transferred_calls": "queue_transferred",
    "call_queue_abandoned_calls": "queue_abandoned",
    "total_enterprise_calls": "calls_enterprise",
    "total_toll_free_calls": "calls_toll_free",
    "total_premium_calls": "calls_premium",
    "total_integrated_audio_calls": "calls_integrated_audio",
    "total_national_calls": "calls_national",
    "total_inbound_calls": "calls_inbound",
    "total_operator_calls": "calls_operator",
    "total_spark_calls": "calls_spark",
    "total_short_code_calls": "calls_short_code",
    "total_international_calls": "calls_international",
    "total_mobile_calls": "calls_mobile",
    "total_emergency_calls": "calls_emergency",
    "unknown_call_type_calls": "calls_unknown_type",
}
"""The report's key for each count."""


def report_weeks(question: Question) -> list[date]:
    """The Sundays of the completed weeks that a question asks for, in order."""
    return [week_of(question) - WEEK * back for back in range(question.weeks - 1, -1, -1)]


def known_weeks(question: Question) -> list[date]:
    """Those of them that some usage report or call leg speaks of."""
    covered = covered_weeks(question)
    return [week for week in report_weeks(question) if covered.get(week, frozenset()) & {"usage", "legs"}]


def _rows(question: Question, _wanted: frozenset[str]) -> sa.Select[Any]:
    rows = sa.union_all(*_sources(report_weeks(question))).subquery("told")
    total = {key: exact_sum(rows.c[name]) for key, name in _SOURCES.items()}  # of what is known; else unknown
    whole = {key: value if _kind(key) == "number" else sa.cast(value, sa.BigInteger) for key, value in total.items()}
    statement = (
        sa.select(
            sa.func.coalesce(customer.c.name, customer.c.snapshot_name).label("customer_name"),
            customer.c.org_id.label("org_id"),
            rows.c.location,
            *(value.label(key) for key, value in whole.items()),
        )
        .join_from(rows, customer, customer.c.customer_key == rows.c.customer_key)
        .group_by(customer.c.customer_key, customer.c.name, customer.c.snapshot_name, customer.c.org_id)
        .group_by(rows.c.location)
    )
    return question.scope.restrict(statement, rows.c.customer_key)


def _sources(weeks: Sequence[date]) -> list[sa.Select[Any]]:
    """Reports, and what was counted from legs where a customer's week has no report."""
    report, counted = usage_report.c, customer_week.c
    from_report = sa.select(report.customer_key, report.location, *(report[name] for name in _SOURCES.values()))
    counts = [
        counted[name] if name in counted else sa.cast(sa.null(), report[name].type).label(name)
        for name in _SOURCES.values()
    ]
    no_location = sa.cast(sa.null(), sa.String).label("location")
    from_legs = sa.select(counted.customer_key, no_location, *counts).where(counted.usage_source == "legs")
    return [from_report.where(report.week.in_(weeks)), from_legs.where(counted.week.in_(weeks))]


def _kind(key: str) -> Kind:
    return "number" if key.startswith("call_minutes") else "integer"


_LABELS = (
    N_("Total calls"),
    N_("Total call legs"),
    N_("Total poor call quality"),
    N_("Call minutes"),
    N_("Call minutes - Video"),
    N_("Call legs - Audio"),
    N_("Call legs - Video"),
    N_("Call legs - Desk phone"),
    N_("Call legs - Room device"),
    N_("Call legs - Other devices"),
    N_("Calls - Hunt group calls"),
    N_("Calls - Auto attendant calls"),
    N_("Call queue - Total calls"),
    N_("Call queue - Timed out calls"),
    N_("Call queue - Overflowed calls"),
    N_("Call queue - Transferred calls"),
    N_("Call queue - Abandoned calls"),
    N_("Total enterprise calls"),
    N_("Total toll free calls"),
    N_("Total premium calls"),
    N_("Total integrated audio calls"),
    N_("Total national calls"),
    N_("Total inbound calls"),
    N_("Total operator calls"),
    N_("Total Spark calls"),
    N_("Total short code calls"),
    N_("Total international calls"),
    N_("Total mobile calls"),
    N_("Total emergency calls"),
    N_("Unknown call type calls"),
)

_COLUMNS = (
    Column("customer_name", N_("Customer name"), ""),
    Column("org_id", N_("Org ID"), ""),
    Column("location", N_("Location"), ""),
    *(Column(key, label, "", kind=_kind(key)) for key, label in zip(_SOURCES, _LABELS, strict=True)),
)

USAGE_DETAIL = Table(
    name="calling_usage_detail",
    title=N_("Calling Usage Detail"),
    short=N_("Calling Usage Detail"),
    definition=N_("Calls, legs, minutes and features of completed weeks, added up by customer and location."),
    relation=_rows,
    columns=_COLUMNS,
    shown=tuple(column.key for column in _COLUMNS),
    order=("customer_name", "org_id", "location"),
    known=lambda question: bool(known_weeks(question)),
    noun="rows",
)
