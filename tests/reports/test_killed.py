"""Processes that are killed in the middle: every due report is delivered whole and once."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_due_report_is_delivered_once_though_its_runner_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.reports.killed", str(tmp_path), "10"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stdout + done.stderr
    killed = [line for line in done.stdout.splitlines() if "killed=True" in line]
    assert len(killed) == 10, done.stdout
