"""Reads a file once before it is loaded: its kind, how it writes numbers, its dates; then which files are one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice

from dashboard.data.files.cells import BadCell
from dashboard.data.files.headers import Layout, Mapped, find_header
from dashboard.data.files.outcome import Code, Options, Refusal, Upload
from dashboard.data.files.period import period_of
from dashboard.data.files.reading.judging import Evidence
from dashboard.data.files.reading.numbers import Style
from dashboard.data.files.reading.records import rows_of
from dashboard.data.files.reading.source import Progress, opened
from dashboard.errors import Ambiguous, Anonymous, Blank, Rejected, Undated, Unheaded
from dashboard.i18n import N_

_BATCH = 10_000  # rows
_REMEMBERED = 10_000  # rows of a reject file by which its import is found
_CODES: dict[type[Rejected], Code] = {
    Ambiguous: "numbers",
    Anonymous: "customer",
    Undated: "period",
    Unheaded: "header",
}


@dataclass(frozen=True)
class Surveyed:
    """A file that was looked through. Without a layout, or with a refusal, nothing of it is loaded."""

    upload: Upload
    name: str
    checksum: str = ""
    layout: Layout | None = None
    numbers: Style = "en"
    period: date | None = None  # the week or day that the file is of, for kinds without dates
    dates: frozenset[date] = frozenset()  # that its rows speak of, for kinds that are replaced date by date
    marks: frozenset[tuple[str, ...]] = frozenset()  # the rows of a reject file
    refusal: Refusal | None = None
    blank: bool = False  # no text, or a header alone
    copies: tuple[str, ...] = ()  # names under which the same file came again


@dataclass
class _RowFacts:
    """What the rows of a file say of it."""

    evidence: Evidence = field(default_factory=Evidence)
    dates: set[date] = field(default_factory=set)
    marks: set[tuple[str, ...]] = field(default_factory=set)


def survey(upload: Upload, options: Options, mapped: Mapped, today: date, progress: Progress | None = None) -> Surveyed:
    """Look through a file. What is wrong with it is its refusal."""
    surveyed = Surveyed(upload, upload.name)
    try:
        with opened(upload.path, upload.name) as source:
            surveyed = replace(surveyed, name=source.name, checksum=source.checksum)
            layout, lines = find_header(source.lines(progress), source.first_line, mapped, options.org_id)
            surveyed = replace(surveyed, layout=layout, period=_period(layout, source.name, options, today))
            facts = _RowFacts()
            if _tells(layout):
                _look_through(layout, lines, facts)
            surveyed = replace(surveyed, dates=frozenset(facts.dates), marks=frozenset(facts.marks))
            return replace(surveyed, numbers=options.numbers or facts.evidence.style())
    except Rejected as error:
        return replace(surveyed, refusal=refusal_of(error), blank=isinstance(error, Blank))
    except OSError as error:
        return replace(
            surveyed, refusal=Refusal("file", N_("cannot be read: %(error)s"), {"error": error.strerror or error})
        )


def refusal_of(error: Rejected) -> Refusal:
    """A file that cannot be loaded, as an outcome tells it; the keys of JSON records stand in no line."""
    return Refusal(_CODES.get(type(error), "file"), error.text, error.values, error.line or None)


def _period(layout: Layout, name: str, options: Options, today: date) -> date | None:
    """As `period_of`; None for a reject file that does not tell, since its import does."""
    day = options.week or options.day
    if not layout.mended:
        return period_of(layout.kind, name, day, today)
    try:
        return day or (period_of(layout.kind, name, None, today) if layout.kind.period == "week" else None)
    except Undated:
        return None


def _tells(layout: Layout) -> bool:
    """Whether the rows say anything of the file that must be known before it is loaded."""
    return layout.mended or _dated(layout) or any(column.cells.numeric for column, _place in layout.places)


def _dated(layout: Layout) -> bool:
    return layout.kind.dated is not None and layout.kind.whole


def _look_through(layout: Layout, lines: Iterator[str], facts: _RowFacts) -> None:
    rows = (row for row in rows_of(lines, layout.begins, layout.delimiter, layout.headers) if not row.fault)
    numbers = [(column, place) for column, place in layout.places if column.cells.numeric]
    dated = layout.kind.dated if _dated(layout) else None
    days = [(column, place) for column, place in layout.places if column.key == dated]
    while batch := list(islice(rows, _BATCH)):
        columns = list(zip(*(row.cells for row in batch), strict=True))
        for column, place in numbers:
            facts.evidence.see(column, columns[place], batch)
        for column, place in days:
            for cell in set(columns[place]):
                try:
                    day = column.cells.value(cell)
                except BadCell:
                    continue
                facts.dates.update([day] if day else [])
        if layout.mended and len(facts.marks) < _REMEMBERED:
            facts.marks.update((row.cells[0].strip(), *row.cells[1:]) for row in batch)


def groups_of(files: Sequence[Surveyed]) -> list[list[Surveyed]]:
    """The files, those together that are one: of one kind and one date. The same file twice is once."""
    groups: list[list[Surveyed]] = []
    for file in files:
        alike = [group for group in groups if any(_one(file, other) for other in group)]
        kept = [group for group in groups if group not in alike]
        whole = [other for group in alike for other in group]
        groups = [*kept, _with(whole, file)]
    return groups


def _with(group: Sequence[Surveyed], file: Surveyed) -> list[Surveyed]:
    """The files with one more, unless it is there already: then its name is a copy's."""
    same = next((other for other in group if other.checksum and other.checksum == file.checksum), None)
    if same is None:
        return [*group, file]
    return [replace(other, copies=(*other.copies, file.name)) if other is same else other for other in group]


def _one(file: Surveyed, other: Surveyed) -> bool:
    one, two = file.layout, other.layout
    if one is None or two is None or one.kind is not two.kind or one.mended or two.mended:
        return False
    if not one.kind.whole or one.whose != two.whose:
        return file.checksum == other.checksum
    if _dated(one):
        return bool(file.dates & other.dates)
    return file.period is not None and file.period == other.period
