"""Random files: whatever they hold, every row is loaded or rejected, and nothing that was there goes without a word.

What is rejected is mended and brought again: it adds to its import, and what it replaces is told too.
"""

import csv
import gzip
import io
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dashboard.data.files.columns.subscriptions import SUBSCRIPTION_DETAILS
from dashboard.data.files.imports import Options, Outcome, Upload, load, preview
from dashboard.data.files.rejects import HEAD
from dashboard.data.files.undo import history, undo
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema.every import region_metadata
from tests.data.files.reports import TODAY, held, line, org
from tests.data.files.test_undo import everything
from tests.fixtures.long import LONG

DAYS = ("2026-11-14", "2026-11-21")
WRONG_DAY = "21.11.2026"
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le")
SEPARATORS = (",", ";", "\t", "|")
ENDS = ("\r\n", "\n", "\r")
STYLES = {"plain": "", "english": ",", "german": ".", "space": "\u202f", "apostrophe": "'"}


def _zipped(text: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("report.txt", text)
    return packed.getvalue()


PACKINGS: dict[str, Callable[[bytes], bytes]] = {"": bytes, "gzip": lambda text: gzip.compress(text, mtime=0)}
PACKINGS["zip"] = _zipped


@dataclass(frozen=True)
class Row:
    """One row: of which customer and day, how many licences, and what is wrong with it."""

    letter: str
    day: str
    licences: int
    wrong: str


@dataclass(frozen=True)
class File:
    """Rows, and how they are written."""

    rows: tuple[Row, ...]
    separator: str
    encoding: str
    end: str
    packed: str
    style: str
    spelling: str
    order: int
    above: tuple[str, ...]
    empty_every: int
    header_again: int

    def written(self) -> bytes:
        """The file's bytes."""
        header = self._line([getattr(column, self.spelling) for column in SUBSCRIPTION_DETAILS])
        lines = [*self.above, header]
        for place, row in enumerate(self.rows):
            if place == self.header_again:
                lines.append(header)
            if self.empty_every and place % self.empty_every == 0:
                lines.append(self.separator * (len(SUBSCRIPTION_DETAILS) - 1))
            lines.append(self._row(row))
        return PACKINGS[self.packed]("".join(f"{one}{self.end}" for one in lines).encode(self.encoding))

    def _line(self, cells: list[str]) -> str:
        held = io.StringIO()
        ordered = Random(self.order).sample(cells, len(cells)) if self.order else cells
        csv.writer(held, delimiter=self.separator, lineterminator="").writerow(ordered)
        return held.getvalue()

    def _row(self, row: Row) -> str:
        number = f"{row.licences:,}".replace(",", STYLES[self.style])
        given = {"meeting_license_available": "@", "customer_name": f"{row.letter} & Söhne"}
        day = WRONG_DAY if row.wrong == "day" else row.day
        cells = [
            number if cell == "@" else cell for cell in line(row.letter, f"S{row.letter}", day, **given).split(",")
        ]
        text = self._line(cells)
        if row.wrong == "short":
            return text.rpartition(self.separator)[0]
        return f'"{text}' if row.wrong == "quote" else text


_rows = st.builds(
    Row,
    st.sampled_from("ABCDEFG"),
    st.sampled_from(DAYS),
    st.integers(1, 9_999_999),
    st.sampled_from(["", "", "", "", "day", "short", "quote"]),
)
_files = st.builds(
    File,
    st.lists(_rows, min_size=1, max_size=12).map(tuple),
    st.sampled_from(SEPARATORS),
    st.sampled_from(ENCODINGS),
    st.sampled_from(ENDS),
    st.sampled_from([*PACKINGS]),
    st.sampled_from([*STYLES]),
    st.sampled_from(["english", "german", "key"]),
    st.integers(0, 3),
    st.sampled_from([(), ("Subscription Details",), ("Report of, Monday", "", "")]),
    st.integers(0, 3),
    st.integers(-1, 5),
)
_options = st.builds(Options, replace=st.booleans(), numbers=st.sampled_from([None, "en", "de"]))
_commands = st.tuples(st.lists(_files, min_size=1, max_size=2), _options)


def brought(region: Region, directory: Path, contents: list[bytes], options: Options, *, dry: bool) -> list[Outcome]:
    """The files as one command brings them."""
    uploads = []
    for number, content in enumerate(contents):
        path = directory / f"{number}.csv"
        path.write_bytes(content)
        uploads.append(Upload(path, path.name))
    if dry:
        return preview(region, uploads, options, data_dir=directory, today=TODAY)
    return load(region, uploads, options, data_dir=directory, today=TODAY)


def kept(outcome: Outcome) -> list[list[str]]:
    """The rows of its reject file, the header first."""
    if outcome.reject_file is None:
        return []
    with outcome.reject_file.open(encoding="utf-8", newline="") as file:
        return [*csv.reader(file)]


@settings(
    max_examples=60 if LONG else 8,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(commands=st.lists(_commands, min_size=1, max_size=3))
def test_every_row_is_loaded_or_rejected_and_what_goes_is_told(
    duckdb_region: Region, commands: list[tuple[list[File], Options]]
) -> None:
    with duckdb_region.write() as connection:
        for table in region_metadata.sorted_tables:
            connection.execute(sa.delete(table))
    with tempfile.TemporaryDirectory() as folder:
        for number, (files, options) in enumerate(commands):
            _one_command(duckdb_region, Path(folder) / str(number), files, options)


def _one_command(region: Region, directory: Path, files: list[File], options: Options) -> None:
    directory.mkdir()
    contents = [file.written() for file in files]
    before, state = held(region, "meetings_purchased"), everything(region)
    dry = brought(region, directory, contents, options, dry=True)
    assert everything(region) == state
    found = brought(region, directory, contents, options, dry=False)
    assert [(one.rows, one.rejected, one.refusal) for one in dry] == [
        (one.rows, one.rejected, one.refusal) for one in found
    ]
    after = held(region, "meetings_purchased")
    _account(files, found)
    _told(before, after, found)
    done = [one.import_id for one in found if one.import_id and not one.unchanged]
    for past in history(region):
        if past.import_id in done:
            undo(region, past.import_id)
    assert held(region, "meetings_purchased") == before
    again = brought(region, directory, contents, options, dry=False)
    assert [one.unchanged for one in again] == [one.unchanged for one in found]
    assert held(region, "meetings_purchased") == after
    for one in again:
        if one.reject_file and not one.unchanged:
            _mend(region, directory, one)


def _account(files: list[File], found: list[Outcome]) -> None:
    """Every row of every file is loaded or rejected, a wrong one with all its cells; of a refused file none is."""
    names = {f"{place}.csv": file for place, file in enumerate(files)}
    for one in found:
        if one.unchanged:
            continue
        rows = [row for name in one.names for row in names[name].rows]
        if one.refusal:
            assert one.import_id is None
            continue
        assert one.rows + one.rejected == len(rows)
        rejects = "\n".join("|".join(cells) for cells in kept(one)[1:])
        assert all(org(row.letter) in rejects for row in rows if row.wrong)


def _told(before: list[tuple[object, ...]], after: list[tuple[object, ...]], found: list[Outcome]) -> None:
    """What goes is counted, date by date; what is loaded is there."""
    loaded = [one for one in found if not one.unchanged and not one.refusal]
    told = Counter(dict.fromkeys(DAYS, 0))
    for each in (each for one in loaded for each in one.replaced):
        told[str(each.day)] += each.rows
    assert len(after) == len(before) - sum(told.values()) + sum(one.rows for one in loaded)
    gone = {row[:3] for row in before} - {row[:3] for row in after}
    for day in DAYS:
        assert len([row for row in gone if row[2] == day]) <= told[day]


def _mend(region: Region, directory: Path, found: Outcome) -> None:
    """What can be mended is, and adds to the import; the rest is rejected again."""
    header, *rows = kept(found)
    for row in rows:
        row[len(HEAD) :] = [DAYS[1] if cell == WRONG_DAY else cell.lstrip('"') for cell in row[len(HEAD) :]]
        row += [""] * (len(header) - len(row))
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    before = held(region, "meetings_purchased")
    assert found.reject_file
    path = directory / "mended" / found.reject_file.name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text.getvalue(), encoding="utf-8")
    upload = Upload(path, path.name)
    [one] = load(region, [upload], Options(numbers="de"), data_dir=directory, today=TODAY)
    if one.refusal:  # a day that was mended may be one that another file of the command brought
        assert "has replaced since: nothing to add to" in str(one.refusal)
        assert held(region, "meetings_purchased") == before
        return
    assert one.adds_to == found.import_id
    assert one.rows + one.rejected == len(rows)
    _told(before, held(region, "meetings_purchased"), [one])
