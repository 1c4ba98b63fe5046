"""Headers that nobody knows, mapped by a person once and known by their header row from then on."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import sqlalchemy as sa

from dashboard.data.files.headers import HeaderRow, Mapped, header_rows, likely_kind, plain, spellings
from dashboard.data.files.kinds import KINDS, Kind
from dashboard.data.files.limits import ABOVE_HEADER, CELL_LINES
from dashboard.data.files.loaders.keys import next_key
from dashboard.data.files.reading.records import rows_of
from dashboard.data.files.reading.source import opened
from dashboard.data.query.letters import in_order
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import header_mapping
from dashboard.errors import BadParameter, Blank, Invalid, NotFound
from dashboard.i18n import N_

LONGEST_NAME = 80
_MOST_HEADERS = 500
_MOST_MAPPINGS = 1_000
_SAMPLES, _SAMPLED, _LONGEST_SAMPLE = 5, 50, 60  # values of a column, rows looked at, characters of a value


@dataclass(frozen=True)
class Unmapped:
    """A file whose header may be mapped: its headers in order, and up to five values of each, as samples."""

    line: int  # of the header row
    headers: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]
    kind: str | None  # the kind that it is most like, None without any likeness
    places: Mapping[str, int]  # column key of that kind -> position in headers, where the header is known


@dataclass(frozen=True)
class HeaderMapping:
    """A header row, whose columns were named. `places`: column key of the kind -> position in the headers."""

    mapping_id: int
    name: str
    kind: str
    headers: tuple[str, ...]
    places: Mapping[str, int]


def suggest(path: Path, kind: str | None = None, name: str | None = None) -> Unmapped:
    """The header row of a file, told by its shape, and what is known of it for a kind, else for the likeliest.

    Raises Rejected when the file cannot be read, NotFound for an unknown kind.
    """
    with opened(path, name) as source:
        lines = source.lines()
        head = list(islice(lines, ABOVE_HEADER + CELL_LINES + _SAMPLED))
        rows = header_rows(head, source.first_line)
        if not rows:
            raise Blank(N_("is empty"))
        row = _most_likely(rows)
        below = iter(head[row.begins - source.first_line :])
        read = islice(rows_of(below, row.begins, row.delimiter, row.headers), _SAMPLED)
        cells = [line.cells for line in read if len(line.cells) == len(row.headers)]
    names = [plain(header) for header in row.headers]
    chosen = _kind(kind) if kind else likely_kind(names)
    places = {
        column.key: place
        for column in chosen.columns
        for place, header in reversed([*enumerate(names)])
        if header in spellings(column)
    }
    samples = tuple(_samples([row[place] for row in cells]) for place in range(len(row.headers)))
    return Unmapped(row.line, row.headers, samples, chosen.name if kind or places else None, places)


def _most_likely(rows: Sequence[HeaderRow]) -> HeaderRow:
    """The first row with the most cells that say something, and none twice."""
    return max(rows, key=lambda row: len({plain(cell) for cell in row.headers if cell}))


def _samples(cells: Sequence[str]) -> tuple[str, ...]:
    samples = dict.fromkeys(cell.strip()[:_LONGEST_SAMPLE] for cell in cells if cell.strip())
    return tuple(islice(samples, _SAMPLES))


def save_mapping(region: Region, name: str, kind: str, headers: Sequence[str], places: Mapping[str, int]) -> int:
    """Keep a mapping; one of the same header row is replaced. Its number.

    Raises Invalid with a BadParameter for each wrong field: `name`, `kind`, `headers`, or the key of a column. Required
    columns need a place; only that of the customer's id may be left out, for it can be said for a whole file.
    """
    problems = _problems(name, kind, headers, places)
    if problems:
        raise Invalid(problems)
    own = {key: place for key, place in places.items() if place is not None}
    with region.write() as connection:
        for stored in connection.execute(sa.select(header_mapping)).mappings().all():
            if _names(json.loads(stored["headers"])) == _names(headers):
                connection.execute(sa.delete(header_mapping).where(header_mapping.c.mapping_id == stored["mapping_id"]))
        mapping_id = next_key(connection, header_mapping.c.mapping_id)
        values = {"mapping_id": mapping_id, "name": name.strip(), "kind": kind}
        texts = {"headers": json.dumps(list(headers)), "places": json.dumps(own)}
        connection.execute(sa.insert(header_mapping), values | texts)
    return mapping_id


def _problems(name: str, kind: str, headers: Sequence[str], places: Mapping[str, int]) -> list[BadParameter]:
    if not 1 <= len(name.strip()) <= LONGEST_NAME:
        return [BadParameter("name", N_("from 1 to %(most)s characters"), most=LONGEST_NAME)]
    chosen = next((known for known in KINDS if known.name == kind), None)
    if chosen is None:
        return [BadParameter("kind", N_("one of %(names)s"), names=", ".join(kind_there.name for kind_there in KINDS))]
    if not 1 <= len(headers) <= _MOST_HEADERS or not any(map(plain, headers)):
        return [BadParameter("headers", N_("from 1 to %(most)s headers"), most=_MOST_HEADERS)]
    columns, problems = {column.key: column for column in chosen.columns}, []
    for key, place in places.items():
        if key not in columns:
            problems.append(BadParameter(key, N_("%(kind)s has no such column"), kind=kind))
        elif not isinstance(place, int) or not 0 <= place < len(headers):
            problems.append(BadParameter(key, N_("one of the file's columns")))
        elif list(places.values()).count(place) > 1:
            text = N_("a column of its own: %(header)s is taken twice")
            problems.append(BadParameter(key, text, header=headers[place]))
    for key, column in columns.items():
        if column.required and key not in places and key != chosen.org_id:
            problems.append(BadParameter(key, N_("required: choose one of the file's columns")))
    return problems


def mappings(region: Region) -> list[HeaderMapping]:
    """The region's mappings by name."""
    own = header_mapping.c
    with region.read() as connection:
        rows = connection.execute(
            sa.select(header_mapping).order_by(in_order(own.name), own.mapping_id).limit(_MOST_MAPPINGS)
        )
        return [
            HeaderMapping(row.mapping_id, row.name, row.kind, tuple(json.loads(row.headers)), json.loads(row.places))
            for row in rows
        ]


def mapped(region: Region) -> Mapped:
    """The region's mappings as headers are read by them."""
    return {_names(row.headers): (_kind(row.kind), row.places) for row in mappings(region)}


def delete_mapping(region: Region, mapping_id: int) -> None:
    """Forget a mapping. Raises NotFound."""
    with region.write() as connection:
        mine = header_mapping.c.mapping_id == mapping_id
        if not connection.execute(sa.delete(header_mapping).where(mine)).rowcount:
            raise NotFound(N_("There is no mapping with this number."))


def _names(headers: Sequence[str]) -> tuple[str, ...]:
    return tuple(map(plain, headers))


def _kind(name: str) -> Kind:
    chosen = next((kind for kind in KINDS if kind.name == name), None)
    if chosen is None:
        raise NotFound(N_("There is no kind of file of this name."))
    return chosen
