"""Parts that need the application served: HTTP, exports, start and memory, simulated analysts."""

import random
import re
import string
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import requests

from dashboard.data.query import queries
from dashboard.data.query.moment import moment
from dashboard.data.query.question import Question
from dashboard.data.query.scope import Scope
from dashboard.data.query.table import Table
from dashboard.data.reporting.tables import REPORT_TABLES
from dashboard.data.tables import TABLES
from tests.bench.results import Result
from tests.bench.sets import MEMORY, THREADS, TODAY, WEEKS, ScaleSet, opened
from tests.bench.timing import REPEAT, Times, once
from tests.fixtures.served import Served, serving

ADDRESSES = (
    "regions",
    "subscriptions?product=meetings&weeks=52",
    "subscriptions?product=calling&weeks=52",
    "subscriptions?product=meetings&tag=scale",
    "calling",
    "queues",
    *(f"tables/{table.name}?limit=50" for table in TABLES),
    "tables/customers?limit=50&q=ag",
)
_EXPORTED = ("expiring", "low_assignment", "customer_usage", "customers", "subscription_details", "feature_adoption")
_THINKS = (1.0, 5.0)  # seconds between two questions of an analyst
_LASTS = 20.0


def _get(served: Served, one: ScaleSet, address: str, **options: Any) -> requests.Response:
    headers = {"Authorization": f"Bearer {one.token}", "Accept-Encoding": "gzip"}
    return requests.get(f"{served.url}/api/v1/{address}", headers=headers, timeout=120, **options)


def http(one: ScaleSet) -> Iterator[Result]:
    """Every page's numbers and every table: the first time after the start, then again."""
    with serving(one.directory, more=one.environment) as served:
        for address in ADDRESSES:
            first = once(lambda address=address: _get(served, one, address).raise_for_status())  # type: ignore[misc]
            times = [once(lambda address=address: _get(served, one, address)) for _ in range(REPEAT)]  # type: ignore[misc]
            again = Times(tuple(times))
            yield Result("http", one.customers, address, {"first": first, "again": again.median, "p95": again.p95})


def start(one: ScaleSet) -> Iterator[Result]:
    """Until the server answers, and the memory it holds then and after every page's numbers."""
    begun = time.perf_counter()
    with serving(one.directory, more=one.environment) as served:
        took = time.perf_counter() - begun
        idle = memory(served.pid, "VmRSS")
        for address in ADDRESSES:
            _get(served, one, address)
        numbers = {"start s": took, "idle MB": idle, "after use MB": memory(served.pid, "VmRSS")}
        yield Result("start", one.customers, "serve", {**numbers, "peak MB": memory(served.pid, "VmHWM")})


def memory(pid: int, field: str) -> float:
    """Megabytes of a process and of those it started."""
    own = Path(f"/proc/{pid}")
    kilobytes = next((line.split()[1] for line in (own / "status").read_text().splitlines() if field in line), 0)
    children = (own / "task" / str(pid) / "children").read_text().split()
    return int(kilobytes) / 1024 + sum(memory(int(child), field) for child in children)


def exports(one: ScaleSet) -> Iterator[Result]:
    """Every row as CSV over HTTP against DuckDB's own COPY of the same rows in the same order to a file."""
    named = {table.name: table for table in (*TABLES, *REPORT_TABLES)}
    copied = {name: _copy(one, named[name]) for name in _EXPORTED}
    for name in _EXPORTED:
        with serving(
            one.directory, more=one.environment
        ) as served:  # its own server, so that the peak of memory is this export's
            _get(served, one, "subscriptions")
            before = memory(served.pid, "VmHWM")
            rows, first, whole = _download(served, one, name)
            abandoned = _abandon(served, one, name)
            numbers = {"rows": rows, "first byte s": first, "s": whole, "rows/s": rows / whole, "COPY s": copied[name]}
            more = {"peak MB more": memory(served.pid, "VmHWM") - before, "next after abort ms": abandoned}
            yield Result("exports", one.customers, name, {**numbers, "ratio": whole / copied[name], **more})


def _download(served: Served, one: ScaleSet, name: str) -> tuple[int, float, float]:
    begun, first, lines = time.perf_counter(), 0.0, 0
    with _get(served, one, f"export/{name}.csv", stream=True) as answer:
        answer.raise_for_status()
        for chunk in answer.iter_content(1 << 20):
            first = first or time.perf_counter() - begun
            lines += chunk.count(b"\n")
    return lines - 1, first, time.perf_counter() - begun


def _abandon(served: Served, one: ScaleSet, name: str) -> float:
    """A download left after its first bytes; how long the next question then takes."""
    with _get(served, one, f"export/{name}.csv", stream=True) as answer:
        next(answer.iter_content(1024))
    return once(lambda: _get(served, one, "tables/expiring?limit=50&tag=scale"))


def _copy(one: ScaleSet, table: Table) -> float:
    with opened(one.embedded) as region:
        scope = Scope(region, None)
        asked = queries.ordered(Question(scope, moment(scope, TODAY)), table)
        compiled = asked.compile(region.engine, compile_kwargs={"literal_binds": True})
        statement = re.sub(r"(?<!DATE )('\d{4}-\d\d-\d\d')", r"DATE \1", str(compiled))
    target = one.directory / "copied.csv"
    with duckdb.connect(str(one.raw), read_only=True, config={"threads": THREADS, "memory_limit": MEMORY}) as bare:
        bare.execute("SELECT 1").fetchall()
        took = min(once(lambda: bare.execute(f"COPY ({statement}) TO '{target}' (HEADER)")) for _ in range(2)) / 1000
    target.unlink()
    return took


def load(one: ScaleSet, people: tuple[int, ...] = (8, 32, 128)) -> Iterator[Result]:
    """Analysts who ask, look for some seconds and ask again: what was asked before, or a question of their own."""
    with serving(one.directory, more=one.environment) as served:
        for number in people:
            times: list[float] = []
            errors: list[int] = []
            threads = [
                threading.Thread(target=_analyst, args=(served, one, place, times, errors)) for place in range(number)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            seen = Times(tuple(times))
            told = {"requests": len(times), "per s": len(times) / _LASTS, "median": seen.median, "p95": seen.p95}
            yield Result("load", one.customers, f"{number} analysts", {**told, "errors": len(errors)})


def _wondered(dice: random.Random) -> str:
    """Half of the time what colleagues ask as well, else a search or a past Monday of one's own."""
    address = dice.choice(ADDRESSES)
    if address == "regions" or dice.random() < 0.5:
        return address
    if address.startswith("tables/"):
        return f"{address}&q={''.join(dice.choices(string.ascii_lowercase, k=2))}"
    past = TODAY - timedelta(weeks=dice.randrange(1, WEEKS - 1))
    return f"{address}{'&' if '?' in address else '?'}as_of={past}"


def _analyst(served: Served, one: ScaleSet, place: int, times: list[float], errors: list[int]) -> None:
    dice = random.Random(place)
    until = time.monotonic() + _LASTS
    time.sleep(dice.uniform(0, _THINKS[1]))
    while time.monotonic() < until:
        begun = time.perf_counter()
        try:
            if _get(served, one, _wondered(dice)).status_code != 200:
                errors.append(1)
        except requests.RequestException:
            errors.append(1)
        times.append((time.perf_counter() - begun) * 1000)
        time.sleep(dice.uniform(*_THINKS))
