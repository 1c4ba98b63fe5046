"""GET /overview and /attention: how every region stands, and what changed that somebody must act on."""

from dataclasses import asdict
from datetime import date
from typing import Any

from flask import Response, request
from flask_login import current_user

from dashboard.access import request_scope
from dashboard.access.overview import needed, overview, question_in, since_of
from dashboard.api.base.answers import answer
from dashboard.data.overview.region_status import Standing, kpi_weeks
from dashboard.errors import BadParameter
from dashboard.services import services
from dashboard.web.address import day_before, day_of

MOST_ENTRIES = 10_000


def overview_of_regions() -> Response:
    """A row a region: each figure now, at `compare` (a week before unless given) and their difference; with the five
    KPIs of the last 13 weeks."""
    as_of, opened = _day("as_of"), services()
    today, earlier = as_of or opened.settings.as_of(), request.args.get("compare", "").strip()
    compare = day_before("compare", earlier, today) if earlier else None
    rows = overview(opened, current_user, as_of, compare)
    weeks = {row.region: _weeks(row, as_of) for row in rows if not row.down}
    return answer({"as_of": today, "compare": compare, "regions": [_row(row, weeks) for row in rows]})


def attention() -> Response:
    """What changed since a day (`since`; the caller's last visit, else a week ago), each with one reason and link."""
    opened, as_of = services(), _day("as_of")
    since, reader = _day("since") or since_of(opened, current_user), request_scope.reader()
    codes = tuple(request.args.getlist("region"))
    for code in codes:
        if code not in opened.regions:
            raise BadParameter("region", f"one of {', '.join(opened.regions)}")
    needs = needed(opened, current_user, since, as_of, codes)
    limit = reader.number("limit", 1_000, 0, MOST_ENTRIES)
    entries = [{"region": need.region, **asdict(need.entry), "link": need.link} for need in needs[:limit]]
    return answer({"since": since, "as_of": as_of or opened.settings.as_of(), "total": len(needs), "entries": entries})


def _row(row: Standing, weeks: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in asdict(row).items() if key != "figures"}
    figures = {
        key: {"now": figure.now, "before": figure.before, "change": figure.change}
        for key, figure in row.figures.items()
    }
    return {**kept, "figures": figures, "weeks": weeks.get(row.region, [])}


def _weeks(row: Standing, as_of: date | None) -> list[dict[str, Any]]:
    opened = services()
    question = question_in(opened, current_user, opened.regions[row.region], as_of)
    return kpi_weeks(question) if question else []


def _day(name: str) -> date | None:
    text = request.args.get(name, "").strip()
    return day_of(name, text) if text else None
