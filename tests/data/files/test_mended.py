"""Mended rejects: they add to the import that they came from, and to no other."""

from datetime import date
from pathlib import Path

import pytest

from dashboard.data.files.columns.subscriptions import SUBSCRIPTION_DETAILS
from dashboard.data.files.imports import Options, Outcome, Upload, load
from dashboard.data.files.rejects import HEAD
from dashboard.data.files.undo import undo
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema.calls import queue_report, usage_report
from dashboard.data.storage.schema.inventories import phone_number
from tests.data.files.reports import HEADERS, NOW, TODAY, all_rows, held, line, org

ORG = org("A")
USAGE = "Customer name,Org ID,Total calls,Total call legs,Total poor call quality,Call minutes"
NUMBERS = "Customer,Customer Org ID,Location ID,Location Name,Phone Number,Extension,Active"
QUEUES = "Call Queue,Location,Answered Calls,Abandoned Calls,Total Calls,Total Wait Time,Total Abandoned Time"


def write(region: Region, directory: Path, name: str, text: str, options: Options | None = None) -> Outcome:
    """Load one file of this text."""
    path = directory / name
    path.write_text(text, encoding="utf-8")
    [found] = load(region, [Upload(path, name)], options or Options(), data_dir=directory, today=TODAY, now=NOW)
    return found


def mended(found: Outcome, bad: str, good: str) -> str:
    """The reject file of an import with a mended cell, the one that tells the bad value left as it is."""
    assert found.reject_file is not None
    told, *rest = found.reject_file.read_text(encoding="utf-8").rpartition(f",{bad},")
    return f"{told},{good},{rest[1]}"


def test_mended_rejects_of_a_file_without_a_good_row(region: Region, tmp_path: Path) -> None:
    """Nothing of it was loaded, so what was loaded since of other dates has not replaced it."""
    one = write(region, tmp_path, "u_2026-11-15_2026-11-21.csv", f"{USAGE}\nA,{ORG},x,20,1,30\n")
    assert (one.rows, one.rejected, one.first_date) == (0, 1, date(2026, 11, 15))
    write(region, tmp_path, "u_2026-11-08_2026-11-14.csv", f"{USAGE}\nA,{ORG},5,20,1,30\n")
    two = write(region, tmp_path, "rejected.csv", mended(one, "x", "10"))
    assert (two.refusal, two.adds_to, two.first_date) == (None, one.import_id, date(2026, 11, 15))
    assert sorted((row["week"].day, row["calls"]) for row in all_rows(region, usage_report)) == [(8, 5), (15, 10)]
    numbers = write(region, tmp_path, "n.csv", f"{NUMBERS}\nA,{ORG},L,B,+4930,1,ja\n", Options(day=date(2026, 11, 20)))
    write(region, tmp_path, "rejected.csv", mended(numbers, "ja", "yes").replace(",ja\n", ",yes\n"))
    assert [row["date"] for row in all_rows(region, phone_number)] == [date(2026, 11, 20)]


def test_mended_rejects_of_a_date_that_had_no_good_row(region: Region, tmp_path: Path) -> None:
    lines = [line("A", "S1"), line("B", "S2", "2026-11-14", meeting_license_available="x")]
    one = write(region, tmp_path, "s.csv", "\n".join([",".join(HEADERS), *lines, ""]))
    assert (one.rows, one.first_date) == (1, date(2026, 11, 21))
    two = write(region, tmp_path, "rejected.csv", mended(one, "x", "7"))
    assert (two.refusal, two.adds_to, two.replaced) == (None, one.import_id, ())
    assert held(region, "meetings_purchased") == [("B", "S2", "2026-11-14", 7), ("A", "S1", "2026-11-21", 10)]
    newer = write(region, tmp_path, "newer.csv", "\n".join([",".join(HEADERS), line("B", "S2", "2026-11-14"), ""]))
    again = write(region, tmp_path, "rejected.csv", mended(one, "x", "8"))
    assert f"which import {newer.import_id} has replaced since" in str(again.refusal)


@pytest.mark.parametrize(
    ("days", "replaced"),
    [
        (("2026-11-07", "2026-11-21"), False),  # days before and after, not the one between
        (("2026-11-07",), False),
        (("2026-11-07", "2026-11-14"), True),
    ],
)
def test_only_a_file_of_the_same_day_replaces_another(
    region: Region, tmp_path: Path, days: tuple[str, ...], replaced: bool
) -> None:
    head = ",".join(HEADERS)
    lines = [line("A", "S1", "2026-11-14"), line("B", "S2", "2026-11-14", meeting_license_available="x")]
    text = "\n".join([head, *lines, ""])
    one = write(region, tmp_path, "one.csv", text)
    two = write(region, tmp_path, "two.csv", "\n".join([head, *(line("A", "S1", day) for day in days), ""]))
    assert (one.import_id, two.import_id, bool(two.replaced)) == (1, 2, replaced)
    again = write(region, tmp_path, "one.csv", text)
    assert (again.unchanged, again.import_id) == ((False, 3) if replaced else (True, 1))
    if not replaced:
        added = write(region, tmp_path, "rejected.csv", mended(one, "x", "7"))
        assert (added.refusal, added.adds_to) == (None, 1)
        assert ("B", "S2", "2026-11-14", 7) in held(region, "meetings_purchased")


def test_mended_rejects_of_one_customer_do_not_add_to_anothers(region: Region, tmp_path: Path) -> None:
    """The provider's own queue files of two customers hold the same line and value."""
    text, name = f"{QUEUES}\nS,B,x,10,70,300,300\nT,B,1,1,2,3,4\n", "q_2026-11-15_2026-11-21.csv"
    one, two = (write(region, tmp_path, name, text, Options(org_id=org_id)) for org_id in (ORG, org("B")))
    assert (one.import_id, two.import_id) == (1, 2)
    added = write(region, tmp_path, "rejected.csv", mended(one, "x", "60"), Options(org_id=ORG))
    assert (added.adds_to, added.rows, added.replaced) == (1, 1, ())
    assert len({row["customer_key"] for row in all_rows(region, queue_report) if row["answered"] == 60}) == 1


def test_mended_rejects_of_a_week_do_not_add_to_another(region: Region, tmp_path: Path) -> None:
    """The same customer is wrong in the same line each week."""
    names = ("u_2026-11-08_2026-11-14.csv", "u_2026-11-15_2026-11-21.csv")
    texts = [f"{USAGE}\nA,{ORG},5,20,1,30\nB,{org('B')},x,{legs},1,30\n" for legs in (20, 21)]
    first, _second = (write(region, tmp_path, name, text) for name, text in zip(names, texts, strict=True))
    added = write(region, tmp_path, "mended.csv", mended(first, "x", "10"))
    assert (added.adds_to, added.first_date) == (1, date(2026, 11, 8))
    third = write(region, tmp_path, "u_2026-11-01_2026-11-07.csv", texts[0])  # as the first, cell by cell
    undo(region, 3)
    lost = write(region, tmp_path, "mended.csv", mended(first, "x", "11"))
    assert "its rows were rejected by imports 4 and 1 alike: name it as the file that it was, such as 4-rej" in str(
        lost.refusal
    )
    named = write(region, tmp_path, "1-rejected.csv", mended(first, "x", "11"))
    assert (third.import_id, named.adds_to, named.first_date) == (4, 1, date(2026, 11, 8))


def test_a_value_that_is_mended_wherever_it_stands(region: Region, tmp_path: Path) -> None:
    """Search and replace changes the column that tells the value too: the row is still that of its week."""
    names = ("u_2026-11-08_2026-11-14.csv", "u_2026-11-15_2026-11-21.csv")
    texts = [f"{USAGE}\nA,{ORG},5,20,1,30\nB,{org('B')},n.a.,{legs},1,30\n" for legs in (20, 21)]
    first, _second = (write(region, tmp_path, name, text) for name, text in zip(names, texts, strict=True))
    assert first.reject_file is not None
    rejects = first.reject_file.read_text(encoding="utf-8").replace("n.a.", "7")
    added = write(region, tmp_path, "mended.csv", rejects)
    assert (added.adds_to, added.first_date, added.rows) == (1, date(2026, 11, 8), 1)


def test_no_week_is_guessed_for_mended_rejects(region: Region, tmp_path: Path) -> None:
    """Where the reasons went, only the file's name or its week tells which import the rows were of."""
    names = ("u_2026-11-08_2026-11-14.csv", "u_2026-11-15_2026-11-21.csv")
    text = f"{USAGE}\nA,{ORG},5,20,1,30\nB,{org('B')},n.a.,20,1,30\n"
    for name in names:
        write(region, tmp_path, name, text)
    bare = f"line,column,reason,value,{USAGE}\n,,,,B,{org('B')},7,20,1,30\n"
    refused = write(region, tmp_path, "mended.csv", bare)
    assert "its rows were rejected by imports 2 and 1 alike" in str(refused.refusal)
    told = write(region, tmp_path, "mended.csv", bare, Options(week=date(2026, 11, 8)))
    assert (told.refusal, told.adds_to, told.first_date) == (None, 1, date(2026, 11, 8))
    named = write(region, tmp_path, "2-rejected.csv", bare)
    assert (named.refusal, named.adds_to, named.first_date) == (None, 2, date(2026, 11, 15))


def test_parts_in_two_languages_have_one_reject_file(region: Region, tmp_path: Path) -> None:
    """Each column once, whatever each part calls it, so that the file can be mended."""
    german = ["Eigene", *(column.german for column in SUBSCRIPTION_DETAILS)]
    texts = [
        "\n".join([",".join(HEADERS), line("A", "S1", meeting_license_available="x"), ""]),
        "\n".join([",".join(german), f"note,{line('B', 'S2', meeting_license_available='y')}", ""]),
    ]
    for number, text in enumerate(texts):
        (tmp_path / f"{number}.csv").write_text(text, encoding="utf-8")
    uploads = [Upload(tmp_path / f"{number}.csv", f"{number}.csv") for number in (0, 1)]
    [found] = load(region, uploads, Options(), data_dir=tmp_path, today=TODAY)
    assert (found.rows, found.rejected, found.reject_file is not None) == (0, 2, True)
    rejects = found.reject_file.read_text(encoding="utf-8") if found.reject_file else ""
    assert rejects.splitlines()[0] == ",".join([*HEAD, *HEADERS, "Eigene"])
    [added] = [write(region, tmp_path, "m.csv", rejects.replace(",x,,", ",7,,").replace(",y,,", ",8,,"))]
    assert (added.rows, added.rejected, added.adds_to) == (2, 0, found.import_id)
    assert [row[-1] for row in held(region, "meetings_purchased")] == [7, 8]
