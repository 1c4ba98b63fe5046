"""`make bench`: see tests/bench/__init__.py."""

import click

from tests.bench.ask import measure
from tests.bench.sets import scale_set


@click.command()
@click.option("--sets", default="1000,20000")
@click.option("--only", default="")
def bench(sets: str, only: str) -> None:
    for number in map(int, sets.split(",")):
        for m in measure(scale_set(number), only):
            click.echo(
                f"{m.customers:7} {m.whose:5} {m.page:14} {m.name:36} {m.ours.median:8.1f} {m.ours.p95:8.1f} {m.bare.median:8.1f} {m.bare.p95:8.1f} {m.ratio:6.2f} {'' if m.same else 'DIFFERS'}"
            )


if __name__ == "__main__":
    bench()
