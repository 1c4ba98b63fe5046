"""/reports: the runs that the caller may see, a new one, its file."""

from datetime import UTC, datetime
from typing import Any

from flask import Response, current_app, request, send_file
from flask_babel import gettext
from flask_login import current_user

from dashboard.api.base.answers import answer
from dashboard.api.base.bodies import ReportBody, body
from dashboard.data.exports.formats import FORMATS
from dashboard.reports.background import EXTENSION
from dashboard.reports.runs import Run, ask_run, delete_run, require_reports, run_file, run_for, runs_for
from dashboard.reports.templates import template_for
from dashboard.services import services


def runs() -> Response:
    """Every run that the caller may see, newest first."""
    return answer({"reports": [_told(held) for held in runs_for(services().store, current_user)]})


def ask() -> Response:
    """202 with the new run."""
    require_reports(current_user)
    asked = body(ReportBody)
    template = template_for(services().store, current_user, asked.template)
    how = {"headers": asked.headers, "format": asked.format}
    run_id = ask_run(services(), current_user, template, asked.region, weeks=asked.weeks, **how)
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
    held, path = run_file(services(), current_user, run_id)
    return send_file(path.resolve(), FORMATS[held.format].media_type, as_attachment=True, download_name=held.file_name)


def sidecar(run_id: str) -> Response:
    """What its file holds, for `verify`."""
    held, _path = run_file(services(), current_user, run_id)
    headers = {"Content-Disposition": f'attachment; filename="{held.file_name}.sidecar.json"'}
    return Response(held.sidecar, mimetype="application/json", headers=headers)


def delete(run_id: str) -> Response:
    """204: the run and its file are gone."""
    delete_run(services(), current_user, run_id)
    return Response(status=204)


def _told(held: Run) -> dict[str, Any]:
    """A run as JSON; what is not known yet is null."""
    file = f"{request.script_root}/api/v1/reports/{held.run_id}/file" if held.file else None
    same = (
        "run_id",
        "name",
        "region",
        "weeks",
        "format",
        "status",
        "rows",
        "size",
        "sha256",
        "file_name",
        "as_of",
        "missed",
    )
    return {
        **{key: getattr(held, key) for key in same},
        "by": held.email,
        "due_at": _utc(held.due_at),
        "finished_at": _utc(held.finished_at),
        "late": held.late,
        "file": file,
        "file_deleted": gettext(held.deleted) if held.deleted else None,
        "error": gettext(held.error) if held.error else None,
    }


def _utc(moment: datetime | None) -> str | None:
    return None if moment is None else moment.replace(tzinfo=UTC).isoformat(timespec="seconds")
