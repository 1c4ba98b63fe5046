"""Makes the reports that are due: the same function for cron, for the server and for the button.

A file is written under another name and gets its own in the transaction that marks the run as done. So a process that
is killed at any moment leaves either nothing or a whole file of a run that is done; a run that is left behind is taken
up by another process when its lease is over, and writes the same file.
"""

import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

import orjson

from dashboard.data.exports.files import Extract, Tally, chunks, sidecar
from dashboard.data.exports.formats import TooManyRows
from dashboard.data.query.asker import asking_as
from dashboard.data.query.scope import Scope
from dashboard.data.storage import store
from dashboard.errors import BadParameter, DashboardError, Forbidden, NotFound
from dashboard.i18n import N_
from dashboard.reports import claims, sending
from dashboard.reports.claims import Claim, Clock, Lost
from dashboard.reports.narrowing import narrowed_question
from dashboard.reports.retention import forget_old, sweep
from dashboard.reports.rights import allowed
from dashboard.reports.schedules import queue_due
from dashboard.reports.templates import Template, defined, file_name
from dashboard.services import Services
from dashboard.telemetry.meters import meters

_log = logging.getLogger(__name__)

FOLDER = "reports"
NO_DATA = N_("There is no data for this report in this region. Import its file, then run it again.")
FAILED = N_("It failed for a reason that the server's log tells.")


class NoData(DashboardError):
    """Nothing was imported that could answer: it fails, for a blank file would say that there is nothing."""


@dataclass(frozen=True)
class Outcome:
    """What became of a run: `error` is None when its file was delivered."""

    run_id: str
    name: str
    region: str
    error: str | None


def run_due(
    services: Services, clock: Clock = store.now, over: Callable[[], bool] = lambda: False, *, mail: bool = True
) -> list[Outcome]:
    """Queues what is due, makes every report that waits, sends e-mail, deletes old files; what was made, in order.

    No other report is begun once it is `over`; without `mail` somebody else sends.
    """
    queue_due(services.store, clock())
    outcomes, who = [], claims.holder()
    lease, most = timedelta(seconds=services.settings.reports_lease_seconds), services.settings.reports_attempts
    while not over() and (claim := claims.take(services.store, who, clock(), services.settings.as_of(), lease, most)):
        outcome = _make(services, claim, clock, lease)
        if outcome:
            outcomes.append(outcome)
    if mail:
        sending.send_due(services, clock)
    forget_old(services, clock())
    sweep(services.settings.data_dir, time.time())
    return outcomes


def extract(scope: Scope, template: Template, claim: Claim) -> Extract:
    """What the run asks. Raises NoData when nothing was imported that could answer."""
    question = replace(narrowed_question(scope, template.narrowed, claim.as_of), weeks=claim.weeks)
    if not template.base.known(question):
        raise NoData(NO_DATA)
    return Extract(question, template.base, template.view, claim.headers)


def _make(services: Services, claim: Claim, clock: Clock, lease: timedelta) -> Outcome | None:
    """Makes one report; None when another process took it over."""
    error = None
    try:
        try:
            _deliver(services, claim, clock, lease)
        except (Forbidden, NotFound, BadParameter, NoData, TooManyRows) as problem:
            error = str(problem)
            claims.give_up(services.store, claim, error, clock())
        except Lost:
            raise
        except Exception as problem:
            error = _tried(services, claim, problem, clock)
    except Lost:
        return None
    meters().report_jobs.labels("failed" if error else "delivered").inc()
    return Outcome(claim.run_id, claim.name, claim.region, error)


def _tried(services: Services, claim: Claim, problem: Exception, clock: Clock) -> str:
    """A failure that may pass: another attempt, unless this was the last."""
    known = isinstance(problem, DashboardError)
    _log.error("report %s, attempt %s: %s", claim.run_id, claim.attempt, problem, exc_info=None if known else problem)
    error = str(problem) if known else FAILED
    if claim.attempt >= services.settings.reports_attempts:
        claims.give_up(services.store, claim, error, clock())
    else:
        claims.put_back(services.store, claim, error, clock())
    return error


def _deliver(services: Services, claim: Claim, clock: Clock, lease: timedelta) -> None:
    rights = allowed(services, claim.user_id, claim.region)
    template = defined(claim.name, claim.definition)
    with asking_as(rights.user.email):
        asked = extract(rights.scope, template, claim)
    name = file_name(claim.name, claim.run_id, claim.as_of, claim.format)
    target = services.settings.data_dir / FOLDER / claim.region / name
    with _part(target) as part:
        tally = _write(part, asked, services, claim, clock, lease)
        beside = orjson.dumps(sidecar(asked, claim.format, name, tally, clock().replace(tzinfo=UTC))).decode()
        at = clock()
        with store.writing(services.store) as connection:
            claims.change(
                connection,
                claim,
                status="done",
                finished_at=at,
                lease_until=None,
                error=None,
                scope=rights.mark,
                file=target.relative_to(services.settings.data_dir).as_posix(),
                file_name=name,
                rows=tally.rows,
                size=tally.size,
                sha256=tally.sha256,
                sidecar=beside,
                mail_state=None if claim.mail == "none" else "due",
            )
            Path(part.name).replace(target)


def _write(part: IO[bytes], asked: Extract, services: Services, claim: Claim, clock: Clock, lease: timedelta) -> Tally:
    """Writes every row, renewing the lease on the way. Raises Lost."""

    def renew() -> None:
        nonlocal claim
        at = clock()
        if at - claim.at > lease / 3:
            claim = claims.renew(services.store, claim, at, lease)

    tally = Tally(beat=renew)
    for chunk in chunks(asked, claim.format, tally):
        part.write(chunk)
        renew()
    part.flush()
    os.fsync(part.fileno())
    return tally


@contextmanager
def _part(target: Path) -> Iterator[IO[bytes]]:
    """A file beside the target to be written to, gone at the end unless it was given the target's name.

    What an attempt that was killed has left is removed.
    """
    for folder in (target.parent.parent, target.parent):
        folder.mkdir(mode=0o700, exist_ok=True)
    for left in target.parent.glob(f".{target.name}.*.part"):
        left.unlink(missing_ok=True)
    with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", suffix=".part", delete=False) as part:
        try:
            yield part
        finally:
            Path(part.name).unlink(missing_ok=True)
