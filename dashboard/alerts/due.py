"""What alerts have to do now and then: judge, send, digest. The same for cron, for the server and after an import."""

import logging
from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa

from dashboard.alerts.delivery import deliver_due
from dashboard.alerts.digest import send_digests
from dashboard.alerts.judge import judge, judge_all
from dashboard.data.storage.regions import Region
from dashboard.data.storage.store import now
from dashboard.errors import DashboardError
from dashboard.services import Services

_log = logging.getLogger(__name__)


def after_import(services: Services, region: Region) -> None:
    """Judges what was just imported into a region. An import stays done whatever becomes of this: it is tried again."""
    try:
        judge(services, region)
    except (DashboardError, sa.exc.DBAPIError) as error:
        _log.error("region %s: rules were not judged: %s", region.code, type(error).__name__)


def tell_due(services: Services, clock: Callable[[], datetime] = now) -> int:
    """Judges every import that was not judged, sends what is to be told and the digests that are due; how many."""
    judge_all(services, clock)
    return deliver_due(services, clock) + send_digests(services, clock)
