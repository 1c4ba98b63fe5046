"""Checks a file against its sidecar: both are sent, compared and forgotten."""

import zipfile
from pathlib import PurePath

from flask import Blueprint, Response, request
from flask_babel import gettext
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from dashboard.data.exports.verify import Verdict, verify_archive, verify_pair
from dashboard.errors import Rejected
from dashboard.forms.page import page
from dashboard.i18n import N_

PATH = "/verify"
_MOST = 256 << 20  # bytes, sent or unpacked
_LARGEST_SIDECAR = 1 << 20
_FACTS = (
    ("table", N_("Table")),
    ("region", N_("Region")),
    ("product", N_("Product")),
    ("as_of", N_("As of")),
    ("rows", N_("Rows")),
    ("made_at", N_("Made at")),
)
_KEYS = {"sha256": "SHA-256", "size": N_("Bytes"), "rows": N_("Rows"), "truncated": N_("Cut short"), "file": N_("Name")}

blueprint = Blueprint("verify", __name__)


@blueprint.get(PATH)
def form() -> Response:
    """The form."""
    return page("verify.html", "/reports", verdict=None)


@blueprint.post(PATH)
def check() -> Response:
    """The verdict on `file`, a ZIP or an export with its `sidecar`; nothing of them is kept."""
    request.max_content_length = _MOST
    try:
        verdict = _sent()
    except RequestEntityTooLarge:
        return _refused(
            gettext("At most %(most)s MB. Use the command: python -m dashboard verify FILE", most=_MOST >> 20)
        )
    except Rejected as error:
        return _refused(gettext(str(error)))
    names = {key: gettext(text) for key, text in _KEYS.items()}
    return page("verify.html", "/reports", verdict=verdict, facts=_facts(verdict), names=names)


def _sent() -> Verdict:
    """The verdict on what was sent, which is then let go."""
    files = request.files
    try:
        return _verdict(files.get("file"), files.get("sidecar"))
    finally:
        for file in files.values():
            file.close()


def _refused(text: str) -> Response:
    return page("verify.html", "/reports", status=400, wrong={"file": text}, verdict=None)


def _verdict(file: FileStorage | None, sidecar: FileStorage | None) -> Verdict:
    if not file or not file.filename:
        raise Rejected(N_("Choose a file."))
    if sidecar and sidecar.filename:
        return verify_pair(PurePath(file.filename).name, file.stream, sidecar.stream.read(_LARGEST_SIDECAR))
    if not file.filename.lower().endswith(".xlsx") and zipfile.is_zipfile(file.stream):  # a workbook is a ZIP too
        file.stream.seek(0)
        return verify_archive(file.stream, _MOST)
    raise Rejected(N_("Choose its sidecar too, or the ZIP that holds both."))


def _facts(verdict: Verdict) -> list[tuple[str, str]]:
    """What the sidecar says of the file, as far as it does."""
    sidecar = verdict.told
    filters = sidecar.get("filters")
    parts = (
        [f"{part.get('column')}: {part.get('filter')}" for part in filters if isinstance(part, dict)]
        if isinstance(filters, list)
        else []
    )
    facts = [(gettext(label), str(sidecar[key])) for key, label in _FACTS if sidecar.get(key) is not None]
    return [*facts, (gettext("Filters"), "; ".join(parts) or gettext("none")), ("SHA-256", verdict.sha256)]
