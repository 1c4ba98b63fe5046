"""Settings of a region: its own rules, its price list, notes in its charts; and the help desk. For full admins."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, request
from flask_babel import gettext
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from dashboard.access.organisation import own_help_desk, save_help_desk
from dashboard.access.region_settings import add_chart_note, delete_chart_note, import_prices, set_rules
from dashboard.data.money.price_files import COLUMNS, read_prices
from dashboard.data.money.prices import differences, price_list, price_version
from dashboard.data.own_rules import rules_of
from dashboard.data.provenance.chart_notes import LONGEST, chart_notes
from dashboard.data.storage.regions import Region
from dashboard.errors import BadParameter, Conflict, Invalid, NotFound, RegionUnavailable
from dashboard.forms.data import region_asked
from dashboard.forms.page import faults, lead_to, me, need, page, refusal, version
from dashboard.forms.setting_fields import groups, kind_names, price_text, rules_sent, sent_version
from dashboard.i18n import N_
from dashboard.services import services
from dashboard.ui.formats import date_text
from dashboard.ui.rules import own_rules
from dashboard.web.numbers import whole

PATH = "/settings"
_LARGEST = 400 << 10  # bytes of a price list, which the yes sends again as a field
_SHOWN = 200  # differences of a price list, and what is wrong with it
blueprint = Blueprint("settings", __name__)


@blueprint.get(PATH)
def settings() -> Response:
    """Everything that holds for a region."""
    need("settings_edit")
    return _page(region_asked())


@blueprint.post(f"{PATH}/rules")
def rules() -> AnyResponse:
    """Takes the region's own rules; an empty field is the usual rule again."""
    user, region = need("settings_edit"), region_asked()
    try:
        saved = set_rules(user, region, rules_sent(request.form), version=sent_version(request.form))
    except (Invalid, Conflict) as error:
        return _page(region, **refusal(error))
    own = "; ".join(own_rules(saved)) or gettext("all as usual")
    message = gettext("The rules of %(region)s are saved: %(rules)s.", region=region.code, rules=own)
    return lead_to(f"{_path(region)}#rules", message)


@blueprint.post(f"{PATH}/prices")
def check_prices() -> Response:
    """Looks at a price list, and shows what it would change: nothing is written."""
    need("settings_edit")
    region = region_asked()
    try:
        return _page(region, offered=_offered(region, _sent_text()))
    except RequestEntityTooLarge:
        return _refused(region, BadParameter("file", N_("A price list has at most 400 kB.")))
    except (Invalid, BadParameter) as error:
        return _refused(region, error)


@blueprint.post(f"{PATH}/prices/commit")
def commit_prices() -> AnyResponse:
    """Makes the list that was looked at the region's."""
    user, region = need("settings_edit"), region_asked()
    text, seen = request.form.get("text", ""), request.form.get("version", "")
    try:
        done = import_prices(user, region, text, commit=True, version=seen)
    except Conflict as error:
        return _page(region, **refusal(error), offered=_offered(region, text))
    except (Invalid, BadParameter) as error:
        return _refused(region, error)
    message = gettext(
        "The price list of %(region)s is saved: %(added)s prices added, %(changed)s changed, %(removed)s removed.",
        region=region.code,
        added=done.added,
        changed=done.changed,
        removed=done.removed,
    )
    return lead_to(f"{_path(region)}#prices", message)


@blueprint.post(f"{PATH}/notes")
def add_note() -> AnyResponse:
    """Puts a note on a date."""
    user, region = need("settings_edit"), region_asked()
    try:
        note = add_chart_note(user, region, request.form.get("day", "")[:20], request.form.get("note", "")[:1000])
    except Invalid as error:
        return _page(region, **refusal(error))
    message = gettext("Charts show the note of %(day)s now.", day=date_text(note.day))
    return lead_to(f"{_path(region)}#notes", message)


@blueprint.post(f"{PATH}/notes/delete")
def delete_note() -> AnyResponse:
    """Takes a note away."""
    user, region = need("settings_edit"), region_asked()
    try:
        delete_chart_note(user, region, whole(request.form.get("note_id")) or 0)
    except NotFound as error:
        return lead_to(f"{_path(region)}#notes", gettext(str(error)))
    return lead_to(f"{_path(region)}#notes", gettext("The note is deleted."))


@blueprint.post(f"{PATH}/help-desk")
def help_desk() -> AnyResponse:
    """Keeps how to reach the help desk; all fields empty takes it away."""
    user, region = need("settings_edit"), region_asked()
    values = {key.removeprefix("desk_"): text[:1000] for key, text in request.form.items() if key.startswith("desk_")}
    try:
        save_help_desk(services().store, user, values, version())
    except Invalid as error:
        named = {f"desk_{key}": text for key, text in faults(error).items()}
        return _page(region, status=400, wrong=named, values=request.form)
    except Conflict as error:
        return _page(region, **refusal(error))
    return lead_to(f"{_path(region)}#help-desk", gettext("The help desk is saved: the page Help shows it."))


def _page(region: Region, **values: Any) -> Response:
    """The page, as far as the region's database answers."""
    sent = values.get("values", {})
    desk = own_help_desk(services().store)
    shown: dict[str, Any] = {
        "region": region,
        "regions": [(code, code) for code in services().regions],
        "here": _path,
        "offered": None,
        "desk": desk,
        "desk_values": {f"desk_{key}": text for key, text in vars(desk).items()} | dict(sent),
        "help_file": services().settings.help_file,
        "longest_note": LONGEST,
        "columns": ", ".join(COLUMNS),
        "day": date_text,
        "price_text": price_text,
        "kinds": kind_names(),
        "today": services().settings.as_of().isoformat(),
        "unreachable": "",
        "problems": (),
    }
    try:
        held = rules_of(region)
        shown |= {"groups": groups(held, region.quality, sent), "rules_version": sent_version(held)}
        shown |= {"prices": price_list(region), "notes": chart_notes(region), "own": own_rules(held)}
    except RegionUnavailable:
        shown["unreachable"] = gettext("The database of %(region)s is out of reach.", region=region.code)
    return page("settings.html", PATH, **(shown | values))


def _refused(region: Region, error: Invalid | BadParameter) -> Response:
    """Every wrong line of a price list, or why it is none."""
    problems = [(problem.parameter, gettext(problem.text, **problem.values)) for problem in _every(error)]
    if isinstance(error, BadParameter):
        return _page(region, status=400, wrong={"file": problems[0][1]})
    return _page(region, status=400, problems=problems[:_SHOWN], wrong_lines=len(problems))


def _every(error: Invalid | BadParameter) -> Sequence[BadParameter]:
    return error.problems if isinstance(error, Invalid) else [error]


def _offered(region: Region, text: str) -> Mapping[str, Any]:
    """What a list would change, for a yes or a no. Raises Invalid, BadParameter."""
    held, wanted = price_list(region), read_prices(text)
    change = import_prices(me(), region, text, commit=False)
    changed = differences(held, wanted)
    return {
        "text": text,
        "version": price_version(held),
        "change": change,
        "differences": changed[:_SHOWN],
        "more": max(len(changed) - _SHOWN, 0),
        "prices": len(wanted),
        "held": len(held),
    }


def _sent_text() -> str:
    """The text of the file that was sent. Raises BadParameter."""
    file = request.files.get("file")
    if not file or not file.filename:
        raise BadParameter("file", N_("Choose a file."))
    data = file.stream.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise RequestEntityTooLarge
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadParameter("file", N_("The file is not text in UTF-8: save it as CSV in UTF-8.")) from None


def _path(region: Region) -> str:
    return f"{PATH}?{urlencode({'region': region.code})}"
