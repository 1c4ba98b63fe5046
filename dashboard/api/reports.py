"""/reports: the runs that the caller may see, a new one, its file; /reports/templates."""

from datetime import UTC, datetime
from typing import Any

from flask import Response, current_app, request, send_file
from flask_babel import gettext
from flask_login import current_user

from dashboard.api.answers import answer, error
from dashboard.errors import BadParameter
from dashboard.reports.background import EXTENSION
from dashboard.reports.runs import WEEKS_MOST, Run, ask_run, delete_run, require_reports, run_file, run_for, runs_for
from dashboard.reports.templates import Template, change_template, template_for, templates_for
from dashboard.services import services


def runs() -> Response:
    """Every run that the caller may see, newest first."""
    return answer({"reports": [_told(one) for one in runs_for(services().store, current_user)]})


def templates() -> Response:
    """The templates that the caller may run, with the columns of their files."""
    require_reports(current_user)
    return answer([_described(one) for one in templates_for(services().store, current_user)])


def _described(one: Template) -> dict[str, Any]:
    return {
        "template": one.template_id,
        "name": gettext(one.name) if one.owner is None else one.name,
        "base": one.base.name,
        "columns": list(one.columns or one.base.shown),
        "filters": [{"column": key, "filter": text} for key, text in one.filters],
        "shared": one.shared,
        "own": one.owner == current_user.user_id,
        "version": one.version,
    }


def change(template_id: str) -> Response:
    """Replaces name, columns, filters and `shared` of a template of the caller's own; what is not given stays.

    `If-Match` is the version that was read, or `*`; 412 when somebody changed it since.
    """
    require_reports(current_user)
    held = request.headers.get("If-Match", "").strip()
    if not held:
        return error(428, "precondition_required", "If-Match: the version of the template that was read, or *")
    now_is = template_for(services().store, current_user, template_id)
    asked = request.get_json(silent=True)
    if not isinstance(asked, dict):
        raise BadParameter("body", "a JSON object with name, columns, filters, shared")
    version = None if held == "*" else held.strip('"')
    made = change_template(services().store, current_user, template_id, version, **_wanted(asked, now_is))
    return answer(_described(made))


def _wanted(asked: dict[str, Any], now_is: Template) -> dict[str, Any]:
    columns, shared = asked.get("columns", list(now_is.columns)), asked.get("shared", now_is.shared)
    if not isinstance(columns, list) or not all(isinstance(one, str) for one in columns):
        raise BadParameter("columns", "a list of column keys, empty for all")
    if not isinstance(shared, bool):
        raise BadParameter("shared", "true or false")
    named = [{"column": key, "filter": text} for key, text in now_is.filters]
    filters = asked.get("filters", named)
    if not isinstance(filters, list) or not all(isinstance(one, dict) for one in filters):
        raise BadParameter("filters", 'a list such as [{"column": "region", "filter": "EU"}]')
    pairs = [(_text(one, "column"), _text(one, "filter")) for one in filters]
    return {"name": _text(asked, "name", now_is.name), "columns": columns, "filters": pairs, "shared": shared}


def ask() -> Response:
    """202 with the new run: `{"template", "region", "weeks", "headers"}`, the first two required."""
    require_reports(current_user)
    asked = request.get_json(silent=True)
    if not isinstance(asked, dict):
        raise BadParameter("body", "a JSON object with template and region")
    template, region = _text(asked, "template"), _text(asked, "region")
    headers, weeks = _text(asked, "headers", "en"), asked.get("weeks", 1)
    if headers not in ("en", "de"):
        raise BadParameter("headers", "one of en, de")
    if type(weeks) is not int or not 1 <= weeks <= WEEKS_MOST:
        raise BadParameter("weeks", f"a whole number from 1 to {WEEKS_MOST}")
    found = template_for(services().store, current_user, template)
    run_id = ask_run(services(), current_user, found, region, weeks=weeks, headers=headers)
    wake()
    return answer(_told(run_for(services().store, current_user, run_id)), 202)


def wake() -> None:
    """Tells the server's own runner, when it has one, that somebody waits."""
    if background := current_app.extensions.get(EXTENSION):
        background.wake()


def run(run_id: str) -> Response:
    """One run."""
    return answer(_told(run_for(services().store, current_user, run_id)))


def file(run_id: str) -> Response:
    """Its file."""
    found, path = run_file(services(), current_user, run_id)
    return send_file(path.resolve(), "text/csv; charset=utf-8", as_attachment=True, download_name=found.file_name)


def sidecar(run_id: str) -> Response:
    """What its file holds, for `verify`."""
    found, _path = run_file(services(), current_user, run_id)
    headers = {"Content-Disposition": f'attachment; filename="{found.file_name}.sidecar.json"'}
    return Response(found.sidecar, mimetype="application/json", headers=headers)


def delete(run_id: str) -> Response:
    """204: the run and its file are gone."""
    delete_run(services(), current_user, run_id)
    return Response(status=204)


def _text(asked: dict[str, Any], key: str, default: str | None = None) -> str:
    value = asked.get(key, default)
    if not isinstance(value, str) or not value:
        raise BadParameter(key, "a text")
    return value


def _told(one: Run) -> dict[str, Any]:
    """A run as JSON; what is not known yet is null."""
    file = f"{request.script_root}/api/v1/reports/{one.run_id}/file" if one.file else None
    same = ("run_id", "name", "region", "weeks", "status", "rows", "size", "sha256", "file_name", "as_of", "missed")
    return {
        **{key: getattr(one, key) for key in same},
        "by": one.email,
        "due_at": _utc(one.due_at),
        "finished_at": _utc(one.finished_at),
        "late": one.late,
        "file": file,
        "file_deleted": gettext(one.deleted) if one.deleted else None,
        "error": gettext(one.error) if one.error else None,
    }


def _utc(moment: datetime | None) -> str | None:
    return None if moment is None else moment.replace(tzinfo=UTC).isoformat(timespec="seconds")
