"""The record of imports as loading and undoing need it: what was loaded before, what is newer, what is kept."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from dashboard.data.files.kinds import KINDS, Kind
from dashboard.data.files.limits import GENERATIONS
from dashboard.data.files.loaders.loading import loading_of
from dashboard.data.storage.schema import import_record, replaced_rows

_LONGEST_NAME = 1_000


def family(kind: str) -> tuple[str, ...]:
    """The kinds that fill the same table as this one: an import of one may replace rows of another."""
    filled = {known.name: loading_of(known).facts for known in KINDS}
    tables = {name: facts.table.name if facts else "customer" for name, facts in filled.items()}
    return tuple(name for name, table in tables.items() if table == tables.get(kind)) or (kind,)


def overlapping(record: Any, other: Any) -> sa.ColumnElement[bool]:
    """Whether two imports of a kind speak of the same: of no date, or of common ones; and not of two customers."""
    dates = sa.and_(other.first_date <= record.last_date, other.last_date >= record.first_date)
    whose = sa.or_(other.whose.is_(None), record.whose.is_(None), other.whose == record.whose)
    return sa.or_(other.first_date.is_(None), record.first_date.is_(None), dates) & whose


def loaded_before(
    connection: Connection, kind: Kind, checksum: str, period: date | None, whose: str | None, numbers: str | None
) -> RowMapping | None:
    """The import of these bytes, read in the same way, unless another one has spoken of its dates since."""
    record, later = import_record.c, import_record.alias("later").c
    corrected = sa.exists().where(
        later.kind.in_(family(kind.name)),
        later.import_id > record.import_id,
        later.rows > 0,
        later.undone_at.is_(None),
        later.adds_to.is_distinct_from(sa.func.coalesce(record.adds_to, record.import_id)),
        overlapping(record, later),
    )
    same = (record.kind == kind.name) & (record.checksum == checksum) & record.undone_at.is_(None)
    same &= record.whose.is_not_distinct_from(whose) & record.numbers.is_not_distinct_from(numbers)
    if period:
        same &= record.first_date == period
    newest = sa.select(import_record).where(same).order_by(record.import_id.desc())
    # Other files of the same days bring other calls: it is the rows themselves that tell.
    loaded = None if kind.legs else connection.execute(newest.where(sa.not_(corrected)).limit(1)).mappings().first()
    if loaded or not kind.dated:
        return loaded
    # Of days between its first and its last others may have spoken, and replaced nothing.
    return next((row for row in connection.execute(newest).mappings() if _all_there(connection, kind, row)), None)


def _all_there(connection: Connection, kind: Kind, record: RowMapping) -> bool:
    """Whether every row that an import brought is still its own."""
    facts = loading_of(kind).facts
    if facts is None:
        return False
    own = facts.table.c.import_id == record["import_id"]
    rows = connection.scalar(sa.select(sa.func.count()).select_from(facts.table).where(own))
    return bool(rows == record["rows"])


def newer(connection: Connection, record: RowMapping) -> int | None:
    """The newest import that speaks of the same as this one, came later and is not undone; None: this is the newest.

    An import that brought no row speaks of nothing.
    """
    if not record["rows"]:
        return None
    own, other = import_record.alias("own").c, import_record.c
    later = (other.import_id > own.import_id) & other.undone_at.is_(None) & (other.rows > 0)
    same = (own.import_id == record["import_id"]) & other.kind.in_(family(record["kind"]))
    return connection.scalar(sa.select(sa.func.max(other.import_id)).where(same, later, overlapping(own, other)))


def note(connection: Connection, values: dict[str, Any]) -> None:
    """Write down an import, and forget what others replaced that lies too far back."""
    names = values["file_name"]
    cut = names if len(names) <= _LONGEST_NAME else f"{names[:_LONGEST_NAME]}…"
    connection.execute(sa.insert(import_record), values | {"file_name": cut, "sample": False, "kept": True})
    own, other = import_record.alias("own").c, import_record.c
    same = (own.import_id == values["import_id"]) & other.kind.in_(family(values["kind"])) & other.kept.is_(True)
    rows = sa.select(other.import_id).where(same, other.undone_at.is_(None), other.rows > 0, overlapping(own, other))
    old = connection.scalars(rows.order_by(other.import_id.desc()).offset(GENERATIONS)).all()
    _forget(connection, old)


def _forget(connection: Connection, import_ids: Sequence[int]) -> None:
    if import_ids:
        connection.execute(sa.delete(replaced_rows).where(replaced_rows.c.import_id.in_(import_ids)))
        mine = import_record.c.import_id.in_(import_ids)
        connection.execute(sa.update(import_record).where(mine).values(kept=False))


def may_be_undone(connection: Connection) -> set[int]:
    """The imports that can be undone: the newest of each kind and period, unless what they replaced is gone."""
    own, later = import_record.alias("own").c, import_record.alias("later").c
    newer = sa.exists().where(
        later.import_id > own.import_id,
        later.undone_at.is_(None),
        later.sample.is_(False),
        later.rows > 0,
        _family(later) == _family(own),
        overlapping(own, later),
    )
    kept = (own.kept.is_(True), own.undone_at.is_(None), own.sample.is_(False))  # few, where imports come by the minute
    return set(connection.scalars(sa.select(own.import_id).where(*kept, sa.or_(own.rows == 0, ~newer))))


def _family(record: Any) -> sa.ColumnElement[str]:
    """One name for all kinds of a family."""
    return sa.case(*((record.kind == kind.name, family(kind.name)[0]) for kind in KINDS), else_=record.kind)
