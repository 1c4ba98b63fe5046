"""GET /openapi.json: the description of this API, made from its routes, docstrings and bodies."""

import re
from collections.abc import Iterator
from typing import Any

from flask import Response, current_app
from pydantic.json_schema import models_json_schema
from werkzeug.routing import Rule

from dashboard.api.base import bodies
from dashboard.api.base.answers import answer
from dashboard.api.openapi import work as monday
from dashboard.data.exports.formats import FORMATS
from dashboard.data.reporting.tables import REPORT_TABLES
from dashboard.data.tables import TABLES
from dashboard.services import services

PREFIX = "/api/v1"
_ASKED = ("region", "as_of", "compare", "tag", "q", "managed_by")
_TABLE = ("product", "weeks", "window", "buffer", "measure", "sort", "columns", "filter")

QUERIES: dict[str, tuple[str, ...]] = {
    "subscriptions": (*_ASKED, "product", "weeks"),
    "calling": _ASKED,
    "queues": _ASKED,
    "changes": (*_ASKED, "product", "measure"),
    "table": (*_ASKED, *_TABLE, "days", "limit", "offset", "with"),
    "export": (*_ASKED, *_TABLE, "days", "headers", "separator", "bom", "sidecar"),
    "customer_facets": (*_ASKED, "filter"),
    "customer": ("region", "as_of"),
    "put_tags": ("region",),
    "change_tags": ("region",),
    "rename_tag": ("region",),
    "start_trial": ("region",),
    "extend_trial": ("region",),
    "end_trial": ("region",),
    "admins": ("region",),
    "assign_admin": ("region",),
    "remove_admin": ("region",),
    "imports": ("region",),
    "send": ("region", "commit", "date", "week", "org", "numbers", "replace", "name", "kind", "mapping", "map"),
    "undo": ("region",),
    "rejects": ("region",),
    "header_mappings": ("region",),
    "forget_mapping": ("region",),
    **monday.QUERIES,
}
"""Parameters of the query string by view; a view that is not named takes none."""

BODIES: dict[str, type[bodies.Body]] = {
    "put_tags": bodies.TagsBody,
    "change_tags": bodies.ManyTagsBody,
    "rename_tag": bodies.RenameBody,
    "start_trial": bodies.TrialBody,
    "ask": bodies.ReportBody,
    **monday.BODIES,
}
IF_MATCH = ("put_tags", "change_template", *monday.IF_MATCH)
FILES = ("export", "file", "sidecar", "rejects")
_ANSWERS = {
    "ask": "202",
    "start_trial": "201",
    "delete": "204",
    "remove_admin": "204",
    "forget_mapping": "204",
} | monday.ANSWERS
_ERRORS = {
    "400": "A parameter or a field is wrong: which, and what is allowed.",
    "401": "Nobody is signed in, and there is no good token.",
    "403": "The role has not the right.",
    "404": "There is no such thing, or the caller may not see it.",
    "409": "It was done already, or something newer has to be undone first.",
    "412": "It was changed since it was read.",
    "413": "More than is taken at a time.",
    "428": "`If-Match` is missing.",
    "429": "Too many wrong tokens.",
    "503": "A database is out of reach, or too much waits already.",
}


def openapi() -> Response:
    """The description of every path."""
    paths: dict[str, dict[str, Any]] = {}
    for path, method, view, rule in operations():
        paths.setdefault(path, {})[method.lower()] = _operation(view, method, rule)
    return answer(
        {
            "openapi": "3.1.0",
            "info": {"title": "Partner analytics", "version": "1", "description": _ABOUT},
            "servers": [{"url": PREFIX}],
            "security": [{"token": []}, {"session": []}],
            "paths": dict(sorted(paths.items())),
            "components": {"securitySchemes": _SECURITY, "schemas": {"Error": _ERROR, **_bodies()}},
        }
    )


def operations() -> Iterator[tuple[str, str, str, Rule]]:
    """Path, method, the name of the view and the rule of everything that the API answers."""
    for rule in current_app.url_map.iter_rules():
        if rule.endpoint.startswith("api."):
            path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule.removeprefix(PREFIX))
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield path, method, rule.endpoint.removeprefix("api."), rule


def _operation(view: str, method: str, rule: Rule) -> dict[str, Any]:
    words = " ".join((current_app.view_functions[rule.endpoint].__doc__ or "").split())
    summary, _, more = words.partition(". ")
    operation: dict[str, Any] = {
        "operationId": f"{method.lower()}_{view}",
        "summary": summary.rstrip("."),
        "parameters": [*_path_parameters(rule), *_query_parameters(view)],
        "responses": {_ANSWERS.get(view, "200"): _success(view), **_failures(view)},
    }
    if more:
        operation["description"] = more
    if view in IF_MATCH:
        operation["parameters"].append(_parameter("If-Match", "header", {"type": "string"}, "The version, or *.", True))
    if view in BODIES:
        schema = {"$ref": f"#/components/schemas/{BODIES[view].__name__}"}
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    elif view in monday.TEXT_BODIES:
        operation["requestBody"] = {"required": True, "content": {"text/csv": {"schema": _TEXT}}}
    elif view == "send":
        operation["requestBody"] = {"required": True, "content": _SENT}
    return operation


def _path_parameters(rule: Rule) -> list[dict[str, Any]]:
    known = {"name": _enum(_names(rule)), "suffix": _enum(sorted({kind.suffix for kind in FORMATS.values()}))}
    parameters = []
    for name in sorted(rule.arguments):
        whole = f"<int:{name}>" in rule.rule
        schema = known.get(name, {"type": "integer", "minimum": 0} if whole else {"type": "string"})
        parameters.append(_parameter(name, "path", schema, "", True))
    return parameters


def _names(rule: Rule) -> list[str]:
    reports = REPORT_TABLES if "suffix" in rule.arguments else ()
    return [table.name for table in (*TABLES, *reports)]


def _query_parameters(view: str) -> list[dict[str, Any]]:
    region = (_enum(list(services().regions)), "The first one that the caller may see unless given.")
    known = {"region": region, **_PARAMETERS, **monday.PARAMETERS}
    return [_parameter(name, "query", *known[name]) for name in QUERIES.get(view, ())]


def _parameter(name: str, place: str, schema: dict[str, Any], words: str, required: bool = False) -> dict[str, Any]:
    parameter = {"name": name, "in": place, "required": required, "schema": schema}
    if name in ("filter", "map"):  # an object of its own: filter.<column>, map.<column>
        parameter |= {"name": f"{name}.<column>", "schema": {"type": "string"}}
    return parameter | ({"description": words} if words else {})


def _success(view: str) -> dict[str, Any]:
    if _ANSWERS.get(view) == "204":
        return {"description": "Done."}
    if view in FILES:
        media = {kind.media_type.partition(";")[0] for kind in FORMATS.values()} | {"application/zip"}
        return {"description": "The file.", "content": {media_type: {} for media_type in sorted(media)}}
    return {"description": "The answer.", "content": {"application/json": {}}}


def _failures(view: str) -> dict[str, Any]:
    wanted = {"400", "401", "403", "404", "429", "503"}
    wanted |= {"412", "428"} if view in IF_MATCH else set()
    wanted |= {"409"} if view == "undo" else {"413"} if view == "send" else set()
    schema = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    return {status: {"description": _ERRORS[status], "content": schema} for status in sorted(wanted)}


def _bodies() -> dict[str, Any]:
    _, document = models_json_schema(
        [(model, "validation") for model in BODIES.values()], ref_template="#/components/schemas/{model}"
    )
    schemas: dict[str, Any] = document["$defs"]
    return schemas


def _enum(names: list[str]) -> dict[str, Any]:
    return {"type": "string", "enum": names}


_TEXT, _DAY, _FLAG = {"type": "string"}, {"type": "string", "format": "date"}, _enum(["0", "1"])
_PARAMETERS: dict[str, tuple[dict[str, Any], str]] = {
    "product": (_enum(["meetings", "calling"]), "meetings unless given."),
    "as_of": (_DAY, "The day that the answer speaks of; today unless given."),
    "weeks": ({"type": "integer", "minimum": 1, "maximum": 520}, "The length of trends; 26 unless given."),
    "window": ({"type": "integer", "minimum": 1, "maximum": 520}, "Weeks of peak use, for right-sizing."),
    "buffer": ({"type": "integer", "minimum": 0, "maximum": 50}, "Percent above the peak, for right-sizing."),
    "measure": (_TEXT, "Which number's change, for `changes`: a headline KPI or a count of licences."),
    "tag": ({"type": "array", "items": _TEXT}, "Customers with any of these tags."),
    "q": (_TEXT, "Customers by name, or by the e-mail address of a user."),
    "managed_by": (_enum(["external", "own"]), "Customers by who manages them."),
    "sort": (_TEXT, "Column keys with commas between, `-` before a descending one."),
    "columns": (_TEXT, "Column keys with commas between."),
    "filter": (_TEXT, "`5`, `<5`, `>=5`, `5..10`, `!=5`, a date, part of a text, `unknown`, `known`; a share as 20%."),
    "limit": ({"type": "integer", "minimum": 0, "maximum": 10_000}, "1,000 unless given."),
    "offset": ({"type": "integer", "minimum": 0}, ""),
    "with": (_TEXT, "Further columns and lines, with commas between."),
    "headers": (_enum(["en", "de"]), "Words as header instead of keys; in German closed values are in words too."),
    "separator": (_enum(["comma", "semicolon"]), "Of a CSV file."),
    "bom": (_FLAG, "Whether a byte order mark begins a CSV file."),
    "sidecar": (_FLAG, "A ZIP of the file and of what it holds, for `verify`."),
    "commit": (_enum(["true", "false"]), "Load the files; without it they are only looked at."),
    "date": (_DAY, "The day of an inventory; today unless given."),
    "week": (_DAY, "The Sunday of the week that a usage report counts."),
    "org": (_TEXT, "Whose the rows are, in files without a column of customers."),
    "numbers": (_enum(["en", "de"]), "How the file writes numbers: 1,000.5 or 1.000,5."),
    "replace": (_FLAG, "Yes, also when far fewer customers are named than are replaced."),
    "name": (_TEXT, "The name of a file that is the body."),
    "kind": (_TEXT, "The kind of file that `map` speaks of."),
    "mapping": (_TEXT, "The name under which `map` is kept."),
    "map": (_TEXT, "The header of the file that is this column."),
}
_ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {"type": "object", "required": ["code", "message"], "properties": {"code": _TEXT, "message": _TEXT}}
    },
}
_SENT = {
    "multipart/form-data": {
        "schema": {
            "type": "object",
            "required": ["file"],
            "properties": {"file": {"type": "array", "items": {"type": "string", "format": "binary"}}},
        }
    },
    **{
        media_type: {} for media_type in ("text/csv", "application/zip", "application/json", "application/octet-stream")
    },
}
_SECURITY = {
    "token": {"type": "http", "scheme": "bearer"},
    "session": {"type": "apiKey", "in": "cookie", "name": "dashboard"},
}
_ABOUT = (
    "The questions that the pages ask. Rates are 0..1, seconds are seconds, dates ISO, weeks their Sunday; unknown is "
    "null. Every answer holds only what the caller may see."
)
