"""Browser files: our own, and a fixed list of those that npm brought, served from here rather than from elsewhere.

Our scripts and style sheets for pages are one file each, whose address changes with what it holds.
"""

import hashlib
import logging
from collections.abc import Callable
from functools import cache, partial
from mimetypes import guess_type
from pathlib import Path

import dash
from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

BOOTSTRAP = "/vendor/bootstrap.min.css"
PLOTLY = "/_dash-component-suites/plotly/package_data/plotly.min.js"

ASSETS = Path(__file__).parents[2] / "assets"

_HOUR, _YEAR = 3600, 31_536_000
_FILES = {
    BOOTSTRAP: "bootstrap/dist/css/bootstrap.min.css",
    PLOTLY: "plotly.js-basic-dist-min/plotly-basic.min.js",
}
_NOT_IN_PAGES = ("login.css", "theme.js", "upload.js")  # of the sign-in page, of forms, and loaded before painting


def register_vendor(app: dash.Dash, node_modules: Path) -> None:
    """Serves each file that is there. Charts need a third of Plotly: without the basic bundle Dash gives its own."""
    for address, name in _FILES.items():
        path = node_modules / name
        if path.is_file():
            app.server.add_url_rule(address, f"vendor:{address}", _server_of(path.name, path.read_bytes))
        else:
            logging.getLogger(__name__).warning("%s: not there; run `make install`", path.name)
    for suffix in ("css", "js"):
        serve = _server_of(f"pages.{suffix}", partial(joined, suffix))
        app.server.add_url_rule(f"/vendor/pages.{suffix}", f"vendor:{suffix}", serve)


def joined_address(suffix: str) -> str:
    """The address of `joined`, another whenever that is another."""
    return f"/vendor/pages.{suffix}?v={hashlib.sha256(joined(suffix)).hexdigest()[:16]}"


@cache
def joined(suffix: str) -> bytes:
    """All of our own files of pages with that suffix, one after the other as their names go: one request for all."""
    own = [path for path in sorted(ASSETS.glob(f"*.{suffix}")) if path.name not in _NOT_IN_PAGES]
    return b"\n".join(path.read_bytes() for path in own)


def asset(name: str) -> str:
    """The address of one of our own files, another whenever the file is another."""
    return f"/assets/{name}?m={(ASSETS / name).stat().st_mtime_ns}"


def _server_of(name: str, read: Callable[[], bytes]) -> Callable[[], AnyResponse]:
    kind = guess_type(name)[0] or "application/octet-stream"

    def serve() -> AnyResponse:
        response = Response(read(), mimetype=kind)
        response.cache_control.max_age = _YEAR if "v" in request.args else _HOUR  # `v` is a fingerprint
        response.add_etag()
        return response.make_conditional(request)

    return serve
