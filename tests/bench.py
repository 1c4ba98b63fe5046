"""`make bench`: the questions of the subscriptions page, timed on sample data in a DuckDB file, now and in the past."""

import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from statistics import median

import click

from dashboard.data import queries
from dashboard.data.headline import headline
from dashboard.data.moment import moment
from dashboard.data.question import Question, View
from dashboard.data.sample import make_sample
from dashboard.data.scope import Scope
from dashboard.data.subscriptions import EXPIRING, TABLES
from dashboard.data.trend import trend
from dashboard.data.upgrade import upgrade_regions
from tests.fixtures.regions import opened

TODAY = date(2026, 11, 23)
USAGE = View(sort=("-used",))


@click.command()
@click.option("--customers", default=2_000, show_default=True)
@click.option("--weeks", default=60, show_default=True)
@click.option("--repeat", default=15, show_default=True)
def bench(customers: int, weeks: int, repeat: int) -> None:
    """Prints the median time of each question in milliseconds."""
    with tempfile.TemporaryDirectory() as directory, opened(f"duckdb:///{Path(directory) / 'us.duckdb'}") as region:
        upgrade_regions({"US": region})
        started = time.perf_counter()
        made = make_sample(region, customers=customers, weeks=weeks, seed=1, today=TODAY, progress=None)
        click.echo(
            f"{made.customers} customers, {made.subscriptions} subscriptions, {made.rows} weekly rows, "
            f"made in {time.perf_counter() - started:.1f} s"
        )
        scope = Scope(region, None)
        newest = Question(scope, moment(scope, TODAY), weeks=52)
        past = replace(newest, moment=moment(scope, TODAY - timedelta(weeks=20)))
        click.echo(f"{'median of ' + str(repeat) + ', ms':32}{'newest':>10}{'20 weeks ago':>14}")
        for (name, ask), (_, ask_past) in zip(_questions(newest), _questions(past), strict=True):
            click.echo(f"{name:32}{_median(ask, repeat):10.1f}{_median(ask_past, repeat):14.1f}")


def _questions(question: Question) -> Iterator[tuple[str, Callable[[], object]]]:
    def headlines() -> object:
        with question.scope.region.read() as connection:
            return headline(connection, question.scope, question.moment)

    yield "five headline KPIs", headlines
    yield "licence trend, 52 weeks", lambda: trend(question)
    yield "KPIs of the five sections", lambda: [queries.summary(question, table) for table in TABLES]
    yield "expiring, by date, 100 rows", lambda: queries.rows(question, EXPIRING, limit=100)
    yield "expiring, by usage, row 1000 on", lambda: queries.rows(question, EXPIRING, USAGE, limit=100, offset=1_000)
    yield "expiring, every row, streamed", lambda: sum(1 for _ in queries.stream(question, EXPIRING))


def _median(ask: Callable[[], object], repeat: int) -> float:
    def once() -> float:
        started = time.perf_counter()
        ask()
        return (time.perf_counter() - started) * 1000

    return median(once() for _ in range(repeat))


if __name__ == "__main__":
    bench()
