"""Forms of saved views, and the view with which a user's list of customers begins."""

from urllib.parse import urlencode

from flask import Blueprint, abort, redirect, request
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from dashboard.access.account import saved_views
from dashboard.errors import BadParameter, NotFound
from dashboard.services import services
from dashboard.web.numbers import whole

PAGE = "/customers"

view_forms = Blueprint("view_forms", __name__, url_prefix="/views")


@view_forms.before_app_request
def begin() -> Response | None:
    """A page is its start view where nothing but a day is asked for, `/` the user's first view; `view` names another.

    Another query is what it says.
    """
    page = request.path
    if page not in saved_views.PAGES or request.method != "GET" or not current_user.is_authenticated:
        return None
    asked = set(request.args) - {"as_of", "compare"}
    if asked == {"view"}:
        return _opened(_number(request.args["view"]))
    if asked:
        return None
    home = saved_views.home_of(services().store, current_user) if page == "/" and not request.args else None
    query = saved_views.start_query(services().store, current_user, page)
    return _led(home.page, home.query) if home and home.address != "/" else _led(page, query) if query else None


def _opened(view_id: int) -> Response:
    """A saved view in its reader's own scope; the page alone where there is none of that number."""
    try:
        view = saved_views.view_for(services().store, current_user, view_id)
    except NotFound:
        return _led(request.path, "unknown=ignore")
    return _led(view.page, view.query or "unknown=ignore")


def _led(page: str, query: str) -> Response:
    """To a page with a query and the day that was asked for."""
    days = urlencode({key: request.args[key] for key in ("as_of", "compare") if request.args.get(key)})
    parts = "&".join(filter(None, (query, days)))
    return redirect(f"{request.script_root}{page}?{parts}" if parts else page)


@view_forms.post("")
def save() -> Response:
    """Keeps `query` under `name`, for colleagues too when `shared` is sent."""
    query, page = request.form.get("query", ""), _page()
    name, shared = request.form.get("name", ""), "shared" in request.form
    try:
        saved_views.save_view(services().store, current_user, page, name, query, shared=shared)
    except BadParameter as problem:
        abort(400, gettext(problem.text, **problem.values))
    return back(query, page)


@view_forms.post("/<view_id>/delete")
def delete(view_id: str) -> Response:
    """Forgets a view."""
    try:
        saved_views.delete_view(services().store, current_user, _number(view_id))
    except NotFound as problem:
        abort(404, gettext(str(problem)))
    return back(request.form.get("query", ""), _page())


@view_forms.post("/<view_id>/start")
def start(view_id: str) -> Response:
    """Lets the page begin with a view; with 0 with none."""
    try:
        saved_views.set_start(services().store, current_user, _page(), _number(view_id) or None)
    except NotFound as problem:
        abort(404, gettext(str(problem)))
    return back(request.form.get("query", ""), _page())


@view_forms.post("/<view_id>/home")
def home(view_id: str) -> Response:
    """Lets the user begin with a view after signing in; with 0 with the overview."""
    try:
        saved_views.set_home(services().store, current_user, _number(view_id) or None)
    except NotFound as problem:
        abort(404, gettext(str(problem)))
    return back(request.form.get("query", ""), _page())


def _page() -> str:
    """The page that a form speaks of: the list of customers unless it names another."""
    page = request.form.get("page", PAGE)
    return page if page in saved_views.PAGES else PAGE


def _number(text: str) -> int:
    number = whole(text)
    return -1 if number is None else number  # that no view has


def back(query: str, page: str = PAGE) -> Response:
    """To the page as it was shown; a query string cannot lead elsewhere."""
    text = query.removeprefix("?")[:4_000]
    return redirect(f"{page}?{text}" if text.isprintable() and text else page, 303)
