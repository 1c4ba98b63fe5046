"""The command line about files: what it says of them, what it wants to be told, what can be undone."""

from pathlib import Path

from tests.test_main import CUSTOMERS, ORG, Command, Done, command

__all__ = ["command"]


def test_several_files_are_told_one_by_one_and_the_newest_import_is_undone(command: Command, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(CUSTOMERS.format(ORG))
    (tmp_path / "b.csv").write_text(CUSTOMERS.format(ORG).replace("Acme", "Acme 2"))
    done = command("import", "a.csv", "b.csv", "--region", "US")
    assert done.out == [
        "a.csv: import 1 loaded 1 rows, Customers",
        "b.csv: import 2 loaded 1 rows, Customers; replaced 1 rows of import 1",
    ]
    assert command("undo", "1", "--region", "US").err == [
        "Error: import 1: import 2 is newer and speaks of the same: undo that one first"
    ]
    assert command("undo", "2", "--region", "US").out == [
        "import 2 (Customers: b.csv) is undone: 1 rows went, 1 rows that it had replaced are back"
    ]
    assert command("undo", "9", "--region", "US") == Done(
        1, [], ["Error: region US: no import 9; `imports` lists them"]
    )
    assert " undone " in command("imports").out[1]


QUEUE = "Call Queue,Answered Calls,Abandoned Calls,Total Calls,Total Wait Time,Total Abandoned Time\n{},1,0,1,9,0\n"


def test_what_a_file_does_not_say_is_said_for_it(command: Command, tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_text(QUEUE.format("Support"))
    bare = command("import", "q.csv", "--region", "US", "--week", "2026-11-15")
    assert (bare.code, "say whose all its rows are with --org" in bare.err[0]) == (1, True)
    assert command("import", "q.csv", "--region", "US", "--org", ORG).code == 2  # of which week?
    assert command("import", "q.csv", "--region", "US", "--week", "2026-11-15", "--org", "acme").code == 2
    done = command("import", "q.csv", "--region", "US", "--week", "2026-11-15", "--org", ORG.upper())
    assert (done.code, done.out) == (0, ["q.csv: import 1 loaded 1 rows of 2026-11-15 to 2026-11-15, Call Queue Stats"])


def test_far_fewer_customers_want_a_yes(command: Command, tmp_path: Path) -> None:
    head = "Customer Org ID,Phone Number\n"
    many = [ORG.replace("0001", f"000{number}") for number in (1, 2, 3)]
    (tmp_path / "many.csv").write_text(head + "".join(f"{one},+49{place}\n" for place, one in enumerate(many)))
    (tmp_path / "few.csv").write_text(f"{head}{ORG},+491\n")
    assert command("import", "many.csv", "--region", "US", "--date", "2026-11-20").code == 0
    few = ("import", "few.csv", "--region", "US", "--date", "2026-11-20")
    for arguments in (few, (*few, "--dry-run")):
        done = command(*arguments)
        assert (done.code, done.out, len(done.err)) == (1, [], 1)
        assert "of the 3 customers of 2026-11-20 that it would replace it names 1: say --replace" in done.err[0]
    done = command(*few, "--replace")
    assert done.out == [
        "few.csv: import 2 loaded 1 rows of 2026-11-20 to 2026-11-20, Phone Numbers; "
        "replaced 3 rows of import 1 for 2026-11-20 (2 of 3 customers are not in this file)"
    ]


def test_an_older_replay_says_that_it_changes_nothing(command: Command, tmp_path: Path) -> None:
    head = "Report ID,Report time,Correlation ID,Org UUID,Start time,Duration,Client type\n"
    row = f"r1,2026-11-17T{{}}:00:00Z,c1,{ORG},2026-11-17T08:00:00Z,60,SIP\n"
    (tmp_path / "new.csv").write_text(head + row.format("12"))
    (tmp_path / "old.csv").write_text(head + row.format("11"))
    assert command("import", "new.csv", "--region", "US").code == 0
    done = command("import", "old.csv", "--region", "US")
    assert done == Done(
        0,
        [
            "old.csv: import 2 loaded 0 rows, Detailed Call History; nothing changed: 1 rows change nothing, "
            "a newer report of the same call is known"
        ],
        [],
    )


def test_the_formats_are_told_without_a_database(command: Command) -> None:
    assert command("formats").out[0].startswith("Subscription Details: ")
    users = command("formats", "users")
    assert (users.code, users.out[1].startswith("  Customer Org ID (required), for example ")) == (0, True)
    assert command("formats", "Users", "--empty").out == ["Customer Org ID,Email,Left"]
    assert command("formats", "Invoices").code == 2
    assert command("formats", "--markdown").out[0].startswith("# Files that can be imported")
