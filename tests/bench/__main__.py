"""`python -m tests.bench`: see tests/bench/__init__.py."""

from collections.abc import Callable, Iterator

import click

from tests.bench import served
from tests.bench.alerts import alerts
from tests.bench.ask import measure
from tests.bench.browser import browser
from tests.bench.engines import ENGINES, placed
from tests.bench.imports import imports
from tests.bench.plans import plans
from tests.bench.results import Result, document, keep, machine, table
from tests.bench.sets import ScaleSet, scale_set
from tests.bench.targets import targets

Part = Callable[[ScaleSet], Iterator[Result]]

PARTS: dict[str, tuple[Part, str]] = {
    "questions": (
        measure,
        "Questions over *all* customers, a *tag*, the *few* customers of a partner admin, and in the *past* (20 weeks "
        "ago, read from the snapshots).",
    ),
    "http": (
        served.http,
        "The HTTP API on this machine: the first time after the start, then again, from the answers it keeps.",
    ),
    "exports": (
        served.exports,
        "Every row as CSV over HTTP, against DuckDB's COPY of the same rows to a file; then a download left half way.",
    ),
    "imports": (imports, "The command line, its own start included, into a copy of the set."),
    "alerts": (
        alerts,
        "The import of a week's snapshot by the command line, its own start included, before there are rules and with "
        "200 of ten people: whatever can be watched, in turn.",
    ),
    "plans": (plans, "PostgreSQL alone: the plans of every table's statements, and those that loop over rows."),
    "start": (served.start, "Until the server answers; its memory then, and after every address above."),
    "browser": (browser, "Chromium without a network between: cold with an empty cache, warm with what it kept."),
    "load": (
        served.load,
        "Analysts who wait one to five seconds between questions, half of which are searches or past dates of their "
        "own; one process, and the clients beside it.",
    ),
}


@click.command()
@click.option("--sets", default="1000,20000,100000", show_default=True, help="Numbers of customers.")
@click.option("--parts", default=",".join(PARTS), show_default=True)
@click.option("--engine", type=click.Choice(ENGINES), default="duckdb", show_default=True)
@click.option("--only", default="", help="Questions that contain this text.")
@click.option("--write", is_flag=True, help="Write docs/benchmarks.md.")
def bench(sets: str, parts: str, engine: str, only: str, write: bool) -> None:
    """Measures how fast the application answers, at any size."""
    where, results = machine(), list[Result]()
    chosen = [part for part in parts.split(",") if part]
    if unknown := set(chosen) - PARTS.keys():
        raise click.BadParameter(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    if write and engine != "duckdb":
        raise click.BadParameter("docs/benchmarks.md is about DuckDB")
    with placed(engine, [scale_set(int(number)) for number in sets.split(",")]) as made:
        for part in chosen:
            ask = PARTS[part][0]
            found = [one for each in made for one in (measure(each, only) if ask is measure else ask(each))]
            click.echo(f"\n{part}\n{table(found)}")
            results += found
    click.echo(f"\n{keep(where, results, engine)}")
    if write:
        document(where, results, {name: words for name, (_part, words) in PARTS.items()}, targets(results))


if __name__ == "__main__":
    bench()
