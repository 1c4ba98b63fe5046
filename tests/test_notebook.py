"""docs/notebook.py runs on a small sample, from the top to the end."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_notebook_runs(tmp_path: Path) -> None:
    environment = {**os.environ, "DASHBOARD_DATA_DIR": str(tmp_path / "data"), "DASHBOARD_TODAY": "2026-11-23"}

    def run(*arguments: str) -> str:
        command = [sys.executable, *arguments]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    environment["PYTHONPATH"] = str(ROOT)
    run("-m", "dashboard", "sample", "--region", "US", "--customers", "40", "--weeks", "4")
    del environment["PYTHONPATH"]
    printed = run(str(ROOT / "docs" / "notebook.py"))
    assert re.search(r"^ends_on +datetime64\[s\]$", printed, re.MULTILINE)
    assert re.search(r"^20\d\d-\d\d( +\d+){3}$", printed, re.MULTILINE)  # a month: purchased, used, idle
    assert "idle" in printed
