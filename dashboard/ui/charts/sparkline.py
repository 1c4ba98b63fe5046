"""Sparkline: a list of values → a small line in an image that follows the theme.

The image is an SVG in a data URI, which the content policy allows, and holds the colours of both themes: a browser
shows an SVG image in the colour scheme of the element around it, which 1-tokens.css sets.
"""

from collections.abc import Sequence
from urllib.parse import quote

from dash import html

from dashboard.ui.tokens import TOKENS

Values = Sequence[float | None]
_WIDTH, _HEIGHT, _EDGE = 72, 26, 3


def sparkline(values: Values, label: str) -> html.Img | None:
    """The line with a dot at the last known value; gaps where unknown. None when fewer than two are known."""
    if sum(value is not None for value in values) < 2:
        return None
    source = "data:image/svg+xml," + quote(_svg(values))
    return html.Img(src=source, alt=label, className="sparkline", width=str(_WIDTH), height=str(_HEIGHT))


def _svg(values: Values) -> str:
    points = _points(values)
    x, y = next(point for point in reversed(points) if point)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}"><style>{_rules()}</style>'
        f'<path d="{_path(points)}"/><circle cx="{x:.1f}" cy="{y:.1f}" r="2"/></svg>'
    )


def _rules() -> str:
    line = "path{fill:none;stroke:%s;stroke-width:1.25;stroke-linejoin:round;stroke-linecap:round}circle{fill:%s}"
    light, dark = (line % (colours["spark"], colours["accent"]) for colours in (TOKENS["light"], TOKENS["dark"]))
    return light + "@media(prefers-color-scheme:dark){" + dark + "}"


def _points(values: Values) -> list[tuple[float, float] | None]:
    known = [value for value in values if value is not None]
    low, high = min(known), max(known)
    step = (_WIDTH - 2 * _EDGE) / (len(values) - 1)
    scale = (_HEIGHT - 2 * _EDGE) / (high - low) if high > low else 0
    flat = _HEIGHT / 2
    return [
        None if value is None else (_EDGE + i * step, _HEIGHT - _EDGE - (value - low) * scale if scale else flat)
        for i, value in enumerate(values)
    ]


def _path(points: Sequence[tuple[float, float] | None]) -> str:
    parts, drawing = [], False
    for point in points:
        if point:
            parts.append(f"{'L' if drawing else 'M'}{point[0]:.1f} {point[1]:.1f}")
        drawing = point is not None
    return "".join(parts)
