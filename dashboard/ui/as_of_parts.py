"""As-of time travel on the screen: the control in the context bar, the strip that says a page shows the past."""

import json
from datetime import date
from typing import Any

from dash import html
from flask_babel import gettext

from dashboard.data.dates import Dates
from dashboard.data.weeks import WEEK
from dashboard.ui import formats
from dashboard.ui.controls import Child
from dashboard.ui.drawn import Native
from dashboard.ui.icons import icon
from dashboard.ui.marks import marks

_KEY_ANY: dict[str, Any] = {"data-key": "as-of-any"}


def control(dates: Dates, as_of: date) -> list[Child]:
    """Steps to the data before and after, the list of dates with data, any other date, and today.

    Everything is drawn anew with each answer; `data-key` lets the focus stay (assets/draw.js).
    """
    past = dates.is_past(as_of)
    parts = [
        _step("earlier", gettext("Earlier data"), dates, dates.earlier(as_of)),
        _list(dates, as_of),
        _step("later", gettext("Later data"), dates, dates.later(as_of)),
        _any_date(dates, as_of),
    ]
    look = "as-of past" if past else "as-of"
    return [html.Div(parts, role="group", className=look, **marks(aria_label=gettext("Date of this page")))]


def _step(name: str, label: str, dates: Dates, day: date | None) -> html.Button:
    """Stays focusable at the end of the list, so that the focus is not lost there."""
    words = label if day is None else f"{label}: {_named(dates, day)}"
    own = marks(
        data_key=f"as-of-{name}",
        data_set=None if day is None else _change(dates, day),
        aria_disabled="true" if day is None else None,
        aria_label=words,
    )
    look = f"button quiet bare as-of-{name}"
    return html.Button(icon("chevron"), type="button", title=words, className=look, **own)


def _list(dates: Dates, as_of: date) -> html.Label:
    here, today = dates.standing(as_of), dates.standing(dates.today)
    days = sorted({*dates.days, here} - {today}, reverse=True)
    options = [_option(dates, day, here) for day in days]
    newest = html.Option(
        gettext("Today, %(day)s", day=_named(dates, dates.today)),
        value=dates.today.isoformat(),
        selected=here == today or None,
    )
    place = sum(day > today for day in days)  # dates to come, which only an address can ask for
    choices = [*options[:place], newest, *options[place:]]
    select = html.Select(choices, className="form-select", **marks(data_key="as-of-list"))
    own = marks(data_control="as_of", data_default=dates.today.isoformat())
    return html.Label([html.Span(gettext("As of")), select], className="as-of-label", **own)


def _option(dates: Dates, day: date, here: date) -> html.Option:
    return html.Option(_named(dates, day), value=day.isoformat(), selected=day == here or None)


def _named(dates: Dates, day: date) -> str:
    """A date, or the completed week that it shows."""
    return formats.date_text(day) if dates.period == "day" else formats.week_range(dates.standing(day) - WEEK)


def _change(dates: Dates, day: date) -> str:
    return json.dumps({"as_of": None if day == dates.today else day.isoformat()})


def _any_date(dates: Dates, as_of: date) -> html.Details:
    """A popover with a date field and the way back to today."""
    limits = {"max": max(dates.today, as_of).isoformat()}
    if dates.days:
        limits["min"] = min(dates.days[-1], as_of).isoformat()
    attributes = {
        "type": "date",
        "class": "form-control",
        "value": as_of.isoformat(),
        "required": "",
        **limits,
        **_KEY_ANY,
    }
    field: Any = Native("input", attributes)
    parts: list[Child] = [
        html.Label([html.Span(gettext("Any date")), field], className="field"),
        html.Button(gettext("Show this date"), type="submit", className="button primary", **_KEY_ANY),
    ]
    if as_of != dates.today:
        parts.append(_back())
    form = html.Form(parts, className="as-of-form", **marks(data_search="as_of"))
    title = gettext("Another date")
    face = [icon("calendar"), html.Span(title, className="hidden-text")]
    summary = html.Summary(face, className="button quiet bare", title=title, **_KEY_ANY)
    return html.Details([summary, html.Div(form, className="popover-panel")], className="popover")


def _back() -> html.Button:
    own = marks(data_set=json.dumps({"as_of": None}), data_key="as-of-list")  # where the focus goes
    return html.Button(gettext("Back to today"), type="button", className="button", **own)


def strip(dates: Dates, as_of: date) -> list[Child]:
    """What a page of another day says before everything else, nothing on a page of today."""
    if not dates.is_past(as_of) and as_of <= dates.today:
        return []
    title = gettext("The past.") if as_of <= dates.today else gettext("A day to come.")
    now = gettext("Names, tags and who looks after whom are those of today.")
    words = html.P([html.B(title), " ", _says(dates, as_of), " ", html.Span(now, className="past-now")])
    return [html.Div([icon("calendar"), words, _back()], className="past-strip")]


def _says(dates: Dates, as_of: date) -> str:
    if dates.period == "week":
        return gettext("This page shows the week %(week)s.", week=_named(dates, as_of))
    if as_of > dates.today:
        return gettext("This page shows %(day)s by what is known today.", day=formats.date_text(as_of))
    return gettext("This page shows %(day)s as it was known then.", day=formats.date_text(as_of))


def title(text: str, dates: Dates, as_of: date) -> str:
    """The title of a page for the browser's tab, its history and paper: another day than today is told."""
    if not dates.is_past(as_of) and as_of <= dates.today:
        return text
    return gettext("%(title)s, as of %(day)s", title=text, day=formats.date_text(as_of))
