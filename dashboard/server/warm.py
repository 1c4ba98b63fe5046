"""A worker made ready: what it loaded is searched for garbage no more, and the first questions are asked early."""

import gc
import logging
import threading
from collections.abc import Iterator
from datetime import timedelta

from dashboard.data.money.values import worths
from dashboard.data.overview.attention import attention
from dashboard.data.overview.region_status import kpi_weeks, standing
from dashboard.data.query import queries
from dashboard.data.query.moment import compared_with, moment
from dashboard.data.query.question import PRODUCTS, Question
from dashboard.data.query.scope import Scope
from dashboard.data.renewals.summaries import by_week
from dashboard.data.renewals.table import RENEWALS
from dashboard.data.storage.regions import Region
from dashboard.data.storage.weeks import WEEK
from dashboard.data.subscriptions.headline import headline
from dashboard.data.subscriptions.headline_by_week import headline_weeks
from dashboard.data.subscriptions.right_sizing import RIGHT_SIZING
from dashboard.data.subscriptions.sections import TABLES
from dashboard.data.subscriptions.trend import trend
from dashboard.services import Services

_RARELY = (20_000, 20, 50)
_SPARK_WEEKS = 13
_PAST = timedelta(weeks=3)
_LONGEST = 10.0  # seconds for one question at a stop
_log = logging.getLogger(__name__)


def settle() -> None:
    """Keep what is loaded out of the collector's sight.

    A full collection walks over every object of the process: with the application loaded that is a tenth of a second,
    in the middle of somebody's question. What is made from now on is collected as ever, in larger lots.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_RARELY)


class Warming:
    """Asks, beside the first requests, what the overview, subscriptions and renewals ask of each region.

    The statements are then put together and the file's pages in memory when the first reader comes. The process waits
    for it at its end alone, until the question that is asked just then is answered.
    """

    def __init__(self, services: Services) -> None:
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._warm, args=(services,), name="warming", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Ask nothing more: a database must not be given back while it answers."""
        self._over.set()
        self._thread.join(_LONGEST)

    def _warm(self, services: Services) -> None:
        for region in services.regions.values():
            try:
                for _question in _ask(region, services):
                    if self._over.is_set():
                        return
            except Exception as error:  # a region that is down is told where somebody asks for it
                _log.info("region %s was not warmed: %s", region.code, error)


def _ask(region: Region, services: Services) -> Iterator[object]:
    """Today and a day of the past, whose statements differ: an answer after the other."""
    scope, today = Scope(region, None), services.settings.as_of()
    first = Question(scope, moment(scope, today))
    yield standing(first)
    yield kpi_weeks(first)
    yield attention(first, today - WEEK)
    for as_of in (today, today - _PAST):
        at = moment(scope, as_of)
        for product in PRODUCTS if at.snapshot else ():
            question = Question(scope, at, product)
            yield headline(scope, at)
            yield headline(scope, compared_with(question))
            yield headline_weeks(scope, at, _SPARK_WEEKS)
            yield trend(question)
            for table in (*TABLES, RIGHT_SIZING, RENEWALS):
                yield queries.summary(question, table)
                yield queries.rows(question, table, limit=1)
            yield by_week(question)
            yield worths(question, RENEWALS)
