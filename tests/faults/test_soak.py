"""Tried: 64 analysts on two cores, beside an import of 600,000 legs and one client that asks the dearest thing allowed.

`make faults` runs it, on a machine that has nothing else to do. DASHBOARD_TEST_SOAK_SECONDS makes it shorter.
"""

import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import requests
import sqlalchemy as sa

from dashboard.access.accounts import add_user
from dashboard.access.organisation import skip_setup
from dashboard.access.tokens import create_token
from dashboard.data.sample import make_sample
from dashboard.data.storage.schema import customer, import_record
from dashboard.services import open_services
from tests.data.factories import TODAY
from tests.fixtures.application import PASSWORD, settings_in
from tests.fixtures.served import ROOT, Served, environment, serving

SECONDS = int(os.environ.get("DASHBOARD_TEST_SOAK_SECONDS", "600"))
ANALYSTS, LEGS = 64, 600_000
SLOWEST, MOST = 3.0, 600.0  # seconds, MB
GROWS = 100.0  # MB at most in the second half
ADDRESSES = (
    "subscriptions?region=US&product=meetings",
    "calling?region=US",
    "queues?region=US",
    "tables/expiring?region=US&product=calling&limit=50",
    "tables/customers?region=US&limit=50",
    "customers-facets?region=US",
)
DEAREST = "export/phone_numbers.xlsx?region=US"
"""Of all tables in all formats what takes longest, and the interpreter's lock with it: 90,000 rows cell by cell."""
MEASURES = ("Jitter (ms)", "Latency (ms)", "Packet Loss (%)")


def legs(path: Path, orgs: Sequence[str], number: int) -> Path:
    """A file of call legs of a week, new ones of customers that are known."""
    measures = [f"{stream} {name}" for stream in ("Audio", "Video") for name in MEASURES]
    head = ("Leg ID", "Call ID", "Customer Org ID", "Start Time", "Duration (s)", "User ID", "Endpoint Type", "Video")
    with path.open("w") as file:
        file.write(",".join((*head, "Features", *measures)) + "\n")
        for leg in range(number):
            start = f"2026-11-{16 + leg % 5}T{8 + leg % 10:02}:{leg % 60:02}:00Z"
            call = f"soak-{leg},soak-call-{leg // 2},{orgs[leg // 2 % len(orgs)]},{start},{leg % 900},u{leg % 3000}"
            file.write(f"{call},web,true,,{leg % 200},{leg % 500},{leg % 7},{leg % 190},{leg % 410},{leg % 6}\n")
    return path


@dataclass
class Client:
    """Asks one thing after the other until the end."""

    served: Served
    token: str
    over: threading.Event
    pick: Callable[[], str]
    rest: Callable[[], float]
    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def run(self) -> None:
        with requests.Session() as session:
            session.headers["Authorization"] = f"Bearer {self.token}"
            while not self.over.is_set():
                self._ask(session, self.pick())
                self.over.wait(self.rest())

    def _ask(self, session: requests.Session, address: str) -> None:
        begun = time.monotonic()
        try:
            answer = session.get(f"{self.served.url}/api/v1/{address}", timeout=60)
            if answer.status_code != 200:
                self.errors.append(f"{answer.status_code} {address}")
        except requests.RequestException as error:
            self.errors.append(f"{type(error).__name__} {address}")
        self.times.append(time.monotonic() - begun)


def prepared(directory: Path) -> tuple[list[str], Path]:
    """A region that holds what a sample does; tokens of the analysts and of the greedy one, a user each; the legs.

    It is no sample any more: that would give way to the first file, and leave nothing to ask for.
    """
    made = open_services(settings_in(directory))
    make_sample(made.regions["US"], customers=900, weeks=52, seed=1, today=TODAY, progress=None)
    with made.regions["US"].write() as connection:
        connection.execute(sa.update(import_record).values(sample=False))
        orgs = connection.scalars(sa.select(customer.c.org_id)).all()
    tokens = []
    for name in (*(f"analyst{number}" for number in range(ANALYSTS)), "greedy"):
        add_user(made.store, f"{name}@example.com", "read_only_admin", PASSWORD)
        tokens.append(create_token(made.store, f"{name}@example.com"))
    skip_setup(made.store)
    made.close()
    return tokens, legs(directory / "legs.csv", orgs, LEGS)


def in_use(pid: int) -> float:
    """Megabytes of a process and of those it started; pages that several have are shared out among them."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    kilobytes = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return kilobytes / 1024 + sum(in_use(int(child)) for child in children)


def imported(directory: Path, file: Path) -> tuple[subprocess.CompletedProcess[str], float]:
    """The file through the server that runs, as from a terminal, and the seconds that it took."""
    command, begun = [sys.executable, "-m", "dashboard", "import", str(file), "--region", "US"], time.monotonic()
    done = subprocess.run(
        command, cwd=ROOT, env=environment(directory), capture_output=True, text=True, check=False, timeout=600
    )
    return done, time.monotonic() - begun


def told(analysts: list[Client], greedy: Client, seen: list[float], took: float) -> str:
    """What was seen, in a line: to be read beside the limits."""
    times = sorted(time for client in analysts for time in client.times)
    errors = Counter(error.split()[0] for client in analysts for error in client.errors)
    load = " ".join(f"{one:.1f}" for one in os.getloadavg())
    return (
        f"{SECONDS} s, {LEGS} legs, load {load}: {len(times)} answers, slowest {times[-1]:.2f} s, "
        f"95 % below {times[len(times) * 95 // 100]:.2f} s, errors {dict(errors) or 'none'}, "
        f"{seen[0]:.0f} MB at first, {max(seen):.0f} at most, {seen[len(seen) // 2]:.0f} half-way, "
        f"{seen[-1]:.0f} at last, import {took:.0f} s; "
        f"greedy: {len(greedy.times)} answers, failed {greedy.errors or 'none'}\n"
    )


@pytest.mark.long
def test_the_others_notice_nothing(tmp_path: Path) -> None:
    tokens, file = prepared(tmp_path)
    seen: list[float] = []
    with serving(tmp_path) as served:
        over, dice, begun = threading.Event(), random.Random(1), time.monotonic()

        def look() -> None:
            while not over.wait(1):
                seen.append(in_use(served.pid))

        def think() -> float:
            return dice.uniform(1, 5)

        analysts = [Client(served, token, over, lambda: dice.choice(ADDRESSES), think) for token in tokens[:-1]]
        greedy = Client(served, tokens[-1], over, lambda: DEAREST, lambda: 0.0)
        threads = [threading.Thread(target=work) for work in (look, greedy.run, *(one.run for one in analysts))]
        for thread in threads:
            thread.start()
        done, took = imported(tmp_path, file)
        over.wait(begun + SECONDS - time.monotonic())
        over.set()
        for thread in threads:
            thread.join()
    sys.stdout.write(told(analysts, greedy, seen, took))
    assert (done.returncode, done.stderr) == (0, "")
    assert [error for client in analysts for error in client.errors] == []
    assert max(max(client.times) for client in analysts) < SLOWEST
    assert max(seen) < MOST
    assert seen[-1] < seen[len(seen) // 2] + GROWS
