"""As-of time travel on the screen: the control in the context bar, the strip that says a page shows the past."""

import json
from datetime import date
from typing import Any

import dash_bootstrap_components as dbc
from dash import html
from flask_babel import gettext

from dashboard.data.provenance.dates import Dates
from dashboard.data.storage.rules import Rules
from dashboard.data.storage.weeks import WEEK
from dashboard.ui import formats, ids
from dashboard.ui.controls import Child, icon_button, signed
from dashboard.ui.marks import marks
from dashboard.ui.rules import own_rules


def control(dates: Dates, as_of: date, compare: date | None = None) -> html.Div:
    """Steps to the data before and after, the list of dates with data, any other date, and today."""
    select = dbc.Select(id=ids.AS_OF, options=options(dates, as_of), value=as_of.isoformat())
    label = html.Label([html.Span(gettext("As of")), select], className="as-of-label", **marks(data_control="as_of"))
    parts = [
        _step("earlier", gettext("Earlier data"), 1),
        label,
        _step("later", gettext("Later data"), -1),
        _any_date(dates, as_of, compare),
    ]
    return html.Div(parts, role="group", className="as-of", **marks(aria_label=gettext("Date of this page")))


def _step(name: str, label: str, by: int) -> html.Button:
    """Goes on in the list, whose first entry is the newest (assets/address.js)."""
    return icon_button(label, "chevron", look=f"as-of-{name}", **marks(data_step=by))


def options(dates: Dates, as_of: date) -> list[dict[str, str]]:
    """The dates with data of their own, newest first, with today and the date of the page among them.

    A week stands there once: as the date of the page or as today where either shows it.
    """
    today = dates.today
    shown = {dates.standing(as_of), dates.standing(today)}
    days = sorted({*(day for day in dates.days if dates.standing(day) not in shown), as_of, today}, reverse=True)
    return [{"value": day.isoformat(), "label": _option(dates, day)} for day in days]


def _option(dates: Dates, day: date) -> str:
    if day == dates.today:
        if dates.period == "week":
            return gettext("Last completed week, %(week)s", week=_named(dates, day))
        return gettext("Today, %(day)s", day=_named(dates, day))
    return _named(dates, day)


def _named(dates: Dates, day: date) -> str:
    """A date, or the completed week that it shows."""
    return formats.date_text(day) if dates.period == "day" else formats.week_range(dates.standing(day) - WEEK)


def earlier_options(dates: Dates, as_of: date, compare: date | None = None) -> list[dict[str, str]]:
    """The dates that a page can be compared with: the week before, and every earlier one with data of its own."""
    days = sorted(
        {*(day for day in dates.days if day < dates.standing(as_of)), *([compare] if compare else [])}, reverse=True
    )
    usual = {"value": "", "label": gettext("The week before")}
    return [usual, *({"value": day.isoformat(), "label": _named(dates, day)} for day in days)]


def _any_date(dates: Dates, as_of: date, compare: date | None) -> html.Details:
    """A popover with a date field, the way back to today, and the date to compare with."""
    limits: dict[str, Any] = {"max": max(dates.today, as_of).isoformat()}
    if dates.days:
        limits["min"] = min(dates.days[-1], as_of).isoformat()
    field = dbc.Input(type="date", name="date", value=as_of.isoformat(), required=True, debounce=True, **limits)
    parts: list[Child] = [
        html.Label([html.Span(gettext("Any date")), field], className="field"),
        html.Button(gettext("Show this date"), type="submit", className="button primary"),
        _back(),
    ]
    form = html.Form(parts, className="as-of-form", **marks(data_date="as_of"))
    title = gettext("Another date")
    look = f"button quiet bare {signed('calendar')}"
    summary = html.Summary(className=look, title=title, **marks(aria_label=title))
    chosen = compare.isoformat() if compare else ""
    usual = gettext("The week before")  # what the component shows for ""
    select = dbc.Select(id=ids.COMPARE, options=earlier_options(dates, as_of, compare), value=chosen, placeholder=usual)
    with_ = html.Label([html.Span(gettext("Compare with")), select], className="field", **marks(data_control="compare"))
    return html.Details([summary, html.Div([form, with_], className="popover-panel")], className="popover")


def _back() -> html.Button:
    own = marks(data_set=json.dumps({"as_of": None}))
    return html.Button(gettext("Back to today"), type="button", className="button", **own)


def strip(dates: Dates, as_of: date, rules: Rules) -> list[Child]:
    """What a page of another day says before everything else, nothing on a page of today.

    `rules` are the region's: the past is shown with those of today.
    """
    if not dates.is_past(as_of) and as_of <= dates.today:
        return []
    title = gettext("The past.") if as_of <= dates.today else gettext("A day to come.")
    now = gettext("Names, tags, who looks after whom and the region's rules are those of today.")
    own = "; ".join(own_rules(rules))
    rules_text = gettext("Rules: %(rules)s.", rules=own) if own else ""
    words = html.P([html.B(title), f" {_says(dates, as_of)} {now} {rules_text}".rstrip()])
    return [html.Div([words, _back()], className="past-strip icon-calendar")]


def _says(dates: Dates, as_of: date) -> str:
    if dates.period == "week":
        return gettext("This page shows the week %(week)s.", week=_named(dates, as_of))
    if as_of > dates.today:
        return gettext("This page shows %(day)s by what is known today.", day=formats.date_text(as_of))
    return gettext("This page shows %(day)s as it was known then.", day=formats.date_text(as_of))


def title(dates: Dates, as_of: date) -> str:
    """What the title of a page of another day than today ends with, "" for today."""
    if not dates.is_past(as_of) and as_of <= dates.today:
        return ""
    return gettext(", as of %(day)s", day=formats.date_text(as_of))
