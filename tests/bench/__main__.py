"""`make bench`: see tests/bench/__init__.py."""

import json
import os
import platform
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

import click

from tests.bench.ask import Measured, measure
from tests.bench.sets import scale_set

_COLUMNS = f"{'customers':>9} {'whose':5} {'page':14} {'question':36}"
_HEAD = f"{_COLUMNS} {'ms':>8} {'p95':>8} {'bare ms':>8} {'p95':>8} {'ratio':>6}"


@click.command()
@click.option("--sets", default="1000,20000", help="Numbers of customers, as 1000,20000,100000.")
@click.option("--only", default="", help="Questions whose page, name or scope contain this.")
@click.option("--out", type=click.Path(path_type=Path), default=Path(".bench/results.json"), help="Results as JSON.")
def bench(sets: str, only: str, out: Path) -> None:
    """Times of page questions through the data layer, and of plain SQL on the raw rows in bare DuckDB."""
    click.echo(_HEAD)
    found = []
    for number in map(int, sets.split(",")):
        for one in measure(scale_set(number), only):
            click.echo(_line(one))
            found.append(asdict(one) | {"ms": one.ours.median, "bare_ms": one.bare.median, "ratio": one.ratio})
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps({"machine": _machine(), "questions": found}, indent=1))


def _line(one: Measured) -> str:
    named = f"{one.customers:9} {one.whose:5} {one.page:14} {one.name:36}"
    times = f"{one.ours.median:8.1f} {one.ours.p95:8.1f} {one.bare.median:8.1f} {one.bare.p95:8.1f} {one.ratio:6.2f}"
    return f"{named} {times}{'' if one.same else '  DIFFERS'}"


def _machine() -> dict[str, object]:
    packages = ("duckdb", "sqlalchemy", "dash", "pandas")
    return {
        "processors": os.cpu_count(),
        "load": os.getloadavg(),
        "system": platform.platform(),
        "python": platform.python_version(),
        **{name: version(name) for name in packages},
    }


if __name__ == "__main__":
    bench()
