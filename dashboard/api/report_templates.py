"""/reports/templates: the five reports, and custom ones of those or of any other table, with its filters."""

from typing import Any

from flask import Response, request
from flask_babel import gettext
from flask_login import current_user

from dashboard.access import request_scope
from dashboard.api.base.answers import answer, error
from dashboard.api.base.bodies import NewTemplateBody, TemplateBody, body
from dashboard.reports.narrowing import narrowed_question, narrowing
from dashboard.reports.runs import require_reports
from dashboard.reports.templates import (
    Template,
    change_template,
    delete_template,
    save_template,
    template_for,
    templates_for,
)
from dashboard.services import services


def templates() -> Response:
    """The templates that the caller may run, with the columns of their files."""
    require_reports(current_user)
    return answer([_described(held) for held in templates_for(services().store, current_user)])


def template(template_id: str) -> Response:
    """One template; the ETag is the version to be named by who changes it."""
    return _versioned(template_for(services().store, current_user, template_id))


def add() -> Response:
    """201 with a new template of the caller's: of a report or of any table, with its columns, filters and narrowing."""
    require_reports(current_user)
    asked = body(NewTemplateBody)
    scope = next(iter(request_scope.scopes("reports").values()))
    narrowed_question(
        scope, narrowing(asked.narrowed), services().settings.as_of()
    )  # refuses now what no run could answer
    saved = save_template(
        services().store,
        current_user,
        name=asked.name,
        base=asked.base,
        columns=asked.columns,
        filters=[(part.column, part.filter) for part in asked.filters],
        shared=asked.shared,
        narrowed=asked.narrowed,
    )
    return _versioned(saved, 201)


def change(template_id: str) -> Response:
    """Replaces name, columns, filters and `shared` of a template of the caller's own; what is not given stays.

    `If-Match` is the version that was read, or `*`; 412 when somebody changed it since.
    """
    require_reports(current_user)
    held = request.headers.get("If-Match", "").strip()
    if not held:
        return error(428, "precondition_required", "If-Match: the version of the template that was read, or *")
    now_is = template_for(services().store, current_user, template_id)
    version = None if held == "*" else held.strip('"')
    wanted = _wanted(body(TemplateBody), now_is)
    return _versioned(change_template(services().store, current_user, template_id, version, **wanted))


def delete(template_id: str) -> Response:
    """204: a template of the caller's own is gone; its schedules fail from now on and say why."""
    delete_template(services().store, current_user, template_id)
    return Response(status=204)


def _wanted(asked: TemplateBody, now_is: Template) -> dict[str, Any]:
    filters = now_is.filters if asked.filters is None else [(part.column, part.filter) for part in asked.filters]
    return {
        "name": now_is.name if asked.name is None else asked.name,
        "columns": now_is.columns if asked.columns is None else asked.columns,
        "filters": filters,
        "shared": now_is.shared if asked.shared is None else asked.shared,
    }


def _described(held: Template) -> dict[str, Any]:
    return {
        "template": held.template_id,
        "name": gettext(held.name) if held.owner is None else held.name,
        "base": held.base.name,
        "columns": list(held.columns or held.base.keys),
        "filters": [{"column": key, "filter": text} for key, text in held.filters],
        "narrowed": held.narrowed,
        "shared": held.shared,
        "own": held.owner == current_user.user_id,
        "version": held.version,
    }


def _versioned(held: Template, status: int = 200) -> Response:
    response = answer(_described(held), status)
    response.headers["ETag"] = f'"{held.version}"'
    return response
