"""Work as CSV, for partners who keep it in another system: the file that an export writes is the file that is read."""

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.access.accounts import User
from dashboard.access.customer_work import WORK_FIELDS, change_of, note_work
from dashboard.access.rights import demand
from dashboard.data.files.reading.small import small_file
from dashboard.data.query.question import PRODUCTS
from dashboard.data.query.scope import Scope
from dashboard.data.renewals.states import FIELDS, clean_change
from dashboard.data.renewals.work_rows import WorkRow, apply_rows
from dashboard.errors import BadParameter, DashboardError
from dashboard.i18n import N_

MOST_ROWS = 20_000
FORECASTS = FIELDS[1:]
"""Columns of the forecast of each product; an export has one `forecast`, beside the `product` that it is of."""
_FORECAST = "forecast"
_KNOWN = ("org_id", "subscription_id", "product", _FORECAST, *WORK_FIELDS, *FIELDS)
_SAID = {*WORK_FIELDS, *FIELDS, _FORECAST}
_SHOWN = ("customer", "ends_on", "due")  # columns of an export that say nothing to change


@dataclass(frozen=True)
class WorkImport:
    """What became of a file: its rows, how many change something, what is wrong by line (then nothing was taken), and
    columns that are none of ours."""

    rows: int
    changed: int
    problems: tuple[tuple[int, DashboardError], ...]
    unknown: tuple[str, ...]


def import_work(user: User, scope: Scope, text: str, *, commit: bool) -> WorkImport:
    """Reads a CSV with `org_id` and any of `owner`, `next_step`, `due_on`; with `subscription_id` too any of `state`,
    `meetings_forecast`, `calling_forecast`, or `forecast` of the `product`. An empty cell takes away, a column that is
    not there leaves.

    Nothing is written without `commit`, or when anything is wrong. Raises Forbidden, and BadParameter for a file that
    cannot be read.
    """
    demand(user, "work_edit")
    lines, unknown = _lines(text)
    rows, problems = [], []
    for number, cells in lines:
        try:
            rows.append(_row(scope, number, cells))
        except DashboardError as problem:
            problems.append((number, problem))
    changed, wrong = apply_rows(scope, rows, user.email, commit=commit and not problems)
    problems += wrong
    if commit and not problems:
        note_work(user, scope, N_("work imported"), rows=len(rows), changed=changed)
    return WorkImport(len(lines), 0 if problems else changed, tuple(sorted(problems, key=lambda one: one[0])), unknown)


def _lines(text: str) -> tuple[list[tuple[int, dict[str, str]]], tuple[str, ...]]:
    """Number and known cells of every line that is not blank, and the columns that nobody knows."""
    headers, rows = small_file(text, MOST_ROWS)
    names = [header.lower().replace(" ", "_") for header in headers]
    named = [name for name in names if name]
    if "org_id" not in names or not set(names) & _SAID or len(set(named)) < len(named):
        columns = ", ".join((*WORK_FIELDS, FIELDS[0], _FORECAST))
        raise BadParameter("file", N_("a CSV whose first line names org_id and some of %(names)s"), names=columns)
    lines = [
        (line, {name: cell for name, cell in zip(names, cells, strict=True) if name in _KNOWN}) for line, cells in rows
    ]
    return lines, tuple(name for name in names if name and name not in (*_KNOWN, *_SHOWN))


def _row(scope: Scope, number: int, cells: Mapping[str, str]) -> WorkRow:
    org_id, owned = cells.get("org_id", ""), cells.get("subscription_id", "")
    change, owner = change_of(scope, [org_id], {name: cells[name] for name in WORK_FIELDS if name in cells})
    renewal = {name: _renewal(name, cells[name]) for name in FIELDS if name in cells} if owned else {}
    if owned and _FORECAST in cells:
        renewal[_forecast_of(cells.get("product", ""))] = _renewal(_FORECAST, cells[_FORECAST])
    if renewal.get("state", "") is None:
        del renewal["state"]  # an empty state says nothing
    return WorkRow(number, org_id, change, owner, owned, clean_change(renewal))


def _forecast_of(product: str) -> str:
    if product.lower() not in PRODUCTS:
        raise BadParameter("product", N_("one of %(names)s"), names=", ".join(PRODUCTS))
    return f"{product.lower()}_forecast"


def _renewal(name: str, text: str) -> object:
    if name == "state" or not text:
        return text or None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text
