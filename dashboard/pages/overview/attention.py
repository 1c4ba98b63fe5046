"""The attention list: what changed since a day that somebody must act on, each with one reason and one link."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby

import dash_bootstrap_components as dbc
from dash import html
from flask_babel import gettext, ngettext
from flask_login import current_user

from dashboard.access import request_scope
from dashboard.access.overview import WITHOUT_VISIT, Needed, needed, since_of
from dashboard.access.rights import may
from dashboard.data.overview.attention import OF_STATUSES, pressing
from dashboard.data.query.question import REASONS, Question
from dashboard.i18n import N_
from dashboard.pages.overview.reasons import heading, sentence
from dashboard.pages.overview.regions import has_customers, nobody
from dashboard.services import services
from dashboard.ui import components, controls, formats, ids
from dashboard.ui.charts import bars
from dashboard.ui.controls import Child
from dashboard.ui.marks import marks
from dashboard.ui.parts import section as section_parts
from dashboard.ui.sections import Drawing, Drawn
from dashboard.ui.tokens import Theme

NAME = "attention"
FIRST, MOST = 8, 1_000
"""Entries of each reason at first, and of one that is asked for alone; the API tells all."""
_REST_MS = 600  # a date that is typed changes with every digit


def since(question: Question) -> date:
    """The day since which changes are told."""
    return question.since or since_of(services(), current_user)


def draw(question: Question, theme: Theme) -> Drawn:
    """Since when it is told; the entries follow, for they cost more than all the rest of the page."""
    title = gettext("What needs somebody since %(day)s", day=formats.date_text(since(question)))
    return Drawn({section_parts.HEAD: [section_parts.heading(NAME, title)], section_parts.FOOT: []})


def entries(question: Question) -> Child:
    """The entries by reason; where there are none, why."""
    day, as_of = since(question), question.moment.as_of
    today = services().settings.as_of()
    every = needed(services(), current_user, day, None if as_of == today else as_of)
    shown = [need for need in every if question.reason in ("", need.entry.reason)]
    if not shown:
        return _nothing(question, day, every)
    number = formats.count(len(shown))
    finding = ngettext("%(n)s thing changed", "%(n)s things changed", len(shown), n=number)
    return html.Div([html.P(finding, className="section-sub"), *_groups(question, shown)])


def _nothing(question: Question, day: date, every: Sequence[Needed]) -> Child:
    """Why the list is empty, and what shows more."""
    as_of = question.moment.as_of
    if not has_customers():
        return nobody()
    if every:
        title = gettext("Nothing for this reason")
        press = controls.button(gettext("Show all reasons"), **marks(data_set=json.dumps({"reason": None})))
        text = ngettext(
            "%(n)s entry has another reason.",
            "%(n)s entries have other reasons.",
            len(every),
            n=formats.count(len(every)),
        )
        return components.empty_state("filtered", title, text, press)
    if day >= as_of:
        title = gettext("No time to look back over")
        text = gettext("The list begins on the day of this page or after it. Choose an earlier day.")
        return components.empty_state("no_data", title, text, _earlier(as_of, WITHOUT_VISIT))
    title = gettext("Nobody is waiting for you")
    text = gettext("Nobody came near expiration or went over the limit.")
    if may(current_user, "analytics"):
        text = gettext(
            "Nobody came near expiration or went over the limit, no use and no calls fell, no quality got poor, and no "
            "data is late."
        )
    return components.empty_state("no_data", title, text, _earlier(min(day, as_of), timedelta(days=28)), sign="check")


def _earlier(day: date, by: timedelta) -> Child:
    before = day - by
    text = gettext("Look back to %(day)s", day=formats.date_text(before))
    return controls.button(text, **marks(data_set=json.dumps({"since": before.isoformat()})))


def _groups(question: Question, shown: Sequence[Needed]) -> list[Child]:
    """A list for each reason, the most pressing of any region first."""
    ordered = sorted(shown, key=lambda need: pressing(need.entry))
    most = MOST if question.reason else FIRST
    return [
        _group(reason, [*entries], most) for reason, entries in groupby(ordered, key=lambda need: need.entry.reason)
    ]


def _group(reason: str, entries: Sequence[Needed], most: int) -> html.Div:
    number = html.Span(formats.count(len(entries)), className="muted")
    several = len(request_scope.scopes("customers")) > 1
    lines = [_line(entry, several) for entry in entries[:most]]
    rest = [_rest(reason, len(entries), most)] if len(entries) > most else []
    own = marks(data_reason=reason, data_entries=len(entries))
    return html.Div([html.H3([heading(reason), " ", number]), html.Ul(lines), *rest], className="reason", **own)


def _rest(reason: str, number: int, most: int) -> Child:
    """The way to those that are not shown; none is left out in silence."""
    if most == FIRST:
        text = gettext("Show all %(n)s", n=formats.count(number))
        return bars.press(text, {"reason": reason}, gettext("%(text)s: %(reason)s", text=text, reason=heading(reason)))
    text = gettext("%(n)s more are not shown: choose a later day, or ask the API.", n=formats.count(number - most))
    return html.P(text, className="muted")


def _line(need: Needed, several: bool) -> html.Li:
    """Who it is about, why, and of which region where there are several."""
    name = need.entry.customer or need.entry.org_id or gettext("Data of %(region)s", region=need.region)
    tag = [html.Span(need.region, className="cell-tag")] if several else []
    parts: list[Child] = [html.A(name, href=need.link), html.Span(sentence(need.entry)), *tag]
    return html.Li(parts, **marks(data_entry=need.entry.reason))


def tools(question: Question) -> list[Child]:
    """The day since which changes are told, the way back to the last visit, and one reason alone."""
    day = dbc.Input(
        id=ids.SINCE,
        type="date",
        value=since(question).isoformat(),
        max=services().settings.as_of().isoformat(),
        debounce=_REST_MS,
    )
    seen = REASONS if may(current_user, "analytics") else OF_STATUSES
    every = {"value": "", "label": gettext("All reasons")}
    options = [every, *({"value": key, "label": heading(key)} for key in REASONS if key in seen)]
    reason = dbc.Select(id=ids.REASON, options=options, value=question.reason, placeholder=every["label"])
    visit = controls.button(gettext("Last visit"), **marks(data_set=json.dumps({"since": None})))
    return [
        html.Label([html.Span(gettext("Since")), day], className="field", **marks(data_control="since")),
        visit,
        html.Label([html.Span(gettext("Reason")), reason], className="field", **marks(data_control="reason")),
    ]


def defaults() -> dict[str, str]:
    """What the controls of the list say where the address does not."""
    return {ids.SINCE: since_of(services(), current_user).isoformat(), ids.REASON: ""}


ATTENTION = Drawing(
    name=NAME,
    eyebrow=N_("Needs somebody"),
    short=N_("Needs somebody"),
    body=lambda drawn: (),
    draw=draw,
    tools=tools,
    sight=lambda question: None,
    late=entries,
    soon=True,
)
