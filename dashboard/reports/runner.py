"""Makes the reports that are due: the same function for cron, for the server and for the button.

A file is written under another name and gets its own in the transaction that marks the run as done. So a process that
is killed at any moment leaves either nothing or a whole file of a run that is done; a run that is left behind is taken
up by another process when its lease is over, and writes the same file.
"""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

import orjson

from dashboard.data import store
from dashboard.data.moment import moment
from dashboard.data.question import Question
from dashboard.data.reporting.files import Extract, Tally, chunks, sidecar
from dashboard.data.scope import Scope
from dashboard.errors import BadParameter, DashboardError, Forbidden, NotFound
from dashboard.meters import meters
from dashboard.reports import claims, mail
from dashboard.reports.claims import Claim, Clock, Lost
from dashboard.reports.keeping import forget_old
from dashboard.reports.rights import allowed
from dashboard.reports.schedules import queue_due
from dashboard.reports.templates import Template, defined, file_name
from dashboard.services import Services
from dashboard.words import N_

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


def run_due(made: Services, clock: Clock = store.now, over: Callable[[], bool] = lambda: False) -> list[Outcome]:
    """Queues what is due, makes every report that waits, sends e-mail, deletes old files; what was made, in order.

    No other report is begun once it is `over`.
    """
    queue_due(made.store, clock())
    outcomes, who = [], claims.holder()
    lease, most = timedelta(seconds=made.settings.reports_lease_seconds), made.settings.reports_attempts
    while not over() and (claim := claims.take(made.store, who, clock(), made.settings.as_of(), lease, most)):
        outcome = _make(made, claim, clock, lease)
        if outcome:
            outcomes.append(outcome)
    mail.send_due(made, clock)
    forget_old(made, clock())
    return outcomes


def extract(scope: Scope, template: Template, claim: Claim) -> Extract:
    """What the run asks. Raises NoData when nothing was imported that could answer."""
    question = Question(scope, moment(scope, claim.as_of), weeks=claim.weeks)
    if not template.base.known(question):
        raise NoData(NO_DATA)
    return Extract(question, template.base, template.view, claim.headers)


def _make(made: Services, claim: Claim, clock: Clock, lease: timedelta) -> Outcome | None:
    """Makes one report; None when another process took it over."""
    error = None
    try:
        try:
            _deliver(made, claim, clock, lease)
        except (Forbidden, NotFound, BadParameter, NoData) as problem:
            error = str(problem)
            claims.give_up(made.store, claim, error, clock())
        except Lost:
            raise
        except Exception as problem:
            error = _tried(made, claim, problem, clock)
    except Lost:
        return None
    meters().report_jobs.labels("failed" if error else "delivered").inc()
    return Outcome(claim.run_id, claim.name, claim.region, error)


def _tried(made: Services, claim: Claim, problem: Exception, clock: Clock) -> str:
    """A failure that may pass: another attempt, unless this was the last."""
    known = isinstance(problem, DashboardError)
    _log.error("report %s, attempt %s: %s", claim.run_id, claim.attempt, problem, exc_info=None if known else problem)
    error = str(problem) if known else FAILED
    if claim.attempt >= made.settings.reports_attempts:
        claims.give_up(made.store, claim, error, clock())
    else:
        claims.put_back(made.store, claim, error, clock())
    return error


def _deliver(made: Services, claim: Claim, clock: Clock, lease: timedelta) -> None:
    found = allowed(made, claim.user_id, claim.region)
    template = defined(claim.name, claim.definition)
    asked = extract(found.scope, template, claim)
    name = file_name(claim.name, claim.run_id, claim.as_of)
    target = made.settings.data_dir / FOLDER / claim.region / name
    with _part(target) as part:
        tally = _write(part, asked, made, claim, clock, lease)
        beside = orjson.dumps(sidecar(asked, name, tally, clock().replace(tzinfo=UTC))).decode()
        at = clock()
        with store.writing(made.store) as connection:
            claims.change(
                connection,
                claim,
                status="done",
                finished_at=at,
                lease_until=None,
                error=None,
                scope=found.mark,
                file=target.relative_to(made.settings.data_dir).as_posix(),
                file_name=name,
                rows=tally.rows,
                size=tally.size,
                sha256=tally.sha256,
                sidecar=beside,
                mail_state=None if claim.mail == "none" else "due",
            )
            Path(part.name).replace(target)


def _write(part: IO[bytes], asked: Extract, made: Services, claim: Claim, clock: Clock, lease: timedelta) -> Tally:
    """Writes every row, renewing the lease on the way. Raises Lost."""
    tally = Tally()
    for chunk in chunks(asked, "csv", tally):
        part.write(chunk)
        at = clock()
        if at - claim.at > lease / 3:
            claim = claims.renew(made.store, claim, at, lease)
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
