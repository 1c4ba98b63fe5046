"""What the parts measured: printed as tables, kept as JSON, and written into docs/benchmarks.md."""

import json
import os
import platform
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.bench.sets import FOLDER, LEGS_A_CUSTOMER, MEMORY, ROOT, TAGGED, THREADS, WEEKS

Number = float | int | str | None
_PACKAGES = ("duckdb", "duckdb-sqlalchemy", "sqlalchemy", "dash", "flask", "pyarrow", "gunicorn")


@dataclass(frozen=True)
class Result:
    """One line of a part's table: of which set, what was measured, and the numbers by their heading."""

    part: str
    customers: int
    name: str
    numbers: dict[str, Number]


def machine() -> dict[str, str]:
    """Where and with what it was measured."""
    load = " ".join(f"{one:.1f}" for one in os.getloadavg())
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "processor": f"{os.cpu_count()} cores, {platform.machine()}",
        "load before": load,
        "python": platform.python_version(),
        "limits": f"DuckDB {MEMORY}, {THREADS} threads",
        **{name: version(name) for name in _PACKAGES},
    }


def table(results: Sequence[Result]) -> str:
    """Lines of one part as a table in Markdown."""
    headings = list(dict.fromkeys(key for one in results for key in one.numbers))
    rows = [["customers", "what", *headings]]
    rows += [[f"{one.customers:,}", one.name, *(text(one.numbers.get(key)) for key in headings)] for one in results]
    return grid(rows, texts={1})


def grid(rows: Sequence[Sequence[str]], texts: Collection[int]) -> str:
    """Rows, the headings first, as a table in Markdown; columns of texts begin at the left."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    rules = ["-" * (width + 1) + ("-" if place in texts else ":") for place, width in enumerate(widths)]
    lines = [_line(row, widths, texts) for row in rows]
    return "\n".join([lines[0], f"|{'|'.join(rules)}|", *lines[1:]])


def _line(row: Sequence[str], widths: Sequence[int], texts: Collection[int]) -> str:
    cells = [
        cell.ljust(width) if place in texts else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "| " + " | ".join(cells) + " |"


def text(number: Number) -> str:
    """A number with as many digits as matter; a dash for what was not measured."""
    if number is None:
        return "–"
    if isinstance(number, str):
        return number
    return (
        f"{number:,.0f}"
        if abs(number) >= 100 or isinstance(number, int)
        else f"{number:.2f}"
        if abs(number) < 10
        else f"{number:.1f}"
    )


def keep(where: dict[str, str], results: Iterable[Result], engine: str) -> Path:
    """Everything as JSON, in the folder of the sets."""
    path = FOLDER / f"results-{engine}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"machine": where, "results": [asdict(one) for one in results]}, indent=1))
    return path


def document(where: dict[str, str], results: Sequence[Result], words: dict[str, str], aims: str) -> None:
    """Writes docs/benchmarks.md; `words` say what each part is, `aims` what is met (targets.targets)."""
    parts = dict.fromkeys(one.part for one in results)
    told = [
        f"## {part.capitalize()}\n\n{words[part]}\n\n{table([r for r in results if r.part == part])}\n"
        for part in parts
    ]
    about = ", ".join(f"{name} {value}" for name, value in where.items())
    head = _HEAD.format(weeks=WEEKS, tagged=TAGGED, legs=LEGS_A_CUSTOMER, about=about, aims=aims)
    (ROOT / "docs" / "benchmarks.md").write_text(head + "\n".join(told))


_HEAD = """# Benchmarks

Made by `make bench DOCUMENT=1`; not edited by hand.

Sets are sample data of so many customers, {weeks} weeks of snapshots, 26 weeks of call reports and about {legs} call
legs a customer in ten weeks; a tag is on up to {tagged} of them. *Ours* is the data layer as pages ask it, with nothing
remembered from an earlier question. *Bare* is SQL written by hand for the same rows, on the raw snapshots, legs and
reports, in the same DuckDB with the same threads, by turns with ours; every answer is compared, and a line that differs
says so. *Ratio* is ours / bare: below 1 is faster. Times are milliseconds unless a heading says otherwise; p95 is
exceeded by one call in twenty.

These are sample data on one small machine that runs server, browser and clients at once: compare ratios, not
milliseconds. They say nothing about PostgreSQL, about networks, or about regions whose snapshots are not weekly. Bare
DuckDB answers some questions in a few dozen milliseconds, of which building and planning a statement is a good part of
ours: there a fifth is out of reach, and nobody would notice it. Memory of an export grows with its rows, which are
sorted, up to `DASHBOARD_DUCKDB_MEMORY`. What a page holds below the first screen follows when its reader stays, which
is not in its KB.

{about}

## Aims

{aims}

"""
