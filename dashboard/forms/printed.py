"""For paper: the first rows of a table as plain HTML, in the order and with the columns and filters of the page; and
what a page makes only when it comes near.

A grid draws the rows in sight alone. assets/print.js fetches this when a page is printed.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext, ngettext

from dashboard.access import request_scope
from dashboard.data.query import queries
from dashboard.data.query.table import Column, Table
from dashboard.data.tables import table_named
from dashboard.pages import PAGES
from dashboard.ui import formats
from dashboard.ui.findings import found_text
from dashboard.ui.names import member_names
from dashboard.ui.static_html import html_of
from dashboard.ui.tables.grids import BAR, FOUND, STANDS_FOR
from dashboard.web.address import Reader

MOST = 500
"""Rows of a table on paper; a file holds all."""

printed = Blueprint("printed", __name__)


@printed.get("/print/<name>")
def part(name: str) -> str:
    """The rows of a table, or the late part of a drawing, that the page of the same query shows.

    Raises NotFound for an unknown name, Forbidden.
    """
    reader = Reader(request.args, lambda problem: None)
    for page, drawing in _LATE:
        if drawing.name == name and drawing.late:
            question = request_scope.question(reader, page.right, every_region=page.every_region)
            return render_template("print_part.html", part=html_of(drawing.late(question)))
    return _table(table_named(name), reader)


def _table(table: Table, reader: Reader) -> str:
    name = table.name
    question = request_scope.question(reader, request_scope.right_of(table))
    view = reader.view(table, f"{name}.", columns=False)
    columns = _columns(table, request.args.get(f"{name}.columns", ""))
    keys = [key for column in columns for key in STANDS_FOR.get(column.key, (column.key,))]
    asked = replace(view, columns=tuple(dict.fromkeys(["finding"] * (FOUND in columns) + keys)))
    rows = queries.rows(question, table, asked, limit=MOST)
    left = queries.count(question, table, view) - len(rows)
    more = ngettext(
        "%(n)s more row: export the table.", "%(n)s more rows: export the table.", left, n=formats.count(left)
    )
    heads = [
        {
            "label": gettext(column.label),
            "look": "day" if column.kind == "date" else "" if column.kind in _TEXTS else "number",
        }
        for column in columns
    ]
    cells = [[_cell(column, row) for column in columns] for row in rows]
    return render_template("print_table.html", columns=heads, rows=cells, more=more if left > 0 else "")


_LATE = [(module.PAGE, drawing) for module in PAGES for drawing in module.PAGE.drawings if drawing.late]
_TEXTS = ("text", "list", "flag", "date")


def _columns(table: Table, chosen: str) -> list[Column]:
    """The columns that the page shows; the licence bar as its counts."""
    keys = [key for key in chosen.split(",") if key in STANDS_FOR or table.column(key)] or list(table.shown)
    wanted = [counted for key in keys for counted in (STANDS_FOR[key] if key == BAR.key else (key,))]
    columns = [FOUND if key == FOUND.key else table.column(key) for key in dict.fromkeys([table.shown[0], *wanted])]
    return [column for column in columns if column is not None]


def _cell(column: Column, row: Mapping[str, Any]) -> str:
    if column is FOUND:
        return found_text(row)
    value, names = row[column.key], member_names(column.key)
    if isinstance(value, tuple | list):
        return ", ".join(names.get(str(item).lower(), str(item)) for item in value)
    if column.key == "customer" and value is None:
        return str(row.get("org_id") or formats.unknown())
    if isinstance(value, str):
        return names.get(value.lower(), value)
    return formats.number(value, column.kind)
