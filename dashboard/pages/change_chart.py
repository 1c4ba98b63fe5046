"""The change of a number since a week before as a waterfall, and the same as a table with a sentence for each cause."""

from collections.abc import Sequence
from typing import Any

from dash import html
from flask_babel import gettext, ngettext

from dashboard.data.question import LICENCES, Question
from dashboard.data.waterfall.changes import CHANGES, Comparison, Part, comparison, measure_of
from dashboard.pages.change_words import days, named, no_comparison, unit
from dashboard.ui import bars, components, figures, formats, section_parts, waterfall_figure
from dashboard.ui.controls import Child
from dashboard.ui.sections import Drawing, Drawn
from dashboard.ui.tokens import Theme
from dashboard.ui.waterfall_figure import BEFORE, NOW, Kind, Step
from dashboard.words import N_

NAME = "waterfall"
_BODY = ".causes"


def draw(question: Question, theme: Theme) -> Drawn:
    """The bars and the causes; the reason takes their place where nothing can be compared."""
    found = comparison(question)
    if found.change is None:
        title, why = no_comparison(question, found)
        slots: dict[str, Sequence[Child]] = {
            section_parts.HEAD: [section_parts.heading(NAME, title)],
            section_parts.FOOT: [why],
            _BODY: [],
        }
        return Drawn(slots, facts={"label": title, "empty": True})
    steps, finding = _steps(question, found), _finding(question, found)
    slots = {
        section_parts.HEAD: [section_parts.heading(NAME, finding)],
        section_parts.FOOT: [],
        ".chart-words": [_title(question, waterfall_figure.axis_from(steps))],
        ".chart-twin": [],
        _BODY: [_causes(question, found)],
    }
    press = {part.cause.key: _filter(part) for part in found.parts}
    figure = waterfall_figure.waterfall(steps, theme, press, CHANGES.name)
    return Drawn(slots, figure, {"label": f"{named(question)}. {finding}", "empty": False})


def _filter(part: Part) -> dict[str, Any]:
    return {f"{CHANGES.name}.filter.cause": f"={part.cause.key}"}


def _steps(question: Question, found: Comparison) -> list[Step]:
    before, now = days(question)
    level = found.before or 0
    steps = [_total(BEFORE, gettext("On %(day)s", day=before), level)]
    for part in found.parts:
        text = formats.delta(part.change)
        tip = f"{gettext(part.cause.label)}: {text} · {_customers(part)}"
        kind: Kind = "rise" if part.change > 0 else "fall"
        label = gettext(part.cause.label)
        steps.append(Step(part.cause.key, label, kind, level, level + part.change, text, tip))
        level += part.change
    return [*steps, _total(NOW, gettext("On %(day)s", day=now), found.now or 0)]


def _total(key: str, name: str, value: int) -> Step:
    text = formats.count(value)
    return Step(key, name, "total", 0, value, waterfall_figure.number(value), f"{name}: {text}")


def _customers(part: Part) -> str:
    return ngettext("%(n)s customer", "%(n)s customers", part.customers, n=formats.count(part.customers))


def _finding(question: Question, found: Comparison) -> str:
    if not found.parts:
        return gettext("Nothing changed since a week before")
    texts = {
        "label": gettext(measure_of(question).label),
        "change": formats.delta(found.change),
        "cause": gettext(max(found.parts, key=lambda part: abs(part.change)).cause.label),
        "part": formats.delta(max((part.change for part in found.parts), key=abs)),
    }
    if found.change == 0:
        return gettext("%(label)s: unchanged since a week before, and yet: %(cause)s (%(part)s)", **texts)
    return gettext("%(label)s: %(change)s since a week before, first of all: %(cause)s (%(part)s)", **texts)


def _title(question: Question, origin: float) -> html.Div:
    under = gettext("A press on a bar shows whose change it is, in the table below.")
    if origin:
        cut = gettext("The axis begins at %(n)s, not at zero.", n=formats.count(origin))
        under = f"{cut} {under}"
    return html.Div([html.H3(named(question)), html.P(under, className="muted")], className="chart-title")


def _causes(question: Question, found: Comparison) -> html.Div:
    before, now = days(question)
    by_subscription = question.measure in LICENCES
    rows_too = [gettext("Subscriptions")] if by_subscription else []
    headers = [gettext("Cause"), gettext("Customers"), *rows_too, unit(question)]
    blank = [""] * (len(headers) - 2)
    rows: list[list[Child]] = [[gettext("On %(day)s", day=before), *blank, formats.count(found.before)]]
    rows += [_cause(part, by_subscription) for part in found.parts]
    rows.append([gettext("On %(day)s", day=now), *blank, formats.count(found.now)])
    return components.plain_table(headers, rows, gettext("Causes of the change"), numbers=True)


def _cause(part: Part, by_subscription: bool) -> list[Child]:
    name = gettext(part.cause.label)
    label = gettext("%(cause)s: show whose change it is", cause=name)
    press = bars.press(name, _filter(part), label, CHANGES.name)
    meaning = html.Div(gettext(part.cause.definition), className="muted")
    counts = [formats.count(part.customers), *([formats.count(part.rows)] if by_subscription else [])]
    return [html.Div([press, meaning]), *counts, formats.delta(part.change)]


WATERFALL = Drawing(
    name=NAME,
    eyebrow=N_("Causes"),
    short=N_("Causes"),
    asks=(),
    body=lambda: [figures.chart_frame(NAME), html.Div(className="causes")],
    draw=draw,
)
