"""The audit log: read a page at a time, filtered, and taken away as CSV."""

from datetime import date
from urllib.parse import urlencode

from flask import Blueprint, Response, request
from flask_babel import gettext

from dashboard.access.audit_trail import COLUMNS, PAGE, Wanted, actions, entries, export
from dashboard.admin.page import need, page
from dashboard.data.export import csv_file
from dashboard.data.store import now
from dashboard.services import services

PATH = "/audit"
_DAYS = ("since", "until")
_MOST = 10_000  # pages
blueprint = Blueprint("audit", __name__)


@blueprint.get(PATH)
def audit() -> Response:
    """A page of entries."""
    user, (wanted, wrong) = need("audit_view"), _wanted()
    number = min(max(request.args.get("page", 1, type=int), 1), _MOST)
    found, total = entries(services().store, user, wanted, number)
    known = [("", gettext("All actions")), *((one, gettext(one)) for one in actions(services().store, user))]
    return page(
        "audit.html",
        PATH,
        status=400 if wrong else 200,
        wrong=wrong,
        values=request.args,
        entries=found,
        total=total,
        page=number,
        pages=max(-(-total // PAGE), 1),
        actions=known,
        query=_query(),
        link=lambda other: f"{PATH}?{_query(page=other)}",
    )


@blueprint.get(f"{PATH}.csv")
def audit_csv() -> Response:
    """Every entry of the same filters, the oldest first; text that a spreadsheet would run is escaped."""
    wanted, wrong = _wanted()
    rows = export(services().store, need("audit_view"), wanted)
    if wrong:
        return Response("; ".join(wrong.values()), 400, mimetype="text/plain")
    headers = {"Content-Disposition": f'attachment; filename="audit_{now():%Y-%m-%d}.csv"'}
    return Response(csv_file(COLUMNS, COLUMNS, rows), content_type="text/csv; charset=utf-8", headers=headers)


def _wanted() -> tuple[Wanted, dict[str, str]]:
    """What the address asks for, and what is wrong with it by field."""
    days: dict[str, date | None] = {}
    wrong = {}
    for name in _DAYS:
        text = request.args.get(name, "")
        try:
            days[name] = date.fromisoformat(text) if text else None
        except ValueError:
            wrong[name] = gettext("Enter a date as YYYY-MM-DD.")
    asked = request.args
    return Wanted(asked.get("person", "")[:254], asked.get("action", "")[:100], **days), wrong


def _query(**more: object) -> str:
    kept = {name: request.args[name] for name in ("person", "action", *_DAYS) if request.args.get(name)}
    return urlencode(kept | more)
