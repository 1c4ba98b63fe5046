"""The change of a number since an earlier date as a waterfall, and as a table with a sentence for each cause."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from dash import html
from flask_babel import gettext, ngettext

from dashboard.data.changes.table import CHANGES, Comparison, Part, comparison, measure_of
from dashboard.data.query.question import LICENCES, Question
from dashboard.i18n import N_
from dashboard.pages.changes.cards import cards
from dashboard.pages.changes.words import change, named, no_comparison, number, unit, when
from dashboard.ui import comparing, components, formats
from dashboard.ui.charts import bars, figures, waterfall_figure
from dashboard.ui.charts.waterfall_figure import BEFORE, NOW, Kind, Step
from dashboard.ui.controls import Child
from dashboard.ui.parts import section as section_parts
from dashboard.ui.rules import said_of
from dashboard.ui.sections import Drawing, Drawn
from dashboard.ui.tokens import Theme

NAME = "waterfall"
_BODY = "causes"


def draw(question: Question, theme: Theme) -> Drawn:
    """The bars and the causes; the reason takes their place where nothing can be compared."""
    compared = comparison(question)
    if compared.change is None:
        title, why = no_comparison(question, compared)
        slots: dict[str, Sequence[Child]] = {
            section_parts.HEAD: [section_parts.heading(NAME, title)],
            section_parts.FOOT: [why],
            "cards": cards(question),
            _BODY: [],
        }
        return Drawn(slots)
    steps, finding = pd.DataFrame(_steps(question, compared)), _finding(question, compared)
    slots = {
        section_parts.HEAD: [section_parts.heading(NAME, finding)],
        section_parts.FOOT: [],
        "words": [_title(question, waterfall_figure.axis_from(steps))],
        "cards": cards(question),
        _BODY: [_causes(question, compared)],
    }
    press = {part.cause.key: _filter(part) for part in compared.parts}
    figure = waterfall_figure.waterfall(steps, theme, press, CHANGES.name, percent=measure_of(question).unit == "ratio")
    return Drawn(slots, figure)


def _filter(part: Part) -> dict[str, Any]:
    return {f"{CHANGES.name}.filter.cause": f"={part.cause.key}"}


def _steps(question: Question, compared: Comparison) -> list[Step]:
    before, now = when(question)
    scale = 100 if measure_of(question).unit == "ratio" else 1  # a rate is drawn in per cent
    level: float = compared.before or 0
    steps = [_total(question, BEFORE, before, level, scale)]
    for part in compared.parts:
        text = change(question, part.change)
        tip = f"{gettext(part.cause.label)}: {text} · {_customers(part)}"
        kind: Kind = "rise" if part.change > 0 else "fall"
        after = level + part.change
        steps.append(Step(part.cause.key, gettext(part.cause.label), kind, level * scale, after * scale, text, tip))
        level = after
    return [*steps, _total(question, NOW, now, compared.now or 0, scale)]


def _total(question: Question, key: str, name: str, value: float, scale: int) -> Step:
    text, short = number(question, value), number(question, value, short=True)
    return Step(key, name, "total", 0, value * scale, short, f"{name}: {text}")


def _customers(part: Part) -> str:
    return ngettext("%(n)s customer", "%(n)s customers", part.customers, n=formats.count(part.customers))


def _finding(question: Question, compared: Comparison) -> str:
    if not compared.parts:
        return gettext("Nothing changed %(since)s", since=comparing.since(question))
    texts = {
        "since": comparing.since(question),
        "label": gettext(measure_of(question).label),
        "change": change(question, compared.change),
        "cause": gettext(max(compared.parts, key=lambda part: abs(part.change)).cause.label),
        "part": change(question, max((part.change for part in compared.parts), key=abs)),
    }
    if compared.change == 0:
        return gettext("%(label)s: unchanged %(since)s, and yet: %(cause)s (%(part)s)", **texts)
    return gettext("%(label)s: %(change)s %(since)s, first of all: %(cause)s (%(part)s)", **texts)


def _title(question: Question, origin: float) -> html.Div:
    under = gettext("A press on a bar shows whose change it is, in the table below.")
    if origin:
        begin = number(question, origin / 100 if measure_of(question).unit == "ratio" else origin)
        cut = gettext("The axis begins at %(n)s, not at zero.", n=begin)
        under = f"{cut} {under}"
    return html.Div([html.H3(named(question)), html.P(under, className="muted")], className="chart-title")


def _causes(question: Question, compared: Comparison) -> html.Div:
    before, now = when(question)
    by_subscription = question.measure in LICENCES
    rows_too = [gettext("Subscriptions")] if by_subscription else []
    headers = [gettext("Cause"), gettext("Customers"), *rows_too, unit(question)]
    blank = [""] * (len(headers) - 2)
    rows: list[list[Child]] = [[before, *blank, number(question, compared.before)]]
    rows += [_cause(question, part, by_subscription) for part in compared.parts]
    rows.append([now, *blank, number(question, compared.now)])
    return components.plain_table(headers, rows, gettext("Causes of the change"), numbers=True)


def _cause(question: Question, part: Part, by_subscription: bool) -> list[Child]:
    name = gettext(part.cause.label)
    label = gettext("%(cause)s: show whose change it is", cause=name)
    press = bars.press(name, _filter(part), label, CHANGES.name)
    meaning = html.Div(said_of(question, part.cause.definition), className="muted")
    counts = [formats.count(part.customers), *([formats.count(part.rows)] if by_subscription else [])]
    return [html.Div([press, meaning]), *counts, change(question, part.change)]


WATERFALL = Drawing(
    name=NAME,
    eyebrow=N_("Causes"),
    short=N_("Causes"),
    body=lambda drawn: [
        figures.slot(NAME, drawn, "cards"),
        figures.chart_frame(NAME, drawn),
        figures.slot(NAME, drawn, _BODY),
    ],
    draw=draw,
)
