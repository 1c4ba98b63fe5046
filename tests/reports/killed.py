"""Kills runners in the middle, many times: `python -m tests.reports.killed DIRECTORY TIMES`.

Each time a report of a schedule is due, a process makes it and is killed with SIGKILL at a random moment; then another
one makes what is left. A process that was done by then does not count. Prints a line a turn, and what is wrong at the
end; exit code 1 when anything is.
"""

import hashlib
import os
import random
import signal
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

from dashboard.access.accounts import add_user
from dashboard.reports.runner import run_due
from dashboard.reports.runs import Run, runs_for
from dashboard.reports.schedules import Plan, add_schedule
from dashboard.services import Services, open_services
from dashboard.settings import Settings
from tests.data.factories import TODAY, load, row
from tests.fixtures.application import settings_in

START = datetime(2026, 11, 23, 8, 0)
LEASE = timedelta(seconds=120)
ROWS = 3_000


def opened(directory: Path) -> Services:
    """The services of an installation whose as-of date is fixed."""
    settings: Settings = settings_in(directory).model_copy(
        update={"today": TODAY, "reports_attempts": 1_000, "reports_keep_days": 10_000}
    )
    return open_services(settings)


def prepare(directory: Path) -> None:
    """A region with rows, a person, a schedule that is due every day."""
    made = opened(directory)
    user = add_user(made.store, "ana@example.com", "full_admin", None)
    load(made.regions["US"], [row("A", f"S{number}", m=(10, 5, 5)) for number in range(ROWS)])
    add_schedule(made, user, Plan("subscription_details", "US", "daily", "10:00", "Europe/Berlin"), START)
    made.close()


def child(directory: Path, at: datetime, ready: int) -> int:
    """A process that makes what is due at a time; it says when it begins."""
    process = os.fork()
    if process:
        return process
    made = opened(directory)
    os.write(ready, b".")
    run_due(made, lambda: at)
    os._exit(0)


def kill_in_the_middle(directory: Path, at: datetime, longest: float, chance: random.Random) -> tuple[float, bool]:
    """How long the process was let run, and whether it was killed before it was done."""
    begun, ready = os.pipe()
    process = child(directory, at, ready)
    os.close(ready)
    os.read(begun, 1)
    os.close(begun)
    patience = chance.uniform(0, longest)
    time.sleep(patience)
    os.kill(process, signal.SIGKILL)
    return patience, os.WIFSIGNALED(os.waitpid(process, 0)[1])


def runs_of(made: Services) -> list[Run]:
    """Every run, oldest first."""
    user = add_user(made.store, f"{os.urandom(4).hex()}@example.com", "full_admin", None)
    return runs_for(made.store, user)[::-1]


def wrong(directory: Path, times: int) -> list[str]:
    """What is not as it should be after so many due times: one whole file for each, and nothing else."""
    made = opened(directory)
    runs = runs_of(made)
    found = [f"{run.run_id}: {run.status}: {run.error}" for run in runs if run.status != "done"]
    if len({run.due_at for run in runs}) != times or len(runs) != times:
        found.append(f"{len(runs)} runs of {times} due times")
    files = {directory / (run.file or "-"): run for run in runs}
    there = set((directory / "reports" / "US").iterdir())
    found += [f"left behind: {path.name}" for path in there - files.keys()]
    found += [f"missing: {path.name}" for path in files.keys() - there]
    for path in there & files.keys():
        body = path.read_bytes()
        if hashlib.sha256(body).hexdigest() != files[path].sha256 or body.count(b"\r\n") != ROWS + 1:
            found.append(f"not whole: {path.name}")
    made.close()
    return found


def main(directory: Path, times: int) -> list[str]:
    """Kills that often; what is wrong in the end."""
    chance, at, longest, killed, turns = random.Random(times), START, 1.0, 0, 0
    prepare(directory)
    while killed < times and turns < 10 * times:
        turns, at = turns + 1, at + timedelta(days=1)
        patience, was_killed = kill_in_the_middle(directory, at, longest, chance)
        killed += was_killed
        made = opened(directory)
        begin = time.monotonic()
        run_due(made, lambda: at + LEASE)  # noqa: B023 - called within the same turn
        took = time.monotonic() - begin
        made.close()
        longest = max(took, 0.02) * 1.2
        sys.stdout.write(f"{turns}: killed={was_killed} after {patience:.3f} s of about {took:.3f} s\n")
    sys.stdout.write(f"killed {killed} of {turns}\n")
    return wrong(directory, turns)


if __name__ == "__main__":
    faults = main(Path(sys.argv[1]), int(sys.argv[2]))
    sys.stdout.writelines(f"WRONG {fault}\n" for fault in faults)
    sys.exit(1 if faults else 0)
