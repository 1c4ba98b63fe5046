"""GET /tables/<table>: the rows of a table, a stretch at a time."""

from dataclasses import replace

from flask import Response

from dashboard.access import request_scope
from dashboard.api.base.answers import answer
from dashboard.data.query import queries
from dashboard.data.storage.rules import rules_of_tables
from dashboard.data.tables import table_named

DEFAULT_LIMIT, MOST = 1_000, 10_000


def table(name: str) -> Response:
    """Columns, rows and the number of all rows that the filters leave; `with` names lines and columns to add.

    The header `Data-Version` stays as long as the same question has the same answer.
    """
    chosen = table_named(name)
    reader = request_scope.reader()
    question, view = request_scope.question(reader, request_scope.right_of(chosen)), reader.view(chosen)
    limit = reader.number("limit", DEFAULT_LIMIT, 0, MOST)
    offset = reader.number("offset", 0, 0, 2**31 - 1)
    wanted = reader.arguments.get("with", "").split(",")
    more = [column.key for column in chosen.columns if column.aside and column.key in wanted]
    view = replace(view, columns=tuple(dict.fromkeys([*(view.columns or chosen.keys), *more])))
    lines = [line for line in chosen.lines if line.key in wanted]
    rows = queries.rows(question, chosen, view, limit=limit, offset=offset, keys=bool(lines))
    for line in lines:
        line.add(question, rows)
    rules = rules_of_tables(question.moment.rules, question.scope.region.quality, name)
    response = answer(
        {"columns": view.columns, "rows": rows, "total": queries.count(question, chosen, view), "rules": rules}
    )
    response.headers["Data-Version"] = request_scope.data_version(question)
    return response
