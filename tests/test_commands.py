"""The modules of dashboard/commands: each is brought when one of its commands is asked for."""

import importlib
import subprocess
import sys

from dashboard.__main__ import _HOMES


def loaded_by(command: str) -> set[str]:
    """The modules of a process that asked for the command."""
    asked = f"from dashboard.__main__ import cli; cli.get_command(None, '{command}'); import sys; print(*sys.modules)"
    return {*subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout.split()}


def test_a_command_is_found_where_it_is_said_to_be() -> None:
    found = {home: importlib.import_module(f"dashboard.commands.{home}").COMMANDS for home in {*_HOMES.values()}}
    assert {one.name: home for home, commands in found.items() for one in commands} == _HOMES


def test_a_command_does_not_wait_for_what_another_needs() -> None:
    modules = loaded_by("user")
    assert "dashboard.access.accounts" in modules
    assert not {"dash", "plotly", "authlib", "requests", "xlsxwriter"} & modules


def test_a_server_holds_the_code_of_every_command() -> None:
    assert loaded_by("serve") >= {f"dashboard.commands.{home}" for home in _HOMES.values()}
