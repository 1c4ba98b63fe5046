"""The modules of dashboard/commands: each is brought when one of its commands is asked for."""

import importlib
import subprocess
import sys

from dashboard import __main__ as command_line


def test_a_command_is_found_where_it_is_said_to_be() -> None:
    for home, names in command_line._HOMES.items():
        assert {one.name for one in importlib.import_module(f"dashboard.commands.{home}").COMMANDS} == {*names}


def test_a_command_does_not_wait_for_what_another_needs() -> None:
    loaded = "from dashboard.__main__ import cli; cli.get_command(None, 'user'); import sys; print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True).stdout.split()
    assert "dashboard.access.accounts" in modules
    assert not {"dash", "plotly", "authlib", "requests", "xlsxwriter"} & {*modules}
