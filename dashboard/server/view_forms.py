"""Forms of saved views, and the view with which a user's list of customers begins."""

from urllib.parse import urlencode

from flask import Blueprint, abort, redirect, request
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from dashboard.access import saved_views
from dashboard.errors import BadParameter, NotFound
from dashboard.services import services

PAGE = "/customers"

view_forms = Blueprint("view_forms", __name__, url_prefix="/views")


@view_forms.before_app_request
def begin() -> Response | None:
    """The list is the start view where nothing but a day is asked for; another query is what it says."""
    if request.path != PAGE or request.method != "GET" or not current_user.is_authenticated:
        return None
    if set(request.args) - {"as_of"}:
        return None
    query = saved_views.start_query(services().store, current_user, PAGE)
    day = urlencode({key: value for key, value in request.args.items() if value})
    return redirect(f"{PAGE}?{'&'.join(filter(None, (query, day)))}") if query else None


@view_forms.post("")
def save() -> Response:
    """Keeps `query` under `name`, for colleagues too when `shared` is sent."""
    query = request.form.get("query", "")
    name, shared = request.form.get("name", ""), "shared" in request.form
    try:
        saved_views.save_view(services().store, current_user, PAGE, name, query, shared=shared)
    except BadParameter as problem:
        abort(400, gettext(problem.text, **problem.values))
    return back(query)


@view_forms.post("/<view_id>/delete")
def delete(view_id: str) -> Response:
    """Forgets a view."""
    try:
        saved_views.delete_view(services().store, current_user, _number(view_id))
    except NotFound as problem:
        abort(404, gettext(str(problem)))
    return back(request.form.get("query", ""))


@view_forms.post("/<view_id>/start")
def start(view_id: str) -> Response:
    """Lets the list begin with a view; with 0 with none."""
    try:
        saved_views.set_start(services().store, current_user, PAGE, _number(view_id) or None)
    except NotFound as problem:
        abort(404, gettext(str(problem)))
    return back(request.form.get("query", ""))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1  # that no view has


def back(query: str) -> Response:
    """To the list as it was shown; a query string cannot lead elsewhere."""
    text = query.removeprefix("?")[:4_000]
    return redirect(f"{PAGE}?{text}" if text.isprintable() and text else PAGE, 303)
