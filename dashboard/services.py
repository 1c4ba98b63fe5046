"""Services: the settings and the open databases that every request works with."""

from dataclasses import dataclass
from typing import cast

from sqlalchemy.engine import Engine

from dashboard.data.calling.retention import enforce_retention
from dashboard.data.calling.weekly import recount_by_new_rule
from dashboard.data.storage.distribute import distribute, refuse_whole
from dashboard.data.storage.presence import is_new, note_known, refuse_lost, refuse_nothing
from dashboard.data.storage.quality_rule import QualityRule
from dashboard.data.storage.regions import Region, open_regions
from dashboard.data.storage.store import open_store
from dashboard.data.storage.upgrade import make_folders, upgrade_regions, upgrade_store
from dashboard.settings import Settings

EXTENSION = "dashboard"


@dataclass(frozen=True, eq=False)
class Services:
    """What is opened once and lives as long as the process: the store, and the regions in the settings' order."""

    settings: Settings
    store: Engine
    regions: dict[str, Region]

    def close(self) -> None:
        """Gives every database back, so that another process may open it."""
        for engine in (self.store, *(region.engine for region in self.regions.values())):
            engine.dispose()


def open_services(settings: Settings, *, init: bool = False) -> Services:
    """The services of these settings, every database opened and up to date.

    Files and empty databases are brought up to date. Raises DashboardError when a database cannot be opened, or when a
    PostgreSQL one needs `python -m dashboard upgrade`; also when one is missing that was there before, unless `init`
    says that an empty one shall take its place.
    """
    opened = Services(settings, open_ready_store(settings), _regions(settings))
    if not init:
        refuse_lost(opened.store, opened.regions.values())
    upgrade_regions(opened.regions)
    note_known(opened.store, opened.regions)
    for region in opened.regions.values():
        recount_by_new_rule(region)
        enforce_retention(region, settings.as_of())
    return opened


def open_ready_store(settings: Settings) -> Engine:
    """The store alone, up to date: for commands that need no region, as a server may hold those. Raises as above."""
    make_folders(settings.store, *settings.region_urls.values())
    store = open_store(settings.store)
    upgrade_store(store)
    return store


def begin(settings: Settings) -> list[str]:
    """Makes every database that is not there, and names the regions among them. Raises DashboardError."""
    make_folders(settings.store, *settings.region_urls.values())
    regions = _regions(settings)
    fresh = [code for code, region in regions.items() if is_new(region)]
    for region in regions.values():
        region.engine.dispose()
    if fresh:
        open_services(settings, init=True).close()
    else:  # a server may hold the regions
        open_ready_store(settings).dispose()
    return fresh


def refuse_nothing_there(settings: Settings) -> None:
    """For commands that look after what is there. Raises DashboardError when there is nothing."""
    refuse_nothing(settings.data_dir, (settings.store, *settings.region_urls.values()))


def upgrade_all(settings: Settings, spread: bool = False) -> list[str]:
    """Brings every database up to date, PostgreSQL too, and names those that were behind. Raises DashboardError.

    Regions that lie on several machines stay so; with `spread` every region is distributed over its Citus cluster, and
    nothing is done when one of them cannot be.
    """
    make_folders(settings.store, *settings.region_urls.values())
    opened = Services(settings, open_store(settings.store), _regions(settings))
    try:
        for region in opened.regions.values() if spread else ():
            refuse_whole(region)
        behind = ["store"] if upgrade_store(opened.store, force=True) else []
        refuse_lost(opened.store, opened.regions.values())
        behind += upgrade_regions(opened.regions, force=True)
        return behind + [
            code for code, region in opened.regions.items() if _spread(region, spread) and code not in behind
        ]
    finally:
        opened.close()


def _spread(region: Region, asked: bool) -> bool:
    return bool(distribute(region)) if asked or region.spread else False


def services() -> Services:
    """The services of the application that is at work."""
    from flask import current_app

    return cast(Services, current_app.extensions[EXTENSION])


def _regions(settings: Settings) -> dict[str, Region]:
    rule, slow = quality_rule(settings), settings.slow_query_ms
    limits, keep = (settings.duckdb_memory, settings.duckdb_threads), settings.legs_keep_weeks
    return open_regions(settings.region_urls, *limits, rule, slow, keep)


def quality_rule(settings: Settings) -> QualityRule:
    """When a call leg is poor, as the settings have it."""
    return QualityRule(
        jitter_ms=settings.quality_jitter_ms,
        latency_ms=settings.quality_latency_ms,
        loss_percent=settings.quality_loss_percent,
        match=settings.quality_match,
        comparison=settings.quality_comparison,
    )
