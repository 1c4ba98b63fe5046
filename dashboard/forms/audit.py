"""The audit log: read a page at a time, filtered, and taken away as CSV."""

from datetime import date
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, request
from flask_babel import gettext

from dashboard.access.audit_trail import COLUMNS, PAGE, Wanted, actions, entries, export
from dashboard.data.alerts.subjects import subjects
from dashboard.data.exports.formats import FORMATS, PLAIN_CSV, csv_file
from dashboard.data.storage.store import now
from dashboard.data.tables import TABLES
from dashboard.days import stated_day
from dashboard.forms.page import ROLES, me, need, page, role_name
from dashboard.i18n import N_
from dashboard.pages.alerts.words import subject_name
from dashboard.services import services
from dashboard.web.numbers import whole

PATH = "/audit"
_DAYS = ("since", "until")
_MOST = 10_000  # pages
_DETAILS = {
    "customer": N_("customer"),
    "customers": N_("customers"),
    "format": N_("format"),
    "name": N_("name"),
    "day": N_("day"),
    "days": N_("days"),
    "note": N_("note"),
    "added": N_("added"),
    "changed": N_("changed"),
    "removed": N_("removed"),
    "reason": N_("reason"),
    "rejects": N_("rejected rows"),
    "role": N_("role"),
    "sessions": N_("sessions"),
    "token": N_("token"),
}
_CLOSED = {
    "command line": N_("command line"),
    "settings": N_("settings"),
    "single sign-on": N_("single sign-on"),
    "own organisation": N_("own organisation"),
    "region": N_("region"),
    "customers": N_("customers"),
    "unknown token": N_("unknown token"),
    "unknown address": N_("unknown address"),
}
"""Who, whom and what that are no names."""
blueprint = Blueprint("audit", __name__)


@blueprint.get(PATH)
def audit() -> Response:
    """A page of entries."""
    user, (wanted, wrong) = need("audit_view"), _wanted()
    number = whole(request.args.get("page"), 1, _MOST) or 1
    rows, total = entries(services().store, user, wanted, number)
    options = [("", gettext("All actions")), *((action, gettext(action)) for action in actions(services().store, user))]
    return page(
        "audit.html",
        PATH,
        status=400 if wrong else 200,
        wrong=wrong,
        values=request.args,
        entries=rows,
        total=total,
        page=number,
        pages=max(-(-total // PAGE), 1),
        actions=options,
        query=_query(),
        link=lambda other: f"{PATH}?{_query(page=other)}",
        customer_link=_customer_link,
        who=lambda text: gettext(_CLOSED[text]) if text in _CLOSED else text,
        whom_or_what=_whom_or_what,
        detail_name=lambda name: gettext(_DETAILS[name]) if name in _DETAILS else name,
        detail_text=_detail_text,
    )


@blueprint.get(f"{PATH}.csv")
def audit_csv() -> Response:
    """Every entry of the same filters, the oldest first; text that a spreadsheet would run is escaped."""
    wanted, wrong = _wanted()
    rows = export(services().store, need("audit_view"), wanted)
    if wrong:
        return Response("; ".join(wrong.values()), 400, mimetype="text/plain")
    headers = {"Content-Disposition": f'attachment; filename="audit_{now():%Y-%m-%d}.csv"'}
    dialect = FORMATS[me().export_format or "csv"].dialect or PLAIN_CSV
    return Response(csv_file(COLUMNS, COLUMNS, rows, dialect), content_type="text/csv; charset=utf-8", headers=headers)


def _customer_link(org_id: str, region: str) -> str:
    return f"/customers/{quote(org_id, safe='')}?{urlencode({'region': region})}"


def _whom_or_what(action: str, text: str) -> str:
    """A table or a KPI by its name, what has one name for all in words; what somebody named as it is."""
    if text in _CLOSED:
        return gettext(_CLOSED[text])
    if action.startswith("alert rule") and text in subjects():
        return subject_name(subjects()[text])
    titles = {table.name: table.title for table in TABLES} if action == "table exported" else {}
    return gettext(titles[text]) if text in titles else text


def _detail_text(name: str, text: str) -> str:
    """Closed values in words; what somebody wrote as it is."""
    if name == "role" and text in ROLES:
        return role_name(text)
    return {"True": gettext("Yes"), "False": gettext("No")}.get(text, text)


def _wanted() -> tuple[Wanted, dict[str, str]]:
    """What the address asks for, and what is wrong with it by field."""
    days: dict[str, date | None] = {}
    wrong = {}
    for name in _DAYS:
        text = request.args.get(name, "")
        days[name] = stated_day(text.strip()) if text else None
        if text and days[name] is None:
            wrong[name] = gettext("Enter a date as YYYY-MM-DD.")
    asked = request.args
    return Wanted(asked.get("person", "")[:254], asked.get("action", "")[:100], **days), wrong


def _query(**more: object) -> str:
    kept = {name: request.args[name] for name in ("person", "action", *_DAYS) if request.args.get(name)}
    return urlencode(kept | more)
