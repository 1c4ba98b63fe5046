"""GET /export/<table>.csv, .xlsx, .json: every row of a table as a file."""

from collections.abc import Iterator

from flask import Response
from flask_babel import force_locale, gettext

from dashboard import asking
from dashboard.data import queries
from dashboard.data.export import FORMATS, XLSX_ROWS
from dashboard.data.question import Question, View
from dashboard.data.table import Table
from dashboard.data.tables import table_named
from dashboard.errors import BadParameter, NotFound

_LANGUAGES = ("en", "de")


def export(name: str, suffix: str) -> Response:
    """The file: filters and order of the address, column keys as headers unless `headers` names a language."""
    table, reader = table_named(name), asking.reader()
    if suffix not in FORMATS:
        raise NotFound(f"There is no export as {suffix!r}. Formats: {', '.join(FORMATS)}.")
    question, view = asking.question(reader, asking.right_of(table)), reader.view(table)
    if suffix == "xlsx" and queries.count(question, table, view) > XLSX_ROWS:
        raise BadParameter("format", f"a worksheet holds {XLSX_ROWS} rows and this table has more; csv has no limit")
    keys = view.columns or tuple(column.key for column in table.columns)
    headers = _headers(table, keys, reader.arguments.get("headers", ""))
    return _download(question, table, view, keys, headers, suffix)


def _headers(table: Table, keys: tuple[str, ...], language: str) -> tuple[str, ...]:
    if not language:
        return keys
    if language not in _LANGUAGES:
        raise BadParameter("headers", f"one of {', '.join(_LANGUAGES)}")
    labels = {column.key: column.label for column in table.columns}
    with force_locale(language):
        return tuple(gettext(labels[key]) for key in keys)


def _download(
    question: Question, table: Table, view: View, keys: tuple[str, ...], headers: tuple[str, ...], suffix: str
) -> Response:
    moment = question.moment
    about = "_".join((table.name, question.scope.region.code, question.product, moment.as_of.isoformat()))
    disposition = f'attachment; filename="{about}.{suffix}"'
    body = _body(question, table, view, keys, headers, suffix)
    return Response(
        body, mimetype=None, content_type=FORMATS[suffix].media_type, headers={"Content-Disposition": disposition}
    )


def _body(
    question: Question, table: Table, view: View, keys: tuple[str, ...], headers: tuple[str, ...], suffix: str
) -> Iterator[bytes]:
    """The first bytes are made before the answer begins, so that a failure is an error and not half a file."""
    chunks = FORMATS[suffix].write(headers, keys, queries.stream(question, table, view))
    first = next(chunks)
    return _joined(first, chunks)


def _joined(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest
