"""Tried: 64 analysts on two cores, beside an import of 600,000 legs and one client that asks the dearest thing allowed.

`make faults` runs it, on a machine that has nothing else to do. DASHBOARD_TEST_SOAK_SECONDS makes it shorter.
"""

import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import requests

from dashboard.access.accounts import add_user
from dashboard.access.organisation import skip_setup
from dashboard.access.tokens import create_token
from dashboard.data.sample import make_sample
from dashboard.services import open_services
from tests.bench.served import memory
from tests.data.factories import TODAY
from tests.fixtures.application import PASSWORD, settings_in
from tests.fixtures.served import ROOT, Served, environment, serving

SECONDS = int(os.environ.get("DASHBOARD_TEST_SOAK_SECONDS", "600"))
ANALYSTS, LEGS = 64, SECONDS * 1000
SLOWEST, MOST = 3.0, 600.0  # seconds, MB
ADDRESSES = (
    "subscriptions?region=US&product=meetings",
    "calling?region=US",
    "queues?region=US",
    "tables/expiring?region=US&product=calling&limit=50",
    "tables/customers?region=US&limit=50",
    "customers?region=US",
)
DEAREST = "export/customers.csv?region=US"


def legs(path: Path, number: int) -> Path:
    """A file of call legs of a week."""
    head = "Leg ID,Call ID,Customer Org ID,Customer Name,Start Time,Duration (s),User ID,Endpoint Type,Video,Features"
    with path.open("w") as file:
        file.write(f"{head},Audio Jitter (ms)\n")
        for leg in range(number):
            org = f"00000000-0000-4000-8000-{leg % 500:012x}"
            rest = (
                f"{org},C {leg % 500},2026-11-{16 + leg % 5}T10:00:00Z,{leg % 900},u{leg % 3000},web,true,,{leg % 200}"
            )
            file.write(f"L{leg},C{leg // 2},{rest}\n")
    return path


@dataclass
class Client:
    """Asks one thing after the other until the end."""

    served: Served
    token: str
    until: float
    pick: Callable[[], str]
    rest: Callable[[], float]
    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def run(self) -> None:
        with requests.Session() as session:
            session.headers["Authorization"] = f"Bearer {self.token}"
            while time.monotonic() < self.until:
                self._ask(session, self.pick())
                time.sleep(self.rest())

    def _ask(self, session: requests.Session, address: str) -> None:
        begun = time.monotonic()
        try:
            answer = session.get(f"{self.served.url}/api/v1/{address}", timeout=60)
            if answer.status_code != 200:
                self.errors.append(f"{answer.status_code} {address}")
        except requests.RequestException as error:
            self.errors.append(f"{type(error).__name__} {address}")
        self.times.append(time.monotonic() - begun)


def prepared(directory: Path) -> list[str]:
    """A region of a sample; tokens of two people."""
    made = open_services(settings_in(directory))
    make_sample(made.regions["US"], customers=900, weeks=52, seed=1, today=TODAY, progress=None)
    tokens = []
    for name in ("analyst", "greedy"):
        add_user(made.store, f"{name}@example.com", "read_only_admin", PASSWORD)
        tokens.append(create_token(made.store, f"{name}@example.com"))
    skip_setup(made.store)
    made.close()
    return tokens


@pytest.mark.long
def test_the_others_notice_nothing(tmp_path: Path) -> None:
    tokens, file = prepared(tmp_path), legs(tmp_path / "legs.csv", LEGS)
    seen: list[float] = []
    with serving(tmp_path) as served:
        until, dice = time.monotonic() + SECONDS, random.Random(1)

        def look() -> None:
            while time.monotonic() < until:
                seen.append(memory(served.pid, "VmRSS"))
                time.sleep(1)

        def think() -> float:
            return dice.uniform(1, 5)

        analysts = [Client(served, tokens[0], until, lambda: dice.choice(ADDRESSES), think) for _ in range(ANALYSTS)]
        greedy = Client(served, tokens[1], until, lambda: DEAREST, lambda: 0.0)
        threads = [threading.Thread(target=work) for work in (look, greedy.run, *(one.run for one in analysts))]
        for thread in threads:
            thread.start()
        command = [sys.executable, "-m", "dashboard", "import", str(file), "--region", "US"]
        done = subprocess.run(command, cwd=ROOT, env=environment(tmp_path), capture_output=True, text=True, check=False)
        for thread in threads:
            thread.join()
    times = [one for client in analysts for one in client.times]
    sys.stdout.write(
        f"{len(times)} answers, slowest {max(times):.2f} s, {max(seen):.0f} MB; greedy: {len(greedy.times)}\n"
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert [error for client in analysts for error in client.errors] == []
    assert max(times) < SLOWEST
    assert max(seen) < MOST
