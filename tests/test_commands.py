"""The modules of dashboard/commands: each is brought when one of its commands is asked for."""

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.__main__ import _HOMES

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "dashboard"
CODE = [one for one in PACKAGE.rglob("[a-z]*.py") if "migrations" not in one.parts]


def ran(arguments: str, directory: Path) -> str:
    """What a process that ran a command line wrote, and at last the modules that it had loaded."""
    run = (
        "import atexit, sys; atexit.register(lambda: print('modules:', *sys.modules)); "
        f"sys.argv = ['dashboard', *{arguments.split()!r}]; from dashboard.__main__ import main; main()"
    )
    environment = {**os.environ, "DASHBOARD_DATA_DIR": str(directory / "data"), "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", run], capture_output=True, text=True, cwd=directory, env=environment)
    return done.stdout


def loaded_by(arguments: str, directory: Path) -> set[str]:
    """The modules of a process that ran a command line."""
    return {*ran(arguments, directory).rpartition("modules:")[2].split()}


def test_a_command_is_found_where_it_is_said_to_be() -> None:
    found = {home: importlib.import_module(f"dashboard.commands.{home}").COMMANDS for home in {*_HOMES.values()}}
    assert {one.name: home for home, commands in found.items() for one in commands} == _HOMES


@pytest.mark.parametrize("arguments", ["--help", "formats", "formats Users", "import --help", "serve --help", "nope"])
def test_what_needs_no_database_waits_for_nothing(arguments: str, tmp_path: Path) -> None:
    """Half a second is promised, and the least of these takes as long to import by itself."""
    modules = loaded_by(arguments, tmp_path)
    assert "click" in modules
    assert not {"sqlalchemy", "pydantic", "pyarrow", "numpy", "pandas", "flask", "babel", "alembic", "dash"} & modules
    assert "dashboard.settings" not in modules


def test_a_command_does_not_wait_for_what_another_needs(tmp_path: Path) -> None:
    """Neither for Alembic: its databases are up to date."""
    loaded_by("imports", tmp_path)
    modules = loaded_by("imports", tmp_path)
    assert "dashboard.data.files.history" in modules
    assert not {"dash", "flask", "plotly", "authlib", "requests", "xlsxwriter", "alembic"} & modules


def test_a_server_holds_the_code_of_every_command() -> None:
    """What is installed while it runs is another version's."""
    asked = "from dashboard.commands.serving import _import_all; _import_all(); import sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, cwd=ROOT)
    wanted = {f"dashboard.{path.relative_to(PACKAGE).with_suffix('').as_posix().replace('/', '.')}" for path in CODE}
    assert wanted - {*done.stdout.split()} == set()


def test_empty_databases_are_made_by_a_process_that_brings_alembic_late(tmp_path: Path) -> None:
    """What DuckDB's dialect tells Alembic is told then too."""
    assert "alembic" in loaded_by("imports", tmp_path)
    assert (tmp_path / "data" / "us.duckdb").is_file()
    assert "nothing was imported yet" in ran("imports", tmp_path)
