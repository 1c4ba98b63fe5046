"""Statuses on the screen: a tag each, with what it rests on."""

from collections.abc import Callable, Mapping
from typing import Any

from dash import html
from flask_babel import gettext, ngettext

from dashboard.ui import formats
from dashboard.ui.controls import Child
from dashboard.ui.names import status_names

_TONES = {
    "expires_soon": "warn",
    "no_recent_activity": "warn",
    "licence_overage": "bad",
    "suspended": "bad",
    "expired": "off",
}


def status_list(statuses: list[dict[str, Any]]) -> html.Ul:
    """Every status with its reason, in order."""
    return html.Ul([html.Li(_told(status)) for status in statuses], className="statuses")


def _told(status: Mapping[str, Any]) -> list[Child]:
    name, tone = status_names()[status["status"]], _TONES.get(status["status"], "")
    return [
        html.Span(name, className=f"cell-tag {tone}".strip()),
        " ",
        html.Span(reason_text(status), className="muted"),
    ]


def reason_text(status: Mapping[str, Any]) -> str:
    """What a status rests on, in words."""
    value = status["value"]
    if value is None:
        return gettext("without an end") if status["status"] == "trial" else ""
    texts: dict[str, Callable[[int], str]] = {
        "trial_ends_in_days": lambda n: gettext("ends %(when)s", when=formats.days_away(n)),
        "active_subscriptions": lambda n: gettext("%(num)s active", num=n),
        "ends_in_days": formats.days_away,
        "licences_over": lambda n: ngettext("%(num)s licence over", "%(num)s licences over", n),
        "days_since_admin_sign_in": lambda n: ngettext(
            "no administrator signed in for %(num)s day", "no administrator signed in for %(num)s days", n
        ),
        "subscriptions_not_set_up": lambda n: ngettext(
            "%(num)s subscription is not fully set up or starts later",
            "%(num)s subscriptions are not fully set up or start later",
            n,
        ),
        "subscriptions_unpaid": lambda n: ngettext(
            "%(num)s subscription is unpaid", "%(num)s subscriptions are unpaid", n
        ),
        "days_since_end": lambda n: ngettext("ended %(num)s day ago", "ended %(num)s days ago", n),
    }
    return texts[status["reason"]](value)
