"""Browser files: our own, and a fixed list of those that npm brought, served from here rather than from elsewhere."""

import logging
from collections.abc import Callable
from mimetypes import guess_type
from pathlib import Path

import dash
from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

BOOTSTRAP = "/vendor/bootstrap.min.css"
PLOTLY = "/_dash-component-suites/plotly/package_data/plotly.min.js"

ASSETS = Path(__file__).parents[2] / "assets"

_HOUR = 3600
_FILES = {
    BOOTSTRAP: "bootstrap/dist/css/bootstrap.min.css",
    PLOTLY: "plotly.js-basic-dist-min/plotly-basic.min.js",
}


def register_vendor(app: dash.Dash, node_modules: Path) -> None:
    """Serves each file that is there. Charts need a third of Plotly: without the basic bundle Dash gives its own."""
    for address, name in _FILES.items():
        path = node_modules / name
        if path.is_file():
            app.server.add_url_rule(address, f"vendor:{address}", _server_of(path))
        else:
            logging.getLogger(__name__).warning("%s: not there; run `make install`", path.name)


def asset(name: str) -> str:
    """The address of one of our own files, another whenever the file is another."""
    return f"/assets/{name}?m={(ASSETS / name).stat().st_mtime_ns}"


def _server_of(path: Path) -> Callable[[], AnyResponse]:
    kind = guess_type(path.name)[0] or "application/octet-stream"

    def serve() -> AnyResponse:
        response = Response(path.read_bytes(), mimetype=kind)
        response.cache_control.max_age = _HOUR  # the address has no fingerprint
        response.add_etag()
        return response.make_conditional(request)

    return serve
