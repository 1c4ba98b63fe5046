"""Loads surveyed files into a region: those that are one in one transaction, wholly or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import IO

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from dashboard.data.calling.retention import closed_to_legs, drop_old_legs
from dashboard.data.files.job import Job
from dashboard.data.files.loaders import customers
from dashboard.data.files.loaders.keys import next_key
from dashboard.data.files.loaders.loading import loading_of
from dashboard.data.files.loaders.replacing import doubtful, replaced, set_aside
from dashboard.data.files.loaders.staging import Staged, staged
from dashboard.data.files.origin import origin_of
from dashboard.data.files.outcome import Outcome, Refusal, Replaced, as_json
from dashboard.data.files.reading.batches import read_all
from dashboard.data.files.record import loaded_before, note
from dashboard.data.files.rejects import Rejects, keep, reject_file
from dashboard.data.files.survey import refusal_of
from dashboard.data.sample.clear import clear_sample, only_sample
from dashboard.data.storage.schema import import_record
from dashboard.errors import Blank, Rejected
from dashboard.i18n import N_
from dashboard.telemetry.meters import meters, timed

TOO_FEW = N_(
    "of the %(customers)s customers of %(day)s that it would replace it names %(named)s: say --replace if that is meant"
)
FAILED = N_("nothing was loaded: the database refused: %(reason)s")
UNREADABLE = N_("nothing was loaded: %(reason)s")


class _Undone(Exception):
    """Ends a transaction that leaves nothing behind."""


def bring(job: Job) -> Outcome:
    """Load the files, or only say what would become of them. Raises RegionUnavailable."""
    refused = next((file.refusal for file in job.files if file.refusal), None)
    layout = job.files[0].layout
    names, copies = tuple(file.name for file in job.files), tuple(copy for file in job.files for copy in file.copies)
    outcome = Outcome(names, layout.kind.name if layout else None, copies=copies)
    try:
        if refused:
            return replace(_failed(job, outcome, refused, "rejected"), blank=all(file.blank for file in job.files))
        with timed(meters().import_seconds.labels(job.region.code, job.layout.kind.name)):
            return _brought(job, outcome)
    except Blank as error:
        return replace(_failed(job, outcome, refusal_of(error), "rejected"), blank=True)
    except Rejected as error:
        return _failed(job, outcome, refusal_of(error), "rejected")
    except sa.exc.DBAPIError as error:
        reason = str(error.orig).strip().partition("\n")[0]
        return _failed(job, outcome, Refusal("database", FAILED, {"reason": reason}), "failed")
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        refusal = Refusal("database", UNREADABLE, {"reason": f"{where}{error.strerror or error}"})
        return _failed(job, outcome, refusal, "failed")


def _failed(job: Job, outcome: Outcome, refusal: Refusal, how: str) -> Outcome:
    if not job.dry:
        meters().import_failures.labels(job.region.code, how).inc()
    return replace(outcome, refusal=refusal)


def _brought(job: Job, outcome: Outcome) -> Outcome:
    brought = outcome
    try:
        with job.region.write() as connection, _rejects(job) as kept:
            brought = _in_transaction(connection, job, outcome, kept)
            if job.dry or brought.refusal:
                raise _Undone
    except _Undone:
        if brought.refusal and not job.dry:
            return _failed(job, brought, brought.refusal, "rejected")
    return brought


@contextmanager
def _rejects(job: Job) -> Iterator[IO[str] | None]:
    """The file that rejected rows go to; none for a dry run."""
    if job.dry:
        yield None
        return
    with reject_file(job.data_dir / "imports" / job.region.code) as kept:
        yield kept


def _in_transaction(connection: Connection, job: Job, outcome: Outcome, kept: IO[str] | None) -> Outcome:
    kind, first = job.layout.kind, job.files[0]
    period, whose = first.period, job.layout.whose and job.layout.whose[1]
    numbers = job.options.numbers
    origin = origin_of(connection, first, job.data_dir) if job.layout.mended else None
    if origin and kind.period != "none":
        period = origin["first_date"]
    if earlier := loaded_before(connection, kind, job.checksum, period, whose, numbers):
        return _unchanged(outcome, earlier, job)
    import_id = next_key(connection, import_record.c.import_id)
    rejects = Rejects(kept, job.headers)
    with staged(connection, job.region, kind.columns) as table:
        closed = closed_to_legs(connection, job.region, job.today) if kind.legs else None
        rows = read_all(connection, table, job.files, rejects, closed, job.progress)
        if not rows and not rejects.count:
            raise Blank(N_("a header and no rows"))
        if not job.region.embedded:
            connection.execute(sa.text(f"ANALYZE {table.name}"))
        columns = frozenset(column.key for file in job.files if file.layout for column, _place in file.layout.places)
        stage = Staged(connection, job.region, table, import_id, period, columns, whose, origin is not None)
        loaded = replace(
            outcome,
            week=kind.period == "week",
            rows=rows,
            rejected=rejects.count,
            rejects=tuple(rejects.first),
            unknown_columns=job.unknown,
            adds_to=(origin["adds_to"] or origin["import_id"]) if origin else None,
            first_date=period,
            last_date=period,
        )
        loaded = _applied(stage, job, loaded) if rows else loaded
    if job.dry or loaded.refusal:
        return loaded
    drop_old_legs(connection, job.region, job.today)
    return _noted(connection, job, replace(loaded, import_id=import_id), kept, whose)


def _applied(stage: Staged, job: Job, outcome: Outcome) -> Outcome:
    """What the staged rows do; in a dry run only what they would do."""
    kind, loading, connection = job.layout.kind, loading_of(job.layout.kind), stage.connection
    facts, older = loading.facts, loading.check(stage)
    outcome = replace(outcome, older=older, rows=outcome.rows - older)
    if job.layout.kind.dated:
        first, last = _dates(stage, job.layout.kind.dated)
        outcome = replace(outcome, first_date=first, last_date=last)
    if not outcome.rows:
        return outcome
    sample = only_sample(connection)
    gone: tuple[Replaced, ...] = ()
    if not sample:
        gone = replaced(stage, facts) if facts else customers.replaced(stage)
    outcome = replace(outcome, replaced=gone, cleared_sample=sample)
    few = doubtful(stage, facts) if facts and kind.whole and not sample and not job.options.replace else None
    if few:
        day, named, every = few
        values = {"day": day, "named": named, "customers": every}
        return replace(outcome, refusal=Refusal("replace", TOO_FEW, values))
    if not job.dry:
        clear_sample(connection)
        if facts and gone:
            set_aside(stage, facts)
        loading.load(replace(stage, left=frozenset(lost.day for lost in gone if lost.day)))
    return outcome


def _dates(stage: Staged, dated: str) -> tuple[date | None, date | None]:
    """The first and the last date that the rows speak of."""
    day = sa.cast(stage.rows.c[dated], sa.Date)
    first, last = stage.connection.execute(sa.select(sa.func.min(day), sa.func.max(day))).one()
    return first, last


def _unchanged(outcome: Outcome, record: RowMapping, job: Job) -> Outcome:
    return replace(
        outcome,
        import_id=record["import_id"],
        week=job.layout.kind.period == "week",
        rows=record["rows"],
        rejected=record["rejected"],
        unknown_columns=job.unknown,
        first_date=record["first_date"],
        last_date=record["last_date"],
        unchanged=True,
        reject_file=job.data_dir / record["reject_file"] if record["reject_file"] else None,
    )


def _noted(connection: Connection, job: Job, outcome: Outcome, kept: IO[str] | None, whose: str | None) -> Outcome:
    """The outcome once it is written down, its rejects kept."""
    if outcome.rejected and kept:
        path = job.data_dir / "imports" / job.region.code / f"{outcome.import_id}-rejected.csv"
        keep(kept, path)
        outcome = replace(outcome, reject_file=path)
    values = {
        "import_id": outcome.import_id,
        "kind": outcome.kind,
        "file_name": outcome.file_name,
        "checksum": job.checksum,
        "first_date": outcome.first_date,
        "last_date": outcome.last_date,
        "rows": outcome.rows,
        "rejected": outcome.rejected,
        "reject_file": outcome.reject_file and outcome.reject_file.relative_to(job.data_dir).as_posix(),
        "unknown_columns": ";".join(outcome.unknown_columns) or None,
        "imported_at": (job.now or datetime.now(UTC)).astimezone(UTC).replace(tzinfo=None),
        "older": outcome.older,
        "replaced": as_json(outcome.replaced),
        "adds_to": outcome.adds_to,
        "whose": whose,
        "numbers": job.options.numbers,
        "imported_by": job.by,
    }
    note(connection, values)
    return outcome
