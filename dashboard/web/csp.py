"""The content security policy: no inline script or style but those whose hashes are known.

Libraries put `<style>` elements into the page: their hashes stand in `csp_styles.txt`, written anew from a browser by
`python -m tests.browser.csp_styles` whenever one of them changes.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import dash

STYLES = Path(__file__).parent / "csp_styles.txt"

_REST = "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

PLAIN = f"default-src 'none'; style-src 'self'; img-src 'self' data:; {_REST}"
"""For our own server-rendered pages and for data: no script at all."""


def page_policy(app: dash.Dash) -> Callable[[], str]:
    """A function that gives the policy of the app's pages.

    Asked at the first page and kept: Dash adds inline scripts until its first request.
    """

    @cache
    def policy() -> str:
        scripts = " ".join(["'self'", *app.csp_hashes()])
        styles = " ".join(["'self'", *style_hashes()])
        return (
            f"default-src 'none'; script-src {scripts}; style-src-elem {styles}; style-src-attr 'none'; "
            f"img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; {_REST}"
        )

    return policy


def style_hashes() -> list[str]:
    """The hashes of styles that libraries put into a page, quoted for the policy; none without the file."""
    if not STYLES.exists():
        return []
    return [f"'{line}'" for line in STYLES.read_text(encoding="ascii").split("\n") if line.startswith("sha256-")]
