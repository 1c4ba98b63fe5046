"""`report run`, `reports run-due`, `verify`, and what `doctor` says of reports."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pytest

from dashboard.__main__ import cli
from dashboard.commands.running import run
from dashboard.commands.session import Session
from dashboard.data.storage.store import now
from dashboard.reports.health import troubles
from dashboard.reports.schedules import Plan, add_schedule
from dashboard.reports.templates import save_template
from dashboard.services import Services
from dashboard.web.console import Console
from tests.reports.conftest import Office

Command = Callable[..., tuple[int, list[str], list[str]]]


@pytest.fixture
def command(office: Office, tmp_path: Path) -> Command:
    """Exit code, output and errors of a command in the directory of the test."""

    @contextmanager
    def opened() -> Iterator[Services]:
        yield office.services

    def call(*arguments: str) -> tuple[int, list[str], list[str]]:
        out, err = list[str](), list[str]()
        console = Console(out.append, err.append, lambda _label, _done, _total: None)
        return run(cli, arguments, Session(lambda: office.services.settings, console, tmp_path, opened)), out, err

    return call


@pytest.mark.parametrize("name", ["subscription_details", "Subscription Details"])
def test_a_report_of_all_customers_in_a_file(command: Command, office: Office, tmp_path: Path, name: str) -> None:
    code, out, err = command("report", "run", name, "--region", "US", "-o", "a.csv", "--sidecar")
    assert (code, err) == (0, [])
    assert out[0].startswith("a.csv: 2 rows, ")
    run_id = office.ask()
    office.work()
    assert (tmp_path / "a.csv").read_bytes() == office.text(run_id).encode()  # the button's file
    assert command("verify", "a.csv") == (0, ["a.csv: as its sidecar says, 2 rows"], [])
    assert sorted(path.name for path in tmp_path.glob("*a.csv*")) == ["a.csv", "a.csv.sidecar.json"]
    (tmp_path / "a.csv").write_bytes(b"Customer\r\n")
    code, _out, err = command("verify", "a.csv")
    assert (code, len(err)) == (1, 3)


def test_a_table_is_written_as_its_template_narrows_it(command: Command, office: Office, tmp_path: Path) -> None:
    """Of two customers, A and B, the template is of A: from the command line as from the button."""
    wish = {"name": "Of A", "base": "customers", "columns": ["customer", "org_id"], "narrowed": "q=A%20AG"}
    made = save_template(office.services.store, office.user, **wish)  # type: ignore[arg-type]
    assert command("report", "run", "Of A", "--region", "US", "-o", "a.csv")[0] == 0
    run_id = office.ask(made.template_id)
    office.work()
    assert (tmp_path / "a.csv").read_bytes() == office.text(run_id).encode()
    assert [line.split(",")[0] for line in (tmp_path / "a.csv").read_text().splitlines()] == ["Customer", "A AG"]
    code, out, err = command("report", "run", "customers", "--region", "US", "-o", "all.csv")
    assert (code, err, out[0].partition(",")[0]) == (0, [], "all.csv: 2 rows")


def test_a_report_is_the_file_that_its_name_and_options_say(command: Command, office: Office, tmp_path: Path) -> None:
    asked = ("report", "run", "subscription_details", "--region", "US", "--headers", "de", "--sidecar", "-o")
    assert command(*asked, "x.xlsx")[0] == 0
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx").worksheets[0]
    assert [sheet["A1"].value, sheet["D2"].value, sheet.max_row] == ["Berechnungsdatum", "Aktiv", 3]
    assert command(*asked, "x.csv", "--separator", "semicolon", "--bom")[0] == 0
    assert (tmp_path / "x.csv").read_bytes().startswith(b"\xef\xbb\xbfBerechnungsdatum;Kundenname;")
    for name, rows in (("x.xlsx", ""), ("x.csv", ", 2 rows")):
        assert command("verify", name) == (0, [f"{name}: as its sidecar says{rows}"], [])
    (tmp_path / "x.csv").rename(tmp_path / "Montag.csv")
    (tmp_path / "x.csv.sidecar.json").rename(tmp_path / "Montag.csv.sidecar.json")
    told = "Montag.csv: as its sidecar says, 2 rows; the sidecar names it x.csv"
    assert command("verify", "Montag.csv") == (0, [told], [])
    code, _out, err = command(*asked, "y.xlsx", "--bom")
    assert (code, err) == (2, ["Error: --separator and --bom: for CSV files alone"])


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("nothing", "--region", "US"), 1, "report template 'nothing': unknown; one of calling_usage_detail, devices"),
        (("devices", "--region", "XX"), 2, "--region XX: unknown"),
        (("devices", "--region", "US"), 1, "region US, Devices: There is no data for this report"),
    ],
)
def test_what_cannot_be_written_is_told_and_leaves_nothing(
    command: Command, tmp_path: Path, arguments: tuple[str, ...], code: int, told: str
) -> None:
    done, out, err = command("report", "run", *arguments, "-o", "a.csv")
    assert (done, out) == (code, [])
    assert err[0].startswith(f"Error: {told}")
    assert not (tmp_path / "a.csv").exists()


def test_a_folder_that_is_not_there(command: Command) -> None:
    code, _out, err = command("report", "run", "subscription_details", "--region", "US", "-o", "no/a.csv")
    assert (code, len(err)) == (1, 1)
    assert "no/a.csv: cannot be written: No such file" in err[0]


def test_what_is_due_is_made_and_told(command: Command, office: Office) -> None:
    assert command("reports", "run-due") == (0, ["nothing is due"], [])
    made, failed = office.ask(), office.ask("devices")
    code, out, err = command("reports", "run-due")
    assert (code, out) == (1, [f"report {made} US Subscription Details: done"])
    assert err[0].startswith(f"Error: report {failed} US Devices: There is no data")


def test_the_doctor_speaks_of_reports_that_failed_or_wait(office: Office) -> None:
    store, at = office.services.store, now()
    assert troubles(store, at) == []
    office.ask()
    plan = Plan("devices", "US", "daily", "10:00", "Europe/Berlin")
    add_schedule(office.services, office.user, plan, at - timedelta(days=2))
    told = troubles(store, at + timedelta(hours=1))
    assert [line.split(";")[0] for line in told] == [
        "reports: 1 wait and nobody makes them",
        "reports: 1 schedules are due and nobody runs them",
    ]
    office.at = at
    office.work()
    assert troubles(store, at + timedelta(hours=1))[0].startswith("reports: 1 of the last seven days failed")
