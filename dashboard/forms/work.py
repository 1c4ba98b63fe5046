"""Forms of work on many rows at once: owner, next step, state of a renewal; work as a file; the weights of risk."""

from typing import Any

from flask import Blueprint, Response, flash, request
from flask_babel import gettext, ngettext
from flask_login import current_user
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from dashboard.access import customer_work, request_scope
from dashboard.access.region_settings import set_rules
from dashboard.access.rights import demand
from dashboard.access.work_files import FORECASTS, WorkImport, import_work
from dashboard.data.query.question import Question
from dashboard.data.storage.rules import RISKS
from dashboard.errors import BadParameter, Conflict, DashboardError
from dashboard.forms.listed import Listed, done, query_sent, refused
from dashboard.forms.page import faults, need, page
from dashboard.forms.saved_views import back
from dashboard.i18n import N_
from dashboard.web.address import Reader, fields_of
from dashboard.web.numbers import whole

FILE_PATH = "/customers-work/file"
_RENEWALS = "/renewals"
_MOST = 4 << 20  # bytes
_SHOWN = 100  # lines that are wrong

work_forms = Blueprint("work_forms", __name__)


@work_forms.post("/customers-work")
def change_work() -> AnyResponse:
    """Gives the customers of the rows an `owner` ("" for nobody), or a `next_step` and `due_on`. Raises Forbidden."""
    demand(current_user, "work_edit")
    return done(_worked)


@work_forms.post("/renewals-work")
def change_state() -> AnyResponse:
    """Gives the renewals of the rows a `state`. Raises Forbidden."""
    demand(current_user, "work_edit")
    return done(_renewed)


@work_forms.get(FILE_PATH)
def file() -> Response:
    """How work comes in as a file."""
    need("work_edit")
    return _file_page()


@work_forms.post(FILE_PATH)
def send_file() -> Response:
    """Reads `file`, a CSV of work: what it would change, with `way=import` changes it. All of it, or nothing."""
    user = need("work_edit")
    request.max_content_length = _MOST
    try:
        text, scope = _text_sent(), _question(request.query_string.decode()).scope.unfiltered
        outcome = import_work(user, scope, text, commit=request.form.get("way") == "import")
    except RequestEntityTooLarge:
        message = gettext("At most %(most)s MB.", most=_MOST >> 20)
        return _file_page(status=413, wrong={"file": message})
    except BadParameter as problem:
        return _file_page(status=400, wrong={"file": next(iter(faults(problem).values()))})
    return _file_page(
        status=400 if outcome.problems else 200, outcome=outcome, saved=request.form.get("way") == "import"
    )


@work_forms.post("/renewals-weights")
def weights() -> AnyResponse:
    """Makes `weight_<reason>` the region's; `version` is that of the weights that were shown. Raises Forbidden."""
    demand(current_user, "settings_edit")
    query = query_sent()
    try:
        points = {key: _points(key) for key in (f"weight_{risk}" for risk in RISKS)}
        region, version = _question(query).scope.region, request.form.get("version") or None
        set_rules(current_user, region, points, version=version)
    except (BadParameter, Conflict) as problem:
        return refused(query, problem, _RENEWALS)
    flash(gettext("The weights are saved."), "info")
    return back(query, _RENEWALS)


def _worked(listed: Listed) -> str:
    """What a field leaves empty stays; an empty owner is nobody."""
    sent = {key: request.form[key].strip() for key in customer_work.WORK_FIELDS if key in request.form}
    fields = {key: text for key, text in sent.items() if text or key == "owner"}
    if not fields:
        raise BadParameter("next_step", N_("Enter a next step or a day."))
    changed = customer_work.change_works(current_user, listed.scope, listed.org_ids, fields)
    return ngettext("%(num)s customer was changed.", "%(num)s customers were changed.", changed)


def _renewed(listed: Listed) -> str:
    state = {"state": request.form.get("state", "")}
    changed = customer_work.change_renewals(current_user, listed.scope, listed.pairs, state)
    return ngettext("%(num)s renewal was changed.", "%(num)s renewals were changed.", changed)


def _points(name: str) -> int:
    number = whole(request.form.get(name))
    if number is None:
        raise BadParameter(name, N_("a whole number from %(least)s to %(most)s"), least=0, most=100)
    return number


def _text_sent() -> str:
    sent = request.files.get("file")
    data = sent.stream.read() if sent and sent.filename else b""
    if not data:
        raise BadParameter("file", N_("Choose a file."))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadParameter("file", N_("This is no text in UTF-8: save the file as CSV UTF-8.")) from None


def _question(query: str) -> Question:
    return request_scope.question(Reader(fields_of(query), lambda problem: None), "customers")


def _file_page(*, outcome: WorkImport | None = None, saved: bool = False, **values: Any) -> Response:
    question = _question(request.query_string.decode())
    values |= {"found": outcome, "made": saved, "region": question.scope.region.code, "action": FILE_PATH}
    values["lines"] = [(line, _fault(error)) for line, error in outcome.problems[:_SHOWN]] if outcome else []
    return page("work_file.html", "/customers", columns=", ".join(_columns()), **values)


def _fault(error: DashboardError) -> str:
    """What is wrong in a line: the column and what it may hold."""
    if not isinstance(error, BadParameter):
        return gettext(str(error))
    [(name, text)] = faults(error).items()
    return f"{name}: {text}"


def _columns() -> tuple[str, ...]:
    return ("org_id", *customer_work.WORK_FIELDS, "subscription_id", "state", "product", "forecast", *FORECASTS)
