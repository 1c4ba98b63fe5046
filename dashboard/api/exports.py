"""GET /export/<table>.csv, .xlsx, .json: every row of a table as a file."""

import tempfile
import zipfile
from collections.abc import Iterator

import orjson
from flask import Response, request
from flask_login import current_user

from dashboard.access import request_scope
from dashboard.access.audit_trail import note_export
from dashboard.data.exports.files import Extract, Tally, chunks, sidecar
from dashboard.data.exports.formats import FORMATS, PLAIN_CSV, XLSX_ROWS, CsvDialect, csv_key
from dashboard.data.exports.verify import SUFFIX
from dashboard.data.query import queries
from dashboard.data.query.table import Table
from dashboard.data.reporting.tables import report_named
from dashboard.data.tables import table_named
from dashboard.errors import BadParameter, NotFound
from dashboard.i18n import LANGUAGES
from dashboard.services import services
from dashboard.web.address import Arguments

_CHUNK = 64 * 1024
_ZIP = "application/zip"
_SEPARATORS = {"comma": ",", "semicolon": ";", ",": ",", ";": ";"}
_FLAGS = {"1": True, "true": True, "0": False, "false": False}


def export(name: str, suffix: str) -> Response:
    """The file: filters and order of the address, column keys as headers unless `headers` names a language.

    A CSV file has commas and no byte order mark unless `separator` and `bom` say otherwise, or, asked for in a
    browser's session, the person's own choice.

    `sidecar=1` answers a ZIP of the file and of its sidecar, which says what it holds.
    """
    table, reader = _table(name), request_scope.reader()
    if suffix not in FORMATS:
        raise NotFound(f"There is no export as {suffix!r}. Formats: {', '.join(FORMATS)}.")
    question, view = request_scope.question(reader, request_scope.right_of(table)), reader.view(table)
    if suffix == "xlsx" and queries.count(question, table, view) > XLSX_ROWS:
        raise BadParameter("format", f"a worksheet holds {XLSX_ROWS} rows and this table has more; csv has no limit")
    note_export(services().store, current_user, table.name, question.scope.region.code, suffix)
    extract = Extract(question, table, view, _language(reader.arguments.get("headers", "")))
    file_name, key = f"{_about(extract)}.{suffix}", format_key(reader.arguments, suffix)
    if reader.arguments.get("sidecar", "0") not in ("", "0"):
        return _download(_with_sidecar(extract, file_name, key), f"{file_name}.zip", _ZIP)
    return _download(chunks(extract, key), file_name, FORMATS[key].media_type)


def format_key(arguments: Arguments, suffix: str) -> str:
    """The key of the format that is asked for. Raises BadParameter."""
    separator, bom = arguments.get("separator", ""), arguments.get("bom", "")
    if suffix != "csv":
        if separator or bom:
            raise BadParameter("separator" if separator else "bom", "for CSV files alone")
        return suffix
    if separator not in ("", *_SEPARATORS):
        raise BadParameter("separator", "one of comma, semicolon")
    if bom.lower() not in ("", *_FLAGS):
        raise BadParameter("bom", "1 or 0")
    dialect = _own_dialect()
    return csv_key(_SEPARATORS.get(separator, dialect.separator), _FLAGS.get(bom.lower(), dialect.bom))


def _own_dialect() -> CsvDialect:
    """The choice of the person at a browser; a program gets the same file whatever its person prefers."""
    chosen = None if "Authorization" in request.headers else current_user.export_format
    return FORMATS[chosen or "csv"].dialect or PLAIN_CSV


def _table(name: str) -> Table:
    report = report_named(name)
    return report if report is not None and report.name == name else table_named(name)


def _language(text: str) -> str:
    if text and text not in LANGUAGES:
        raise BadParameter("headers", f"one of {', '.join(LANGUAGES)}")
    return text


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


def _with_sidecar(extract: Extract, file_name: str, key: str) -> Iterator[bytes]:
    """A ZIP built on disk, for the sidecar is known when the last row is written; then read in chunks."""
    tally = Tally()
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            with archive.open(file_name, "w", force_zip64=True) as member:
                for chunk in chunks(extract, key, tally):
                    member.write(chunk)
            archive.writestr(file_name + SUFFIX, orjson.dumps(sidecar(extract, key, file_name, tally)))
        file.seek(0)
        while chunk := file.read(_CHUNK):
            yield chunk
