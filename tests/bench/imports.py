"""Part `imports`: report files of a set, imported into a copy of it by the command line."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb

from dashboard.data.files.loaders.subscriptions import COLUMNS
from tests.bench.engines import copied
from tests.bench.results import Result
from tests.bench.served import memory
from tests.bench.sets import FOLDER, ROOT, ScaleSet
from tests.fixtures.served import environment

_MOST_LEGS = 1_000_000
_LOOKS = 0.02  # seconds between two looks at the memory


def imports(one: ScaleSet) -> Iterator[Result]:
    """Rows a second and the most memory: the newest snapshot once more, and call legs that are new."""
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder, copied(one, Path(folder)) as more:
        directory = Path(folder)
        for name, write in {"Subscription Details": snapshot, "Call Legs": _legs}.items():
            file = directory / "report.csv"
            with duckdb.connect(str(one.raw), read_only=True) as bare:
                rows = bare.execute(f"COPY ({write()}) TO '{file}' (HEADER)").fetchall()[0][0]
            seconds, memory = run_import(file, environment(directory) | more)
            numbers = {"rows": rows, "file MB": file.stat().st_size / 1e6, "s": seconds, "rows/s": rows / seconds}
            yield Result("imports", one.customers, name, {**numbers, "peak MB": memory})


def snapshot() -> str:
    named = ", ".join(f"s.{column} AS {name}" for column, name in COLUMNS.items())
    return f"""SELECT c.org_id AS customer_org_id, i.subscription_id, {named} FROM subscription_snapshot s
    JOIN customer c USING (customer_key) JOIN subscription i USING (customer_key, subscription_key)
    WHERE s.date = (SELECT max(date) FROM subscription_snapshot)"""


def _legs() -> str:
    streams = (("audio", "Audio"), ("video", "Video"))
    measures = ((("jitter"), "Jitter (ms)"), ("latency", "Latency (ms)"), ("loss", "Packet Loss (%)"))
    measured = ", ".join(f'{a}_{b} AS "{c} {d}"' for a, c in streams for b, d in measures)
    return f"""SELECT leg_id || '-new' AS "Leg ID", call_id AS "Call ID", org_id AS "Customer Org ID",
    name AS "Customer Name", started_at AS "Start Time", seconds AS "Duration (s)", user_id AS "User ID",
    endpoint_type AS "Endpoint Type", video AS "Video", features AS "Features", {measured}
    FROM call_leg JOIN customer USING (customer_key) LIMIT {_MOST_LEGS}"""


def run_import(file: Path, commands: dict[str, str]) -> tuple[float, float]:
    """Seconds and megabytes of the command, its own start included."""
    command = [sys.executable, "-m", "dashboard", "import", str(file), "--region", "US"]
    begun = time.perf_counter()
    process, most = subprocess.Popen(command, cwd=ROOT, env=commands, stdout=subprocess.DEVNULL), 0.0
    while process.poll() is None:  # the maximum that wait4 tells is at least that of this process, its parent
        most = max(most, memory(process.pid, "VmHWM"))
        time.sleep(_LOOKS)
    if process.returncode:
        raise RuntimeError(f"the import of {file.name} failed with {process.returncode}")
    return time.perf_counter() - begun, most
