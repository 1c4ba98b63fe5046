"""docs/files.md, made from the code: `python -m dashboard formats --markdown > docs/files.md`."""

from collections.abc import Iterator

from dashboard.data.files.catalogue import KindHelp, catalogue
from dashboard.data.files.limits import ABOVE_HEADER, GENERATIONS, TEXT_BYTES, UPLOAD_BYTES

_GB = 1 << 30
_HEAD = f"""# Files that can be imported

Made from the code by `python -m dashboard formats --markdown`; a test holds it up to date.

## How a file is read
- The header row tells the kind, never the file's name. Headers match without regard to case, spaces, dashes and
  punctuation, in English, in German or as key. A `%` is part of a name: `% Answered Calls` is not `Answered Calls`.
- A title, `sep=;` and empty lines may stand above the header, up to {ABOVE_HEADER} lines. Rows of empty cells and
  repeated headers are skipped. Columns that nobody knows are kept aside and named.
- UTF-8 with or without BOM, or UTF-16; comma, semicolon, tab or bar between cells; plain, gzip, or a ZIP that holds one
  file. Up to {UPLOAD_BYTES // _GB} GB through the browser, {TEXT_BYTES // _GB} GB once unpacked. A workbook is told
  what it is: save it as CSV.
- Empty, `NA`, `na` and `N/A` are unknown; as a country `NA` is Namibia.
- One style of numbers a file, judged over all its number cells: `1,000.5` or `1.000,5`, also with spaces or apostrophes
  between thousands. Where both fit and differ (`1.000` alone) the file is refused: say `--numbers en` or
  `--numbers de`.
- Dates are `2026-01-31`, with or without a time; booleans true, false, yes, no.
- What a spreadsheet did to a cell is named and not loaded: `4.93012E+11` as a phone number, `#N/A`, a date where an id
  belongs. `="0042"` is 0042.
- The provider's own files of one customer have no column of customers: say whose they are with `--org`.

## What an import does
- A file loads wholly or not at all. A row that cannot be read is rejected with line, column, reason and value; the
  others load. Rejected rows are kept in a reject file with all their cells: mend it and import it, and its rows add to
  the import that they came from.
- The same file again changes nothing. A file of a date, or week, that was loaded before replaces it and says what it
  replaced. One that names fewer than half of the customers that it would replace is refused without `--replace`.
- Several files of one kind and date in one command are one file.
- The newest import of a kind and period can be undone: what it replaced is back. The last {GENERATIONS} imports of a
  kind and period keep what they replaced.
- A header row that nobody knows can be mapped on the page for data, once and for all.

## The kinds
"""


def document() -> str:
    """The page, in Markdown."""
    return _HEAD + "\n" + "\n".join(line for kind in catalogue() for line in _kind(kind))


def _kind(kind: KindHelp) -> Iterator[str]:
    yield f"### {kind.name}"
    yield kind.period
    yield ""
    yield "| column | German, as the provider writes it | required | meaning | example |"
    yield "|---|---|---|---|---|"
    for column in kind.columns:
        need = "yes" if column.required else ""
        example = f"`{column.example}`" if column.example else ""
        yield f"| {column.english} | {column.german} | {need} | {column.meaning} | {example} |"
    yield ""
