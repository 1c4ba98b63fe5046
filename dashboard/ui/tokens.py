"""Token values for what takes no CSS variable: Plotly figures and images. A test holds them equal to 1-tokens.css."""

from collections.abc import Mapping
from typing import Literal

Theme = Literal["light", "dark"]

FONT = (
    '"Segoe UI Variable Text", "Segoe UI", -apple-system, BlinkMacSystemFont, Roboto, "Noto Sans", '
    '"Helvetica Neue", "Liberation Sans", Arial, sans-serif'
)

TOKENS: dict[Theme, dict[str, str]] = {
    "light": {
        "bg": "#ffffff",
        "fg": "#14191f",
        "fg-2": "#45505c",
        "fg-3": "#5b6773",
        "accent": "#0b5cad",
        "used": "#0b3c6f",
        "assigned": "#4593d6",
        "assigned-text": "#22679f",
        "available": "#6b7785",
        "over": "#c2410c",
        "idle-area": "rgb(69 147 214 / .13)",
        "rise": "#0b5cad",
        "fall": "#b26205",
        "total": "#6b7785",
        "spark": "#5b6773",
        "grid": "#e9edf1",
        "axis": "#c5cdd6",
    },
    "dark": {
        "bg": "#12161b",
        "fg": "#e9edf2",
        "fg-2": "#b4bec9",
        "fg-3": "#93a0ae",
        "accent": "#7dbaf8",
        "used": "#a8d4ff",
        "assigned": "#4a8fd0",
        "assigned-text": "#76b0e8",
        "available": "#8a96a5",
        "over": "#ff9a4d",
        "idle-area": "rgb(74 143 208 / .20)",
        "rise": "#7dbaf8",
        "fall": "#d9933d",
        "total": "#8a96a5",
        "spark": "#93a0ae",
        "grid": "#212832",
        "axis": "#3d4753",
    },
}


def theme_of(cookies: Mapping[str, str]) -> Theme:
    """The theme a browser wants: its user's choice (cookie `theme`), its system's (`system_theme`), else light.

    assets/theme.js writes `system_theme` before the first page content is asked for.
    """
    wanted = cookies.get("theme", "")
    if wanted not in TOKENS:
        wanted = cookies.get("system_theme", "")
    return "dark" if wanted == "dark" else "light"
