"""A licence bar drawn by Python: used, assigned and not used, available; overage past the 100 % tick."""

from collections.abc import Mapping
from typing import Any

from dash import html
from flask_babel import gettext

from dashboard.ui import formats
from dashboard.ui.controls import Child
from dashboard.ui.marks import marks

_WHOLE, _MOST_OVER = 80.0, 0.24  # per cent of the width that is 100 %, and how far overage reaches beyond it


def licence_bar(counts: Mapping[str, Any]) -> Child:
    """The bar of `purchased`, `assigned`, `used`; an en dash where one is unknown. Parts never turn negative."""
    purchased, assigned, used = (counts[key] for key in ("purchased", "assigned", "used"))
    if purchased is None or assigned is None or used is None:
        return html.Span(formats.unknown(), title=gettext("Not in the imported data"))
    whole = max(purchased, 1)
    taken = min(used, purchased) / whole
    assigned_share = max(min(assigned, purchased) / whole, taken)
    over = min(max(assigned - purchased, 0) / whole, _MOST_OVER)
    parts: dict[str, float] = {
        "used": taken,
        "assigned": assigned_share - taken,
        "available": 1 - assigned_share if purchased else 0,
        "over": over,
    }
    drawn = [_part(name, share) for name, share in parts.items() if share > 0]
    text = sentence(counts)
    own = marks(aria_label=text, data_tip=text)
    return html.Div(drawn, className="bar licence-bar", role="img", tabIndex=0, **own)


def _part(name: str, share: float) -> html.Span:
    return html.Span(className=f"bar-part {name}", style={"width": f"{share * _WHOLE:.3f}%"})


def sentence(counts: Mapping[str, Any]) -> str:
    """The exact numbers of a bar."""
    number = {key: formats.count(counts[key]) for key in ("purchased", "assigned", "used", "available", "over")}
    if counts["over"]:
        return gettext("Used %(used)s · Assigned %(assigned)s of %(purchased)s · Over the limit by %(over)s", **number)
    return gettext("Used %(used)s · Assigned %(assigned)s · Available %(available)s of %(purchased)s", **number)
