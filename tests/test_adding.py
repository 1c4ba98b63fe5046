"""docs/adding.md: its diffs apply to a copy of the package, and what it shows of each addition holds there."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", (ROOT / "docs" / "adding.md").read_text(), re.M | re.S))
REVISIONS = Path("dashboard", "data", "storage", "migrations", "region")
# What the lines of the document have to hand: an empty region of the copy, and the factories of the tests.
HANDS = """
import sys
from datetime import date, timedelta
from pathlib import Path
import dashboard
from dashboard.data.storage.regions import open_regions
from dashboard.data.storage.upgrade import upgrade_regions
from tests.data.factories import SATURDAY, TODAY, ask, load, org_id, row
directory = Path(sys.argv[1])
assert Path(dashboard.__file__).is_relative_to(directory)
region = open_regions({"US": f"duckdb:///{directory}/region.duckdb"}, memory="1GB", threads=1)["US"]
upgrade_regions({"US": region})
"""


def block(section: str, language: str) -> str:
    """The only block of the section in that language."""
    [found] = re.findall(rf"^```{language}\n(.*?)^```$", SECTIONS[section], re.M | re.S)
    return str(found)


def newest_revision() -> str:
    """The revision that no other one follows."""
    text = "\n".join(path.read_text() for path in (ROOT / REVISIONS).glob("r*.py"))
    revisions, followed = (
        set(re.findall(rf'^{name} = "(\w+)"$', text, re.M)) for name in ("revision", "down_revision")
    )
    [newest] = revisions - followed
    return str(newest)


@pytest.mark.parametrize("section", SECTIONS)
def test_an_addition_works_as_described(section: str, tmp_path: Path) -> None:
    unwanted = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "dashboard", tmp_path / "dashboard", ignore=unwanted)
    # Where the history has grown meanwhile, the example follows its newest revision.
    diff = re.sub(r'^(\+down_revision = )".*"$', rf'\1"{newest_revision()}"', block(section, "diff"), flags=re.M)
    applied = ["git", "apply", "-C1", "-"]
    subprocess.run(applied, cwd=tmp_path, input=diff, text=True, check=True)
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    command = [sys.executable, "-c", HANDS + block(section, "python"), str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("section", SECTIONS)
def test_the_places_are_counted(section: str) -> None:
    """But for what only makes a folder a package, and what explains a column of a new name."""
    files = re.findall(r"^--- (.+)\n\+\+\+ b/(.+)$", block(section, "diff"), re.M)
    places = [
        name
        for before, name in files
        if not (before == "/dev/null" and name.endswith("__init__.py"))
        and not name.endswith(("meanings.py", "examples.py"))
    ]
    [told] = re.findall(rf"^\| \[{section}\]\(.*?\| (\d+) \|", (ROOT / "docs" / "adding.md").read_text(), re.M | re.I)
    assert len(places) == int(told)
