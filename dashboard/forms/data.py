"""Data in: files are sent, looked at, loaded or left; what was loaded, and the way back. For full administrators."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, request, send_file
from flask_babel import gettext, ngettext
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge, ServiceUnavailable
from werkzeug.wrappers import Response as AnyResponse

from dashboard.data.files.catalogue import catalogue, empty_file, kind_named
from dashboard.data.files.history import PAGE, page_of
from dashboard.data.files.mapping import mappings
from dashboard.data.storage.regions import Region
from dashboard.errors import BadParameter, Conflict, NotFound, RegionUnavailable
from dashboard.forms.data_words import listed, period, replaced_sentence
from dashboard.forms.page import faults, lead_to, me, need, page
from dashboard.services import services
from dashboard.ui.formats import count
from dashboard.uploads.batches import Batch, batches, purge, remove, root_of
from dashboard.uploads.outcome_json import past
from dashboard.uploads.receive import receive
from dashboard.uploads.undoing import forget_mapping, reject_path, undo_import
from dashboard.uploads.work import Busy, start
from dashboard.web.numbers import whole

PATH = "/data"
_MOST = 100_000  # pages of the history
blueprint = Blueprint("data", __name__)


@blueprint.get(PATH)
def data() -> Response:
    """Everything about a region's files."""
    need("imports")
    return data_page(region_asked())


@blueprint.post(f"{PATH}/upload")
def upload() -> AnyResponse:
    """Takes files, and leads to what would become of them."""
    user, opened = need("imports"), services()
    root, sent = root_of(opened.settings.data_dir), None
    try:
        sent, fields = receive(request, root, user.user_id, user.email)
        region = region_named(fields.get("region") or request.args.get("region", ""))
        waiting = start(opened, replace(sent, region=region.code), commit=False)
    except (RequestEntityTooLarge, ServiceUnavailable, ClientDisconnected) as error:
        return data_page(region_asked(), status=error.code, wrong={"file": gettext(str(error.description))})
    except (BadParameter, Busy, NotFound) as error:
        if sent:
            remove(root, sent)
        wrong = faults(error) if isinstance(error, BadParameter) else {"file": gettext(str(error))}
        return data_page(region_asked(), status=400, wrong=wrong)
    return lead_to(batch_path(waiting))


@blueprint.post(f"{PATH}/undo")
def undo() -> AnyResponse:
    """Takes an import back."""
    user, region = need("imports"), region_named(request.form.get("region", ""))
    number = request.form.get("import_id", type=int) or 0
    try:
        done = undo_import(services(), region, number, user)
    except (NotFound, Conflict) as error:
        return data_page(region, status=409, conflict=gettext(str(error)))
    message = ngettext("%(num)s row is taken out", "%(num)s rows are taken out", done.removed)
    back = ngettext("%(num)s row is back.", "%(num)s rows are back.", done.restored)
    text = gettext("Import %(number)s is undone: %(told)s, %(back)s", number=done.import_id, told=message, back=back)
    return lead_to(f"{data_path(region)}#history", text)


@blueprint.get(f"{PATH}/rejects/<code>/<int:import_id>")
def rejects(code: str, import_id: int) -> Response:
    """The rejected rows of an import as a file."""
    need("imports")
    path = reject_path(services(), region_named(code), import_id)
    return send_file(path.resolve(), "text/csv; charset=utf-8", as_attachment=True, download_name=path.name)


@blueprint.get(f"{PATH}/formats/<kind>.csv")
def empty(kind: str) -> Response:
    """A file with the header of a kind and no row."""
    need("imports")
    headers = {"Content-Disposition": f'attachment; filename="{kind_named(kind).empty_name}"'}
    return Response(empty_file(kind), content_type="text/csv; charset=utf-8", headers=headers)


@blueprint.post(f"{PATH}/mappings/<int:mapping_id>/delete")
def forget(mapping_id: int) -> AnyResponse:
    """Forgets a mapping."""
    user, region = need("imports"), region_named(request.form.get("region", ""))
    try:
        forget_mapping(region, mapping_id, user)
    except NotFound as error:
        return lead_to(f"{data_path(region)}#mappings", gettext(str(error)))
    return lead_to(f"{data_path(region)}#mappings", gettext("The mapping is forgotten."))


def data_page(region: Region, **values: Any) -> Response:
    """The page of a region, as far as its database answers."""
    root = root_of(services().settings.data_dir)
    purge(root)
    shown: dict[str, Any] = {
        "region": region,
        "regions": [(code, code) for code in services().regions],
        "queue": [
            (batch, batch.user_id == me().user_id) for batch in batches(root, region.code) if batch.stage != "done"
        ],
        "stage_name": stage_name,
        "count": count,
        "batch_path": batch_path,
        "formats": catalogue(),
        "link": lambda number: f"{data_path(region)}&page={number}#history",
        "unreachable": "",
    }
    try:
        shown |= {**_history(region), "mappings": mappings(region)}
    except RegionUnavailable:
        message = gettext("The database of this region cannot be reached. Try again in a minute.")
        shown |= {"history": [], "imports": 0, "number": 1, "pages": 1, "mappings": [], "unreachable": message}
    return page("data.html", PATH, sends=True, **(shown | values))


def _history(region: Region) -> dict[str, Any]:
    """The page of the history that the address asks for; the last one where there are not so many."""
    number = whole(request.args.get("page"), 1, _MOST) or 1
    imports, total = page_of(region, number)
    pages = max(-(-total // PAGE), 1)
    if number > pages:
        number = pages
        imports, total = page_of(region, number)
    return {
        "history": [_line(past_import) for past_import in imports],
        "imports": total,
        "number": number,
        "pages": pages,
    }


def _line(past_import: Any) -> dict[str, Any]:
    line = past(past_import)
    return {
        "past": past_import,
        "period": period(line),
        "replaced": [replaced_sentence(part) for part in line["replaced"]],
        "unknown": listed(past_import.unknown_columns),
    }


def stage_name(batch: Batch) -> str:
    """What is being done about a batch."""
    names = {
        "receiving": gettext("being received"),
        "waiting": gettext("waiting"),
        "reading": gettext("being read"),
        "ready": gettext("waits for a decision"),
        "loading": gettext("being loaded"),
        "done": gettext("done"),
        "failed": gettext("failed"),
    }
    return names[batch.stage]


def region_asked() -> Region:
    """The region of the address; the first one without a name. Raises NotFound for an unknown one."""
    return region_named(request.args.get("region", ""))


def region_named(code: str) -> Region:
    """A region by its code, those without data too; the first one for "". Raises NotFound."""
    regions = services().regions
    if code and code not in regions:
        raise NotFound(gettext("There is no region %(code)s.", code=code[:20]))
    return regions[code] if code else next(iter(regions.values()))


def data_path(region: Region) -> str:
    """The address of a region's page."""
    return f"{PATH}?{urlencode({'region': region.code})}"


def batch_path(batch: Batch, step: str = "") -> str:
    """The address of a batch."""
    return f"{PATH}/uploads/{batch.batch_id}{step}"
