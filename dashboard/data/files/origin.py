"""Finds the import that a mended reject file came from: its rows add to that import's."""

import csv
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import eq, itemgetter
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from dashboard.data.files.kinds import KINDS
from dashboard.data.files.loaders.loading import Loading, loading_of
from dashboard.data.files.survey import Surveyed
from dashboard.data.storage.schema import import_record
from dashboard.errors import Rejected
from dashboard.i18n import N_

LOST = N_("a reject file, and no import here that it came from: to import it by itself, remove its first four columns")
ALIKE = N_("its rows were rejected by imports %(numbers)s alike: name it as the file that it was, such as %(name)s")
REPLACED = N_(
    "its rows were rejected by import %(import_id)s, which import %(newer)s has replaced since: nothing to add to"
)

_PERIODS = frozenset(kind.name for kind in KINDS if kind.period != "none")
_KNOWN = 3  # cells by which a rejected row is known: line, column, reason


def origin_of(connection: Connection, file: Surveyed, data_dir: Path) -> RowMapping:
    """The import whose rejects these are: of the one whose reject file is most alike, else of the same kind and date.

    Raises Rejected without one, and when another import took the place of what the rows speak of.
    """
    if file.layout is None:
        raise Rejected(LOST)
    record, kind = import_record.c, file.layout.kind
    whose = file.layout.whose and file.layout.whose[1]
    mine = (record.kind == kind.name) & (record.rejected > 0) & record.undone_at.is_(None)
    mine &= record.whose.is_not_distinct_from(whose) & record.sample.is_(False)
    if kind.period != "none":
        dated = record.first_date.is_not(None)
        mine &= dated if file.period is None else record.first_date == file.period
    select = sa.select(import_record).where(mine).order_by(record.import_id.desc())
    candidates = connection.execute(select).mappings().all()
    origin = _most_alike(candidates, file, data_dir) or _newest(candidates, file)
    if origin is None:
        raise Rejected(LOST)
    days = file.dates or {origin["first_date"]}
    if kind.whole and (later := _replaced_by(connection, origin, days, loading_of(kind))):
        raise Rejected(REPLACED, import_id=origin["import_id"], newer=later)
    return origin


def _replaced_by(
    connection: Connection, row: RowMapping, days: Collection[date | None], loading: Loading
) -> int | None:
    """The newest import since that has rows of one of these days and is no part of the same."""
    root, record, facts = row["adds_to"] or row["import_id"], import_record.c, loading.facts
    if facts is None or facts.day is None:
        return None
    since = (record.kind == row["kind"]) & (record.import_id > row["import_id"]) & record.undone_at.is_(None)
    since &= sa.or_(record.whose.is_(None), record.whose == row["whose"], sa.literal(row["whose"] is None))
    since &= sa.func.coalesce(record.adds_to, record.import_id) != root
    dated = [day for day in days if day]
    holding = sa.select(facts.table.c.import_id).where(facts.table.c[facts.day].in_(dated))
    return connection.scalar(sa.select(sa.func.max(record.import_id)).where(since, record.import_id.in_(holding)))


def _may_be(record: RowMapping, file: Surveyed) -> bool:
    """Whether the file speaks of no other dates than the import, as far as either says."""
    first, last = record["first_date"], record["last_date"]
    return first is None or all(first <= day <= last for day in file.dates)


def _most_alike(candidates: Sequence[RowMapping], file: Surveyed, data_dir: Path) -> RowMapping | None:
    """The import whose own reject file is most like this one; of equals the one that this one is named for.

    Raises Rejected where that says nothing: a week's rows must not be added to another's.
    """
    alike = [(_alike(candidate, file, data_dir), _names(candidate, file), candidate) for candidate in candidates]
    scores = sorted({(same, named) for same, named, _candidate in alike if same is not None}, reverse=True)
    best = [candidate for same, named, candidate in alike if (same, named) == next(iter(scores), None)]
    return _only(best) if best else None


def _newest(candidates: Sequence[RowMapping], file: Surveyed) -> RowMapping | None:
    """Of those that may be it the one that the file is named for, else the newest. Raises Rejected as `_most_alike`."""
    possible = [candidate for candidate in candidates if _may_be(candidate, file)]
    named = [candidate for candidate in possible if _names(candidate, file)] or possible
    if not named or named[0]["kind"] not in _PERIODS:  # its rows tell their dates, or it has none
        return next(iter(named), None)
    return _only([next(some) for _day, some in groupby(named, itemgetter("first_date"))])


def _only(imports: Sequence[RowMapping]) -> RowMapping:
    if len(imports) > 1:
        numbers = " and ".join(str(row["import_id"]) for row in imports[:2])
        raise Rejected(ALIKE, numbers=numbers, name=f"{imports[0]['import_id']}-rejected.csv")
    return imports[0]


def _names(record: RowMapping, file: Surveyed) -> bool:
    return bool(record["reject_file"]) and file.name == Path(record["reject_file"]).name


def _alike(record: RowMapping, file: Surveyed, data_dir: Path) -> int | None:
    """How many cells of the import's own reject file are in this one; None when a row is not.

    A row is known by its line, column and reason: whoever mends a value everywhere mends it where it is told too.
    """
    if not record["reject_file"] or not file.marks:
        return None
    left, same = {mark[:_KNOWN]: mark[_KNOWN:] for mark in file.marks}, 0
    for row in _rejected(data_dir / record["reject_file"]):
        mended = left.pop(row[:_KNOWN], None)
        same += sum(map(eq, mended or (), row[_KNOWN:]))
        if not left:
            return same
    return None


def _rejected(path: Path) -> Iterator[tuple[str, ...]]:
    """The rows of a reject file, its header among them."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            yield from map(tuple, csv.reader(file))
    except (OSError, csv.Error, UnicodeDecodeError):
        return
