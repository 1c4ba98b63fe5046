"""Work as CSV, for partners who keep it in another system: the file that an export writes is the file that is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from dashboard.access.accounts import User
from dashboard.access.customer_work import WORK_FIELDS, change_of, note_work
from dashboard.access.rights import demand
from dashboard.data.customers.work import Work, works_of
from dashboard.data.exports.words import RENEWAL_STATES
from dashboard.data.files.reading.small import small_file
from dashboard.data.query.question import PRODUCTS
from dashboard.data.query.scope import Scope
from dashboard.data.renewals.states import FIELDS, clean_change
from dashboard.data.renewals.table import RENEWALS
from dashboard.data.renewals.work_rows import WorkRow, apply_rows
from dashboard.data.storage.safe_text import armed_text, safe_text
from dashboard.errors import BadParameter, DashboardError
from dashboard.i18n import LANGUAGES, N_, translated

MOST_ROWS = 20_000
FORECASTS = FIELDS[1:]
"""Columns of the forecast of each product; an export has one `forecast`, beside the `product` that it is of."""
_FORECAST = "forecast"
_KNOWN = ("org_id", "subscription_id", "product", _FORECAST, *WORK_FIELDS, *FIELDS)
_SAID = {*WORK_FIELDS, *FIELDS, _FORECAST}
_SHOWN = ("customer", "ends_on", "due")  # columns of an export that say nothing to change

Said = dict[tuple[str, str, str], tuple[object, int]]
"""What lines say: value and line by customer, subscription ("" for none) and field."""


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
    not there leaves, and so does a cell that says what is there already.

    Nothing is written without `commit`, or when anything is wrong. Raises Forbidden, and BadParameter for a file that
    cannot be read.
    """
    demand(user, "work_edit")
    headers, table = small_file(text, MOST_ROWS)
    columns = [_column(header) for header in headers]
    named = [column for column in columns if column]
    if "org_id" not in named or not {*named} & _SAID or len({*named}) < len(named):
        names = ", ".join((*WORK_FIELDS, FIELDS[0], _FORECAST))
        raise BadParameter("file", N_("a CSV whose first line names org_id and some of %(names)s"), names=names)
    lines = [(line, dict(zip(columns, cells, strict=True))) for line, cells in table]
    held = works_of(scope, {cells["org_id"] for _line, cells in lines})
    rows, problems, said = [], [], Said()
    for line, cells in lines:
        try:
            rows.append(_agreed(_row(scope, line, cells, held), said))
        except DashboardError as problem:
            problems.append((line, problem))
    changed, wrong = apply_rows(scope, rows, user.email, commit=commit and not problems)
    problems += wrong
    if commit and not problems:
        note_work(user, scope, N_("work imported"), rows=len(rows), changed=changed)
    unknown = tuple(name for name in named if name not in (*_KNOWN, *_SHOWN))
    return WorkImport(
        len(lines), 0 if problems else changed, tuple(sorted(problems, key=lambda entry: entry[0])), unknown
    )


def _column(header: str) -> str:
    """The key of a column, whether its header is the key or what an export calls it in either language."""
    return _headers().get(header.lower()) or header.lower().replace(" ", "_")


@cache
def _headers() -> Mapping[str, str]:
    ours = [column for column in RENEWALS.columns if column.key in (*_KNOWN, *_SHOWN)]
    return {translated(column.label, language).lower(): column.key for language in LANGUAGES for column in ours}


@cache
def _states() -> Mapping[str, str]:
    words = RENEWAL_STATES.items()
    return {translated(word, language).lower(): key for language in LANGUAGES for key, word in words}


def _agreed(row: WorkRow, said: Said) -> WorkRow:
    """The row itself. Raises BadParameter where an earlier line says another of the same customer or renewal."""
    parts = [("", name, value) for name, value in row.work.items()]
    parts += [(row.subscription_id, name, value) for name, value in row.renewal.items()]
    for owned, name, value in parts:
        first, line = said.setdefault((row.org_id.lower(), owned, name), (value, row.line))
        if first != value:
            raise BadParameter(name.removesuffix("_id"), N_("line %(line)s says another of the same"), line=line)
    return row


def _row(scope: Scope, line: int, cells: Mapping[str, str], held: Mapping[str, Work]) -> WorkRow:
    org_id, owned = cells["org_id"], cells.get("subscription_id", "")
    new = _new(cells, held.get(org_id.lower(), Work()))
    change, owner = change_of(scope, [org_id], {name: new[name] for name in WORK_FIELDS if name in new})
    if not owned and any(cells.get(name) for name in (*FIELDS, _FORECAST)):
        raise BadParameter("subscription_id", N_("whose renewal it is"))
    renewal = {name: _renewal(name, cells[name]) for name in FIELDS if name in cells} if owned else {}
    if owned and _FORECAST in cells:
        renewal[_forecast_of(cells.get("product", ""))] = _renewal(_FORECAST, cells[_FORECAST])
    if renewal.get("state", "") is None:
        del renewal["state"]  # an empty state says nothing
    return WorkRow(line, org_id, change, owner, owned, clean_change(renewal))


def _new(cells: Mapping[str, str], held: Work) -> dict[str, str]:
    """What the cells of work say beyond what an export writes of the work that is there: its owner may be gone, or see
    the customer no more, and a customer of several renewals is in several lines."""
    there = {
        "owner": _owners(held),
        "next_step": (armed_text(safe_text(held.next_step or "")),),
        "due_on": (held.due_on.isoformat() if held.due_on else "",),
    }
    return {name: text for name, text in cells.items() if name in there and text not in there[name]}


def _owners(held: Work) -> tuple[str, ...]:
    """What an export calls the owner of the work."""
    return tuple(translated(held.owner or "", language) for language in LANGUAGES)


def _forecast_of(product: str) -> str:
    if product.lower() not in PRODUCTS:
        raise BadParameter("product", N_("one of %(names)s"), names=", ".join(PRODUCTS))
    return f"{product.lower()}_forecast"


def _renewal(name: str, text: str) -> object:
    if name == "state" or not text:
        return _states().get(text.lower(), text) or None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text
