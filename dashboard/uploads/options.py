"""What a person or a program says about files, checked field by field."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from dashboard.access.accounts import User
from dashboard.access.rights import demand
from dashboard.data.files.cells import ORG_ID, BadCell
from dashboard.data.files.mapping import save_mapping, suggest
from dashboard.data.files.outcome import Options
from dashboard.data.storage.regions import Region
from dashboard.days import stated_day
from dashboard.errors import BadParameter, Invalid
from dashboard.i18n import N_

STYLES = ("en", "de")
YES = ("1", "true", "yes", "on")
_NO = ("", "0", "false", "no", "off")


def options_of(fields: Mapping[str, str]) -> Options:
    """Options from `date`, `week`, `org`, `numbers`, `replace`. Raises Invalid, a BadParameter for each wrong field."""
    wrong: list[BadParameter] = []
    day, week = (_day(fields, name, wrong) for name in ("date", "week"))
    numbers, org = fields.get("numbers", "").strip(), _org_id(fields, wrong)
    if numbers not in ("", *STYLES):
        wrong.append(BadParameter("numbers", N_("one of %(names)s"), names=", ".join(STYLES)))
    replace = flag(fields, "replace", wrong)
    if day and week:
        wrong.append(BadParameter("week", N_("a file has a date or a week, not both")))
    if wrong:
        raise Invalid(wrong)
    return Options(day, week, org, numbers or None, replace)  # type: ignore[arg-type]


def flag(fields: Mapping[str, str], name: str, wrong: list[BadParameter]) -> bool:
    """Whether a field says yes."""
    text = fields.get(name, "").strip().lower()
    if text not in (*YES, *_NO):
        wrong.append(BadParameter(name, N_("1 or 0")))
    return text in YES


def _org_id(fields: Mapping[str, str], wrong: list[BadParameter]) -> str | None:
    """The customer as files name customers, whichever way the id is written."""
    try:
        org_id: str | None = ORG_ID.value(fields.get("org", ""))
    except BadCell as error:
        wrong.append(BadParameter("org", error.text, **error.values))
        return None
    return org_id


def _day(fields: Mapping[str, str], name: str, wrong: list[BadParameter]) -> date | None:
    text = fields.get(name, "").strip()
    day = stated_day(text)
    if text and day is None:
        wrong.append(BadParameter(name, N_("a date such as 2026-01-31")))
    if name == "week" and day and day.isoweekday() != 7:
        sunday = day - timedelta(days=day.isoweekday())
        wrong.append(BadParameter(name, N_("a week begins on a Sunday, such as %(day)s"), day=sunday.isoformat()))
    return day


def map_headers(
    user: User, region: Region, path: Path, file_name: str, name: str, kind: str, columns: Mapping[str, str]
) -> int:
    """Keeps a mapping of a file's header row: column key of the kind → header; its number.

    Raises Rejected for a file that has no header row, NotFound for an unknown kind, Invalid for fields that are wrong.
    """
    headers = suggest(path, kind or None, file_name).headers
    wrong = [
        BadParameter(f"map.{key}", N_("one of the file's columns: %(names)s"), names=", ".join(headers)[:500])
        for key, header in columns.items()
        if header not in headers
    ]
    if wrong:
        raise Invalid(wrong)
    return keep_mapping(
        user, region, name, kind, headers, {key: headers.index(column) for key, column in columns.items()}
    )


def keep_mapping(
    user: User, region: Region, name: str, kind: str, headers: Sequence[str], places: Mapping[str, int]
) -> int:
    """The same by the place of each column. Raises Invalid, Forbidden."""
    demand(user, "imports")
    return save_mapping(region, name.strip(), kind, headers, dict(places))
