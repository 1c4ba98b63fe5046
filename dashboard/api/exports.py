"""GET /export/<table>.csv, .xlsx, .json: every row of a table as a file."""

import tempfile
import zipfile
from collections.abc import Iterator

import orjson
from flask import Response
from flask_login import current_user

from dashboard import asking
from dashboard.access.audit_trail import note_export
from dashboard.data import queries
from dashboard.data.export import FORMATS, XLSX_ROWS
from dashboard.data.reporting.files import Extract, Tally, chunks, sidecar
from dashboard.data.reporting.tables import report_named
from dashboard.data.table import Table
from dashboard.data.tables import table_named
from dashboard.data.verify import SUFFIX
from dashboard.errors import BadParameter, NotFound
from dashboard.services import services

_LANGUAGES = ("en", "de")
_CHUNK = 64 * 1024
_ZIP = "application/zip"


def export(name: str, suffix: str) -> Response:
    """The file: filters and order of the address, column keys as headers unless `headers` names a language.

    `sidecar=1` answers a ZIP of the file and of its sidecar, which says what it holds.
    """
    table, reader = _table(name), asking.reader()
    if suffix not in FORMATS:
        raise NotFound(f"There is no export as {suffix!r}. Formats: {', '.join(FORMATS)}.")
    question, view = asking.question(reader, asking.right_of(table)), reader.view(table)
    if suffix == "xlsx" and queries.count(question, table, view) > XLSX_ROWS:
        raise BadParameter("format", f"a worksheet holds {XLSX_ROWS} rows and this table has more; csv has no limit")
    note_export(services().store, current_user, table.name, question.scope.region.code, suffix)
    extract = Extract(question, table, view, _language(reader.arguments.get("headers", "")))
    file_name = f"{_about(extract)}.{suffix}"
    if reader.arguments.get("sidecar", "0") not in ("", "0"):
        return _download(_with_sidecar(extract, file_name, suffix), f"{file_name}.zip", _ZIP)
    return _download(chunks(extract, suffix), file_name, FORMATS[suffix].media_type)


def _table(name: str) -> Table:
    found = report_named(name)
    return found if found is not None and found.name == name else table_named(name)


def _language(given: str) -> str:
    if given and given not in _LANGUAGES:
        raise BadParameter("headers", f"one of {', '.join(_LANGUAGES)}")
    return given


def _about(extract: Extract) -> str:
    question = extract.question
    product = () if report_named(extract.table.name) else (question.product,)
    measure = (question.measure,) if extract.table.by_measure else ()
    where = (extract.table.name, *measure, question.scope.region.code, *product)
    return "_".join((*where, question.moment.as_of.isoformat()))


def _download(body: Iterator[bytes], file_name: str, media_type: str) -> Response:
    """The first bytes are made before the answer begins, so that a failure is an error and not half a file."""
    first = next(body)
    headers = {"Content-Disposition": f'attachment; filename="{file_name}"'}
    return Response(_joined(first, body), mimetype=None, content_type=media_type, headers=headers)


def _joined(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _with_sidecar(extract: Extract, file_name: str, suffix: str) -> Iterator[bytes]:
    """A ZIP built on disk, for the sidecar is known when the last row is written; then read in chunks."""
    tally = Tally()
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            with archive.open(file_name, "w", force_zip64=True) as member:
                for chunk in chunks(extract, suffix, tally):
                    member.write(chunk)
            archive.writestr(file_name + SUFFIX, orjson.dumps(sidecar(extract, file_name, tally)))
        file.seek(0)
        while chunk := file.read(_CHUNK):
            yield chunk
