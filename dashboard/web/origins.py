"""Which site an address leads to. Every one of them comes from outside, so none of them may make anything fail."""

import re
from urllib.parse import urljoin, urlsplit

from flask import request

_ORIGIN = "https://dashboard.invalid"  # any: whether a target leaves it does not depend on which
_ONE_SLASH = re.compile(r"/(?!/)")


def inside(target: str | None) -> str:
    """A path of this application to go to, `/` for whatever leads elsewhere.

    Browsers read a backslash as a slash, leave out tabs and line breaks, and take what follows two slashes or more for
    a host: what holds any of that is refused, and what is left has to be of one origin wherever it is opened.
    """
    if not target or not _ONE_SLASH.match(target) or "\\" in target or not target.isprintable():
        return "/"
    return target if host_of(urljoin(_ORIGIN, target)) == host_of(_ORIGIN) else "/"


def host_of(address: str) -> str:
    """Host and port of an address, "" for what is none."""
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""


def page_before() -> str:
    """The address of our own page that a request came from, "" where the browser does not say."""
    referrer = request.referrer or ""
    if host_of(referrer) != request.host:
        return ""
    parts = urlsplit(referrer)
    return inside(f"{parts.path}?{parts.query}" if parts.query else parts.path)
