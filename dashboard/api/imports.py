"""/imports: what was loaded into a region, files to load (dry unless `commit=true`), an import to undo. Full admins."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Response, request, send_file
from flask_login import current_user
from werkzeug.datastructures import CombinedMultiDict

from dashboard.access.rights import demand
from dashboard.api.base.answers import answer, error
from dashboard.data.files.mapping import mappings
from dashboard.data.files.undo import history
from dashboard.data.storage.regions import Region
from dashboard.errors import BadParameter, Conflict, Invalid, Rejected
from dashboard.services import services
from dashboard.uploads import undoing
from dashboard.uploads.batches import Batch, path_of, remove, root_of
from dashboard.uploads.options import flag, map_headers, options_of
from dashboard.uploads.outcome_json import past, public
from dashboard.uploads.receive import receive
from dashboard.uploads.undoing import reject_path, undo_import
from dashboard.uploads.work import Busy, enqueue, run

PATIENCE = 600
"""Seconds that a program waits for its turn."""


def imports() -> Response:
    """Every import of the region, newest first, with what each replaced and whether it can be undone."""
    demand(current_user, "imports")
    return answer([past(entry) for entry in history(_region(request.args, first=True))])


def send() -> Response:
    """Reads files and says what would load; loads them with `commit=true`.

    A form with `file`, as often as there are files, or one file as the body, named by `name`. `map.<column>` maps the
    header of the first file, under the name `mapping`. 400 when nothing of them can be loaded, and why.
    """
    demand(current_user, "imports")
    _region(request.args, first=True)  # an unknown one is told before anything is sent
    opened = services()
    root = root_of(opened.settings.data_dir)
    batch, fields = receive(request, root, current_user.user_id, current_user.email)
    try:
        return _done(root, batch, CombinedMultiDict([request.args, fields]))
    except Busy as problem:
        return error(503, "busy", str(problem))
    finally:
        remove(root, batch)


def _done(root: Path, batch: Batch, fields: Mapping[str, str]) -> Response:
    opened, region, wrong = services(), _region(fields), list[BadParameter]()
    commit = flag(fields, "commit", wrong)
    if wrong:
        raise Invalid(wrong)
    asked = replace(batch, region=region.code, options=options_of(fields))
    columns = {key.removeprefix("map."): fields[key] for key in fields if key.startswith("map.")}
    if columns:
        _map(region, root, batch, fields, columns)
    ran = run(opened, enqueue(opened, asked), commit, PATIENCE)
    if ran.error:
        return error(503, "unavailable", ran.error)
    return _told(region, commit, ran)


def _map(region: Region, root: Path, batch: Batch, fields: Mapping[str, str], columns: Mapping[str, str]) -> None:
    sent, kind = batch.files[0].name, fields.get("kind", "")
    try:
        map_headers(
            current_user, region, path_of(root, batch, 0), sent, fields.get("mapping", "") or sent, kind, columns
        )
    except Rejected as problem:
        raise BadParameter("file", "%(reason)s", reason=problem) from problem


def _told(region: Region, commit: bool, batch: Batch) -> Response:
    """What became of each file; an error when none of them can be loaded."""
    outcomes = [public(outcome) for outcome in batch.outcomes]
    body: dict[str, Any] = {"region": region.code, "commit": commit, "imports": outcomes}
    if not outcomes or not all(outcome["refusal"] for outcome in outcomes):
        return answer(body)
    message = "; ".join(f"{' + '.join(outcome['files'])}: {outcome['refusal']['message']}" for outcome in outcomes)
    return answer({"error": {"code": "refused", "message": message}, **body}, 400)


def undo(import_id: int) -> Response:
    """Takes the newest import of a kind and period back: what it replaced is there again. 409 for an older one."""
    demand(current_user, "imports")
    try:
        done = undo_import(services(), _region(request.args), import_id, current_user)
    except Conflict as problem:
        return error(409, "conflict", str(problem))
    return answer(vars(done))


def rejects(import_id: int) -> Response:
    """The rows of an import that were rejected, to be mended and sent again."""
    demand(current_user, "imports")
    path = reject_path(services(), _region(request.args, first=True), import_id)
    return send_file(path.resolve(), "text/csv; charset=utf-8", as_attachment=True, download_name=path.name)


def header_mappings() -> Response:
    """The header rows that people mapped in the region."""
    demand(current_user, "imports")
    stored = mappings(_region(request.args, first=True))
    return answer(
        [{**vars(mapping), "headers": list(mapping.headers), "places": dict(mapping.places)} for mapping in stored]
    )


def forget_mapping(mapping_id: int) -> Response:
    """204: files with its header row are unknown again."""
    demand(current_user, "imports")
    undoing.forget_mapping(_region(request.args), mapping_id, current_user)
    return Response(status=204)


def _region(fields: Mapping[str, str], first: bool = False) -> Region:
    """The region of a parameter, those without data too; the only one, or with `first` the first one, without it."""
    regions, code = services().regions, fields.get("region", "").strip()
    if not code and (first or len(regions) == 1):
        return next(iter(regions.values()))
    if code not in regions:
        raise BadParameter("region", f"one of {', '.join(regions)}")
    return regions[code]
