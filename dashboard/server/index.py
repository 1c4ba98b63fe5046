"""The HTML of a page before Dash fills it: which scripts it loads at once, which later, and which never."""

import re
from collections.abc import Mapping

from flask import request
from flask_babel import gettext
from markupsafe import escape

from dashboard.access.account.preferences import locale
from dashboard.web.vendor import PLOTLY, asset, joined_address

_INDEX = """<!DOCTYPE html>
<html {attributes}>
  <head>
    {{%metas%}}
    <title>{{%title%}}</title>
    <link rel="icon" type="image/svg+xml" href="{icon}">
    <script src="{theme}"></script>
    {{%css%}}
    <link rel="stylesheet" href="{css}">
    {ahead}
  </head>
  <body>
    {{%app_entry%}}
    <main id="no-page" class="no-page" hidden>
      <div role="alert">
        <p><b>{failed}</b> {retry}</p>
        <p data-id="{id}"></p>
        <button type="button" class="button" data-reload>{again}</button>
      </div>
    </main>
    <footer>{{%config%}}{{%scripts%}}<script src="{js}" data-grid="{grid}"></script>{{%renderer%}}</footer>
  </body>
</html>"""

_SCRIPT = re.compile(r'<script src="([^"]*)"></script>')
_UNUSED = ("/deps/polyfill@", "/dash_table/")  # browsers that lack what it brings cannot run our scripts; no such table
_GRID = "/dash_ag_grid/"
_TABLES_FIRST = ("/renewals", "/calling", "/queues", "/customers", "/proof")
"""Pages with tables in their first screen: what draws them comes at once."""

_CHART_FIRST = ("/subscriptions", "/changes")


def index_page(parts: Mapping[str, str]) -> str:
    """The page with Dash's parts in it. The code of tables is fetched when one comes near (assets/near.js)."""
    theme = request.cookies.get("theme")
    chosen = 'data-theme="chosen" ' if theme in ("light", "dark") else ""
    shown = theme if chosen else request.cookies.get("system_theme")
    attributes = f'lang="{locale()}" {chosen}data-bs-theme="{"dark" if shown == "dark" else "light"}"'
    scripts, grid = _sorted_out(parts["scripts"])
    chart_first = request.path in _CHART_FIRST
    index = _INDEX.format(
        attributes=attributes,
        icon=asset("favicon.svg"),
        theme=asset("theme.js"),
        css=joined_address("css"),
        js=joined_address("js"),
        grid=grid,
        failed=escape(gettext("This page could not be loaded.")),
        retry=escape(gettext("Load it again, or tell your administrator if that does not help.")),
        id=escape(gettext("Error id %(id)s", id="{id}")),
        again=escape(gettext("Try again")),
        ahead=f'<link rel="preload" as="script" href="{PLOTLY}">' if chart_first else "",
    )
    for name, part in {**parts, "scripts": scripts}.items():
        index = index.replace("{%" + name + "%}", part)
    return index


def _sorted_out(scripts: str) -> tuple[str, str]:
    """The scripts that the page loads at once, and the address of the one that draws tables."""
    grid = next(address for address in _SCRIPT.findall(scripts) if _GRID in address)
    left_out = _UNUSED if request.path in _TABLES_FIRST else (_GRID, *_UNUSED)
    return _SCRIPT.sub(lambda tag: "" if any(part in tag[1] for part in left_out) else tag[0], scripts), grid
