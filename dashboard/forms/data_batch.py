"""The page of files that were sent: how far they are, what would become of them, and what a person decides."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, request
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from dashboard.data.files.catalogue import KindHelp, catalogue
from dashboard.data.files.mapping import Unmapped, suggest
from dashboard.errors import DashboardError, Invalid, NotFound
from dashboard.forms.data import PATH, batch_path, data_path, region_named, stage_name
from dashboard.forms.data_words import cards
from dashboard.forms.page import faults, lead_to, me, need, page
from dashboard.services import services
from dashboard.uploads.batches import Batch, batch_of, before, path_of, remove, root_of
from dashboard.uploads.options import keep_mapping, options_of
from dashboard.uploads.work import Busy, start

_BATCH = f"{PATH}/uploads/<batch_id>"
blueprint = Blueprint("data_batch", __name__)


@blueprint.get(_BATCH)
def shown(batch_id: str) -> AnyResponse:
    """How far a batch is, and what would become of it."""
    try:
        return _page(_mine(batch_id))
    except NotFound as error:
        return lead_to(PATH, gettext(str(error)))


@blueprint.post(f"{_BATCH}/check")
def check(batch_id: str) -> AnyResponse:
    """Looks again, with what the form says about the files."""
    batch = _mine(batch_id)
    try:
        return _begun(replace(batch, options=options_of(request.form)), commit=False)
    except Invalid as error:
        return _page(batch, status=400, wrong=faults(error), values=request.form)


@blueprint.post(f"{_BATCH}/import")
def commit(batch_id: str) -> AnyResponse:
    """Loads the files."""
    return _begun(_mine(batch_id), commit=True)


@blueprint.post(f"{_BATCH}/leave")
def leave(batch_id: str) -> AnyResponse:
    """Deletes the files; what is being loaded is not."""
    batch = _mine(batch_id)
    remove(_root(), batch)
    return lead_to(data_path(region_named(batch.region)), gettext("The files were left. Nothing of them was kept."))


@blueprint.get(f"{_BATCH}/map/<int:number>")
def mapping(batch_id: str, number: int) -> Response:
    """The form that names the columns of a file."""
    return _mapping_page(_mine(batch_id), number, request.args.get("kind"))


@blueprint.post(f"{_BATCH}/map/<int:number>")
def keep(batch_id: str, number: int) -> AnyResponse:
    """Keeps the names of a file's columns, and looks at the files again."""
    batch, form = _mine(batch_id), request.form
    kind, region = form.get("kind", ""), region_named(batch.region)
    try:
        unmapped = suggest(_path(batch, number), kind, batch.files[number].name)
        chosen = {key: place for key, place in _places(kind).items() if 0 <= place < len(unmapped.headers)}
        keep_mapping(me(), region, form.get("name", ""), kind, unmapped.headers, chosen)
    except Invalid as error:
        return _mapping_page(batch, number, kind, status=400, wrong=faults(error), values=form)
    return _begun(batch, commit=False)


def _places(kind: str) -> dict[str, int]:
    """The place that the form gives each column of a kind; -1 for none."""
    keys = [column.key for entry in catalogue() if entry.name == kind for column in entry.columns]
    return {key: request.form.get(f"place.{key}", type=int, default=-1) for key in keys}


def _mine(batch_id: str) -> Batch:
    return batch_of(_root(), batch_id, need("imports").user_id)


def _root() -> Path:
    return root_of(services().settings.data_dir)


def _path(batch: Batch, number: int) -> Path:
    if not batch.held or number >= len(batch.files):
        raise NotFound(gettext("There is no such file."))
    return path_of(_root(), batch, number)


def _begun(batch: Batch, commit: bool) -> AnyResponse:
    """Begins a look or a load, unless one is under way or it is over."""
    if batch.stage == "ready":
        try:
            batch = start(services(), batch, commit)
        except Busy as error:
            return _page(batch, status=503, conflict=gettext(str(error)))
    return lead_to(batch_path(batch))


def _page(batch: Batch, **values: Any) -> Response:
    file_cards = cards(batch)
    shown: dict[str, Any] = {
        "batch": batch,
        "cards": file_cards,
        "loads": any(card.loads for card in file_cards),
        "answers": {card.answer for card in file_cards if card.answer},
        "before": before(_root(), batch) if batch.stage == "waiting" else 0,
        "stage": stage_name(batch),
        "here": batch_path(batch),
        "back": data_path(region_named(batch.region)),
        "options": batch.options,
        "percent": min(100 * batch.done // batch.total, 100) if batch.total else None,
    }
    return page("batch.html", PATH, sends=True, **(shown | values))


def _mapping_page(batch: Batch, number: int, kind: str | None, **values: Any) -> Response:
    """The columns of the kind, each with the file's columns to choose from."""
    kinds = {kind_help.name: kind_help for kind_help in catalogue()}
    try:
        unmapped = suggest(_path(batch, number), kind if kind in kinds else None, batch.files[number].name)
    except NotFound:
        raise
    except DashboardError as error:
        return _page(batch, status=400, conflict=gettext(str(error)))
    chosen = kinds.get(unmapped.kind or "", next(iter(kinds.values())))
    shown: dict[str, Any] = {
        "batch": batch,
        "number": number,
        "file": batch.files[number].name,
        "found": unmapped,
        "kind": chosen,
        "kinds": [(name, gettext(name)) for name in kinds],
        "columns": _columns(unmapped, chosen, values.get("values", {})),
        "here": batch_path(batch),
        "name": values.get("values", {}).get("name") or batch.files[number].name,
    }
    return page("mapping.html", PATH, **(shown | values))


def _columns(unmapped: Unmapped, kind: KindHelp, sent: Any) -> list[dict[str, Any]]:
    """Required columns first, each with the place that was chosen, or is likely."""
    options = [("-1", gettext("no column"))]
    for place, header in enumerate(unmapped.headers):
        samples = ", ".join(unmapped.samples[place])[:60]
        name = header or gettext("column %(n)s", n=place + 1)
        options.append((str(place), f"{name} ({samples})" if samples else name))
    likely = unmapped.places if unmapped.kind == kind.name else {}
    every = [
        {
            "column": column,
            "options": options,
            "value": str(sent.get(f"place.{column.key}", likely.get(column.key, -1))),
        }
        for column in kind.columns
    ]
    return sorted(every, key=lambda field: not field["column"].required)
