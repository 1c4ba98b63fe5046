"""Header rows that a person maps, once: then the file is read like any other."""

import csv
from pathlib import Path

import pytest

from dashboard.data.files.imports import Options, Upload, load
from dashboard.data.files.mapping import delete_mapping, mappings, save_mapping, suggest
from dashboard.data.files.rejects import HEAD
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import customer
from dashboard.errors import Invalid, NotFound, Rejected
from tests.data.files.reports import TODAY, all_rows, org

TEXT = f"Our customers\n\nFirma;Kennung;Land;Ort\nAcme;{org('A')};DE;Berlin\nBeta;{org('B')};NA;\n;;;\n"
HEADERS = ("Firma", "Kennung", "Land", "Ort")
TWO = ("customer_name", "customer_org_id")
TWO = ("customer_name", "customer_org_id")
PLACES = {"customer_name": 0, "customer_org_id": 1, "country": 2}


def file(directory: Path, text: str = TEXT) -> Path:
    path = directory / "ours.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_samples_help_to_map(tmp_path: Path) -> None:
    found = suggest(file(tmp_path))
    assert (found.line, found.headers) == (3, HEADERS)
    assert found.samples == (("Acme", "Beta"), (org("A"), org("B")), ("DE", "NA"), ("Berlin",))
    assert suggest(file(tmp_path), "Customers").places == {"country": 2}
    with pytest.raises(Rejected):
        suggest(file(tmp_path, ""))
    with pytest.raises(NotFound):
        suggest(file(tmp_path), "Invoices")


def test_a_mapped_header_is_known_from_then_on(region: Region, tmp_path: Path) -> None:
    files = [Upload(file(tmp_path), "ours.csv")]
    [refused] = load(region, files, Options(), data_dir=tmp_path, today=TODAY)
    assert refused.refusal is not None
    assert (refused.refusal.code, refused.refusal.line) == ("header", 3)
    number = save_mapping(region, " Ours ", "Customers", HEADERS, PLACES)
    [found] = load(region, files, Options(), data_dir=tmp_path, today=TODAY)
    assert (found.kind, found.rows, found.unknown_columns) == ("Customers", 2, ("Ort",))
    assert [(row["name"], row["country"]) for row in all_rows(region, customer)] == [("Acme", "DE"), ("Beta", "NA")]
    again = save_mapping(region, "Ours, again", "Customers", [" FIRMA", "kennung", "land", "ort"], PLACES)
    assert [(one.name, one.kind) for one in mappings(region)] == [("Ours, again", "Customers")]
    delete_mapping(region, again)
    with pytest.raises(NotFound):
        delete_mapping(region, number)
    assert mappings(region) == []


@pytest.mark.parametrize(
    ("bad", "mend"),
    [
        (f"Beta;{org('B')};DE;Bonn;many", {4: "7"}),  # a number that is none
        ("Beta;nobody;DE;Bonn;7", {1: org("B")}),
        (f'"Beta" AG;{org("B")};DE;Bonn;7', {0: "Beta"}),  # a stray quotation mark
    ],
)
def test_mended_rejects_of_a_mapped_header(region: Region, tmp_path: Path, bad: str, mend: dict[int, str]) -> None:
    """A reject file bears the headers of its file, so that the same mapping reads it."""
    headers = (*HEADERS, "Sitze")
    save_mapping(region, "Ours", "Customers", headers, PLACES | {"planned_users": 4})
    text = f"{';'.join(headers)}\nAcme;{org('A')};DE;Berlin;5\n{bad}\n"
    [found] = load(region, [Upload(file(tmp_path, text), "ours.csv")], Options(), data_dir=tmp_path, today=TODAY)
    assert (found.rows, found.rejected, found.reject_file is not None) == (1, 1, True)
    rejects = found.reject_file.read_text(encoding="utf-8") if found.reject_file else ""
    first, row = csv.reader(rejects.splitlines())
    cells = [mend.get(place, cell) for place, cell in enumerate(row[len(HEAD) :])]
    with (tmp_path / "mended.csv").open("w", encoding="utf-8", newline="") as mended:
        csv.writer(mended, delimiter=";").writerows([first, [*row[: len(HEAD)], *cells]])
    [added] = load(region, [Upload(tmp_path / "mended.csv", "mended.csv")], Options(), data_dir=tmp_path, today=TODAY)
    assert (added.refusal, added.adds_to, added.rows, added.unknown_columns) == (None, found.import_id, 1, ("Ort",))
    rows = [(row["org_id"], row["name"], row["country"], row["planned_users"]) for row in all_rows(region, customer)]
    assert rows == [(org("A"), "Acme", "DE", 5), (org("B"), "Beta", "DE", 7)]


@pytest.mark.parametrize(
    ("name", "kind", "headers", "places", "wrong"),
    [
        (" ", "Customers", HEADERS, PLACES, ["name"]),
        ("x" * 81, "Customers", HEADERS, PLACES, ["name"]),
        ("Ours", "Invoices", HEADERS, PLACES, ["kind"]),
        ("Ours", "Customers", (), PLACES, ["headers"]),
        ("Ours", "Customers", HEADERS, {"customer_org_id": 1}, ["customer_name"]),
        ("Ours", "Customers", HEADERS, {"customer_name": 4, "customer_org_id": 1}, ["customer_name"]),
        (
            "Ours",
            "Customers",
            HEADERS,
            {"customer_name": 1, "customer_org_id": 1},
            ["customer_name", "customer_org_id"],
        ),
        ("Ours", "Customers", HEADERS, PLACES | {"colour": 3}, ["colour"]),
    ],
)
def test_what_cannot_be_mapped(
    duckdb_region: Region,
    name: str,
    kind: str,
    headers: tuple[str, ...],
    places: dict[str, int],
    wrong: list[str],
) -> None:
    with pytest.raises(Invalid) as error:
        save_mapping(duckdb_region, name, kind, headers, places)
    assert [problem.parameter for problem in error.value.problems] == wrong


def test_the_customer_may_be_said_for_the_whole_file(duckdb_region: Region, tmp_path: Path) -> None:
    save_mapping(duckdb_region, "Numbers", "Phone Numbers", ("Rufnummer", "Wo"), {"phone_number": 0})
    path = file(tmp_path, "Rufnummer,Wo\n+4930,Berlin\n")
    given = Options(org_id=org("A"))
    [found] = load(duckdb_region, [Upload(path, "n.csv")], given, data_dir=tmp_path, today=TODAY)
    assert (found.kind, found.rows, found.refusal) == ("Phone Numbers", 1, None)
