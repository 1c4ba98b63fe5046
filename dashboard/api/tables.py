"""GET /tables/<table>: the rows of a table, a stretch at a time."""

from dataclasses import replace

from flask import Response

from dashboard import asking
from dashboard.api.answers import answer
from dashboard.data import queries
from dashboard.data.tables import table_named

DEFAULT_LIMIT, MOST = 1_000, 10_000


def table(name: str) -> Response:
    """Columns, rows and the number of all rows that the filters leave; `with` names lines and columns to add.

    The header `Data-Version` stays as long as the same question has the same answer.
    """
    found = table_named(name)
    reader = asking.reader()
    question, view = asking.question(reader, asking.right_of(found)), reader.view(found)
    limit = reader.number("limit", DEFAULT_LIMIT, 0, MOST)
    offset = reader.number("offset", 0, 0, 2**31 - 1)
    wanted = reader.arguments.get("with", "").split(",")
    more = [column.key for column in found.columns if column.aside and column.key in wanted]
    view = replace(view, columns=tuple(dict.fromkeys([*(view.columns or found.keys), *more])))
    lines = [line for line in found.lines if line.key in wanted]
    rows = queries.rows(question, found, view, limit=limit, offset=offset, keys=bool(lines))
    for line in lines:
        line.add(question, rows)
    response = answer({"columns": view.columns, "rows": rows, "total": queries.count(question, found, view)})
    response.headers["Data-Version"] = asking.data_version(question)
    return response
