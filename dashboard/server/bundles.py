"""Browser bundles, compressed once and as small as it goes; at every visit they would be compressed anew, and less.

`make install` runs this module. Without its files the server compresses as it answers.
"""

import hashlib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import brotli
from flask import Flask, request
from flask.wrappers import Response

NODE_MODULES = Path(__file__).parents[2] / "node_modules"
COMPRESSED = NODE_MODULES / ".compressed"

_BEST = 11  # of Brotli's qualities
_ADDRESSES = ("/_dash-component-suites/", "/vendor/")
_FROM_NPM = ("bootstrap/dist/css/bootstrap.min.css", "plotly.js-basic-dist-min/plotly-basic.min.js")
_PACKAGES = {
    "dash": (
        "dash-renderer/build/dash_renderer.min.js",
        "dash_table/bundle.js",
        "dcc/async-graph.js",
        "dcc/dash_core_components.js",
        "dcc/dash_core_components-shared.js",
        "deps/*.min.js",
        "html/dash_html_components.min.js",
    ),
    "dash_ag_grid": ("dash_ag_grid.min.js", "async-community.js"),
    "dash_bootstrap_components": ("_components/dash_bootstrap_components.min.js",),
}
"""What a page loads of each package."""


def bundles() -> Iterator[Path]:
    """The files that are there of those that pages load."""
    yield from (NODE_MODULES / name for name in _FROM_NPM if (NODE_MODULES / name).is_file())
    for package, names in _PACKAGES.items():
        spec = find_spec(package)
        if spec and spec.origin:
            for name in names:
                yield from sorted(Path(spec.origin).parent.glob(name))


def compress(directory: Path = COMPRESSED) -> None:
    """Writes every bundle with Brotli's best, named by the SHA-256 of what it holds."""
    directory.mkdir(parents=True, exist_ok=True)
    for path in bundles():
        content = path.read_bytes()
        target = directory / _name(content)
        if not target.is_file():
            target.write_bytes(brotli.compress(content, quality=_BEST))


def register_bundles(server: Flask, directory: Path = COMPRESSED) -> None:
    """Answers with the compressed files; to be registered after what compresses the rest, so as to come before it."""
    known = {path.name: path for path in directory.glob("*.br")}

    @server.after_request
    def smaller(response: Response) -> Response:
        plain = response.status_code == 200 and "Content-Encoding" not in response.headers
        if not plain or not request.path.startswith(_ADDRESSES) or not request.accept_encodings["br"]:
            return response
        path = known.get(_name(response.get_data()))
        if path is not None:
            response.set_data(path.read_bytes())
            response.headers["Content-Encoding"] = "br"
            response.vary.add("Accept-Encoding")
        return response


def _name(content: bytes) -> str:
    return f"{hashlib.sha256(content).hexdigest()}.br"


if __name__ == "__main__":
    compress()
