"""The command line: what it prints where, and its exit codes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from dashboard import __main__ as command_line
from dashboard.__main__ import cli
from dashboard.access.tokens import token_user
from dashboard.commands.running import run
from dashboard.commands.session import Session
from dashboard.data.storage import schema
from dashboard.services import Services, open_services
from dashboard.settings import Settings
from dashboard.web.console import Console, bar
from tests.fixtures.application import PASSWORD, email_of

ORG = "00000000-0000-4000-8000-000000000001"
CUSTOMERS = "Customer Name,Customer Org ID,Country\nAcme,{},DE\n"


@dataclass(frozen=True)
class Done:
    """What a command did."""

    code: int
    out: list[str]
    err: list[str]


Command = Callable[..., Done]


@pytest.fixture
def command(settings: Settings, tmp_path: Path) -> Command:
    """Runs a command in the directory of the test."""

    @contextmanager
    def opened() -> Iterator[Services]:
        services = open_services(settings)
        yield services
        services.close()

    def call(*arguments: str) -> Done:
        done = Done(0, [], [])
        console = Console(done.out.append, done.err.append, lambda _label, _done, _total: None)
        return Done(run(cli, arguments, Session(lambda: settings, console, tmp_path, opened)), done.out, done.err)

    return call


def _leaves(group: click.Group, name: str = "") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for key in group.list_commands(context):
        found = group.get_command(context, key)
        assert found is not None
        if isinstance(found, click.Group):
            yield from _leaves(found, f"{name}{key} ")
        else:
            yield name + key, found


@pytest.mark.parametrize(("name", "found"), [*_leaves(cli)])
def test_every_command_explains_itself_with_an_example(name: str, found: click.Command) -> None:
    helped = CliRunner().invoke(cli, [*name.split(), "--help"])
    assert helped.exit_code == 0
    assert found.help
    assert f"Example: `{name}" in " ".join(helped.output.split())
    assert all(parameter.help for parameter in found.params if isinstance(parameter, click.Option))


def test_every_command_that_opens_a_region_is_handed_over() -> None:
    names = {name for name, _ in _leaves(cli)}
    own = {"serve", "formats", "user add", "user password", "token create", "verify"}
    assert set(command_line.REGIONAL) == names - own


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["imprt"], "No such command"),
        (["import", "a.csv"], "Missing option '--region'"),
        (["import", "a.csv", "--region", "XX"], "--region XX: unknown; the regions are US"),
        (["import", "a.csv", "--region", "US", "--date", "2026-01-04", "--week", "2026-01-04"], "one or the other"),
        (["import", "a.csv", "--region", "US", "--date", "4.1.2026"], "'--date'"),
        (
            ["import", "a.csv", "--region", "US", "--date", "0001-01-01"],
            "'--date': '0001-01-01' is not from 2000-01-01",
        ),
        (["report", "run", "expiring", "--region", "US", "-o", "a", "--as-of", "9999-12-31"], "'--as-of'"),
        (["sync", "--region", "US", "--from", "1999-12-31", "--to", "2200-01-01"], "'--from'"),
        (["sample", "--customers", "0"], "'--customers'"),
        (["serve", "--workers", "2"], "--workers 2: US are DuckDB files, which one process holds"),
        (["user", "add", "a@example.com", "--role", "boss"], "'--role'"),
        (["user", "assign", "a@example.com"], "ORG_ID"),
    ],
)
def test_wrong_usage_is_one_line_and_2(command: Command, arguments: list[str], said: str) -> None:
    done = command(*arguments)
    assert (done.code, done.out, len(done.err)) == (2, [], 1)
    assert done.err[0].startswith("Error: ")
    assert said in done.err[0]


def test_a_failure_is_one_line_and_1(command: Command) -> None:
    done = command("import", "nowhere.csv", "--region", "US")
    assert (done.code, len(done.err)) == (1, 1)
    assert "nowhere.csv" in done.err[0]


def test_the_unexpected_is_one_line_too(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_session: object) -> None:
        raise ZeroDivisionError("by\nzero")

    monkeypatch.setattr(cli.commands["imports"], "callback", lambda **_: broken(None))
    assert command("imports") == Done(1, [], ["Error: unexpected ZeroDivisionError: by zero"])


def test_wrong_settings_are_named_and_their_values_are_not(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DASHBOARD_PORT", "s3cret")
    monkeypatch.setattr("sys.argv", ["dashboard", "imports"])
    with pytest.raises(SystemExit, match="1"):
        command_line.main()
    told = capsys.readouterr().err
    assert told.startswith("Error: settings: DASHBOARD_PORT: ")
    assert (told.count("\n"), "s3cret" in told) == (1, False)


def test_a_user_is_added_with_the_password_of_the_environment(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASHBOARD_PASSWORD", PASSWORD)
    done = command("user", "add", "Ana@Example.com", "--role", "help_desk")
    assert done == Done(0, ["added ana@example.com as help_desk"], [])
    again = command("user", "add", "ana@example.com", "--role", "help_desk")
    assert again == Done(1, [], ["Error: user ana@example.com: exists already"])
    assert command("user", "password", "ana@example.com").code == 0


def test_without_a_terminal_or_a_password_nothing_hangs(command: Command) -> None:
    done = command("user", "add", "ana@example.com", "--role", "help_desk")
    assert (done.code, done.err) == (
        2,
        ["Error: no password: set DASHBOARD_PASSWORD, or call this on a terminal to be asked"],
    )


def test_a_token_is_all_that_is_printed(command: Command, settings: Settings) -> None:
    done = command("token", "create", email_of("help_desk"))
    services = open_services(settings)
    user = token_user(services.store, done.out[0])
    services.close()
    assert (done.code, len(done.out), user and user.email) == (0, 1, email_of("help_desk"))


def test_a_file_is_imported_from_the_callers_directory_and_listed(command: Command, tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text(CUSTOMERS.format(ORG))
    first = command("import", "customers.csv", "--region", "US")
    assert first == Done(0, ["customers.csv: import 1 loaded 1 rows, Customers"], [])
    again = command("import", "customers.csv", "--region", "US")
    assert again == Done(0, ["customers.csv: loaded before, as import 1; nothing changed"], [])
    [line] = command("imports").out
    assert line.startswith("US #1 ")
    assert "Customers: customers.csv" in line
    assert "rows=1 rejected=0 replaced=0 sha256=" in line
    assert command("sample").err == ["Error: region US: holds data already; sample data is for empty regions"]
    assert command("user", "assign", email_of("partner_admin"), ORG, ORG.upper()).out == ["1 new, 0 assigned already"]


def test_rejected_rows_are_told_one_by_one_and_1(command: Command, tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text(CUSTOMERS.format(ORG) + "Bad,no-id,DE\n")
    done = command("import", "customers.csv", "--region", "US", "--dry-run")
    assert (done.code, done.out) == (1, ["customers.csv: would load 1 rows, Customers"])
    assert done.err[0].startswith("customers.csv: line 3, Customer Org ID: ")
    assert done.err[1] == "Error: customers.csv: 1 rows rejected"
    assert command("imports").out == ["nothing was imported yet"]


def test_one_refused_file_does_not_keep_the_others_out(command: Command, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("no,report\n1,2\n")
    (tmp_path / "b.csv").write_text(CUSTOMERS.format(ORG))
    done = command("import", "a.csv", "b.csv", "--region", "US")
    assert (done.code, done.out) == (1, ["b.csv: import 1 loaded 1 rows, Customers"])
    assert done.err[0].startswith("Error: a.csv: ")


def test_a_sample_is_made_once_and_is_marked(command: Command) -> None:
    done = command("sample", "--customers", "20", "--weeks", "3")
    assert (done.code, done.err) == (0, [])
    assert done.out[0].startswith("US: 20 customers, ")
    assert all(line.endswith(" sample") for line in command("imports").out)


def test_a_backup_comes_back(command: Command, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text(CUSTOMERS.format(ORG))
    command("import", "customers.csv", "--region", "US")
    assert command("backup", "monday").out[1] == "US: 3 rows saved"
    services = open_services(settings)
    with services.regions["US"].write() as connection:
        connection.execute(sa.delete(schema.customer))
    services.close()
    assert command("restore", "monday").out[1] == "US: 3 rows restored"
    assert command("user", "assign", email_of("partner_admin"), ORG).code == 0


def test_the_doctor_finds_nothing_wrong_with_a_new_installation(command: Command) -> None:
    done = command("doctor")
    assert (done.code, done.err) == (0, [])
    assert "note  region US: no data" in done.out


def test_the_doctor_names_the_database_that_does_not_open(command: Command, settings: Settings) -> None:
    (settings.data_dir / "us.duckdb").write_bytes(b"no database")
    done = command("doctor")
    assert done.code == 1
    assert [line for line in done.out if line.startswith("FAULT region US: ")]
    assert "ok    store: opens" in done.out


def test_upgrade_of_what_is_up_to_date_says_so(command: Command) -> None:
    assert command("upgrade") == Done(0, ["nothing: every database is up to date"], [])


def test_a_file_is_not_distributed(command: Command) -> None:
    done = command("upgrade", "--distribute")
    assert (done.code, done.out) == (1, [])
    assert done.err[0].startswith("Error: region US: a DuckDB file cannot be distributed; move it to a Citus")


@pytest.mark.parametrize(
    ("done", "total", "drawn"),
    [
        (0, 0, "a.csv: 0"),
        (1234567, 0, "a.csv: 1,234,567"),
        (1, 2, "a.csv [############............]  50%"),
        (3, 2, "a.csv [########################] 100%"),
    ],
)
def test_a_bar_never_leaves_its_frame(done: int, total: int, drawn: str) -> None:
    assert bar("a.csv", done, total) == drawn
