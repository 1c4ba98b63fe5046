"""What `doctor` looks at: configuration, the store, each region's database, how fresh its data is and how sound."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from requests import RequestException
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from dashboard.access.accounts import has_admin
from dashboard.access.sign_in.single_sign_on import client_of, discover
from dashboard.data.calling.retention import dropped_until
from dashboard.data.files.history import loaded
from dashboard.data.provenance.freshness import Freshness, freshness
from dashboard.data.quality.kinds import FILE_LATE, KINDS
from dashboard.data.quality.table import counts_by_kind, known
from dashboard.data.query.letters import knows_letters
from dashboard.data.query.moment import moment
from dashboard.data.query.question import Question
from dashboard.data.query.scope import Scope
from dashboard.data.storage.presence import refuse_lost
from dashboard.data.storage.regions import Region, open_regions, reason
from dashboard.data.storage.store import now
from dashboard.data.storage.upgrade import upgrade_regions
from dashboard.data.storage.weeks import WEEK
from dashboard.errors import DashboardError
from dashboard.feed.hook import spool_of
from dashboard.reports.health import troubles
from dashboard.resources import resources
from dashboard.services import Services, open_ready_store, refuse_nothing_there
from dashboard.settings import Settings

Level = Literal["ok", "note", "FAULT"]


_NO_LETTERS = (
    "its database knows no letters beyond ASCII, so a search takes `ä` and `Ä` for two; make it anew with a locale "
    "such as C.UTF-8 and move the data"
)


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. Only a FAULT keeps the application from working, or from telling what is new."""

    level: Level
    text: str


def checkup(settings: Settings, opened: Callable[[], AbstractContextManager[Services]]) -> list[Finding]:
    """Every finding, in the order of a start: the data directory, the store, the regions. Raises nothing of its own."""
    findings = [_data_dir(settings.data_dir), *_ignored(settings)]
    try:
        refuse_nothing_there(settings)
    except DashboardError as error:
        return [*findings, Finding("FAULT", str(error))]
    try:
        with opened() as services:
            findings += _store(services)
            findings += [Finding("note", text) for text in troubles(services.store, now())]
            for region in services.regions.values():
                findings += _region(region, settings.as_of(), services.store)
            findings += _pushed(services)
            findings += _single_sign_on(settings)
    except (DashboardError, SQLAlchemyError):
        findings += _one_by_one(settings)  # not all can be opened: which?
    return findings


def _one_by_one(settings: Settings) -> Iterator[Finding]:
    store = None
    try:
        store = open_ready_store(settings)
        yield Finding("ok", "store: opens")
    except (DashboardError, SQLAlchemyError) as error:
        yield Finding("FAULT", f"store: {reason(error)}")
    for region in open_regions(settings.region_urls, settings.duckdb_memory, settings.duckdb_threads).values():
        yield from _region(region, settings.as_of(), store)
        region.engine.dispose()


def _data_dir(path: Path) -> Finding:
    shown = path.resolve()
    if not path.exists():
        return Finding("note", f"data directory {shown}: not there yet; it is made on the first start")
    if path.stat().st_mode & 0o077:
        return Finding(
            "note", f"data directory {shown}: others on this machine may read it; `chmod 700` keeps them out"
        )
    return Finding("ok", f"data directory {shown}")


def _ignored(settings: Settings) -> Iterator[Finding]:
    """Settings that keep nothing from working, but do nothing."""
    if problem := resources(settings.help_file).problem:
        yield Finding("note", f"DASHBOARD_HELP_FILE: {problem}; the help page shows the packaged resources")
    names = {"DASHBOARD_ADMIN_EMAIL": settings.admin_email, "DASHBOARD_ADMIN_PASSWORD": settings.admin_password}
    unset = [name for name, value in names.items() if not value]
    if len(unset) == 1:
        yield Finding("note", f"{unset[0]}: not set, so that no full administrator is made from the other one")


def _store(services: Services) -> Iterator[Finding]:
    if has_admin(services.store):
        yield Finding("ok", "store: opens, has a full administrator with a password")
    else:
        yield Finding("note", "store: no full administrator has a password; see `user add --role full_admin`")


def _pushed(services: Services) -> Iterator[Finding]:
    spool = spool_of(services)
    if waiting := spool.waiting():
        yield Finding("note", f"call records: {len(waiting)} payloads wait in {spool.folder}; the server counts them")
    if refused := spool.refused():
        folder = spool.folder / "refused"
        yield Finding("FAULT", f"call records: {len(refused)} payloads were refused; the reasons are in {folder}")


def _single_sign_on(settings: Settings) -> Iterator[Finding]:
    if not settings.sso_issuer:
        return
    try:
        discover(client_of(settings), settings.sso_issuer)
        yield Finding("ok", f"single sign-on: {settings.sso_issuer} answers")
    except (RequestException, ValueError) as error:
        said = " ".join(str(error).split())[:300]
        yield Finding("FAULT", f"single sign-on: DASHBOARD_SSO_ISSUER {settings.sso_issuer}: {said}")


def _region(region: Region, today: date, store: Engine | None) -> Iterator[Finding]:
    """How far the region's data reaches, then a line for each kind of finding in it."""
    try:
        if store:
            refuse_lost(store, [region])
        upgrade_regions({region.code: region})
        scope = Scope(region, None)
        question = Question(scope, moment(scope, today))
        fresh, anything = freshness(question), known(question)
        counts = counts_by_kind(question) if anything else {}
        own, dropped = bool(loaded(region)), dropped_until(region)
        letters = knows_letters(region)
    except DashboardError as error:
        yield Finding("FAULT", str(error))
        return
    except SQLAlchemyError as error:
        yield Finding("FAULT", f"region {region.code}: {reason(error)}")
        return
    if not letters:
        yield Finding("note", f"region {region.code}: {_NO_LETTERS}")
    if fresh is None:
        yield Finding(
            "note", f"region {region.code}: no data" if not anything else f"region {region.code}: no subscriptions"
        )
    else:
        yield Finding("note" if fresh.stale else "ok", _reach(region, fresh))
    if dropped:
        since = f"call legs are kept from {dropped + WEEK} on; earlier weeks keep their counts"
        yield Finding("ok", f"region {region.code}: {since}")
    for kind in KINDS:
        if kind.key in counts:
            # Nobody imports what follows on made-up data.
            level: Level = "FAULT" if kind is FILE_LATE and own else "note"
            number, _customers = counts[kind.key]
            yield Finding(level, f"region {region.code}: {kind.label}: {number}. {kind.advice} See page /quality")


def _reach(region: Region, fresh: Freshness) -> str:
    line = f"region {region.code}: data as of {fresh.snapshot}, import {fresh.import_id} ({fresh.file_name})"
    if not fresh.stale:
        return line
    return f"{line}; {fresh.age.days} days old, the next report is due since {fresh.next_due}"
