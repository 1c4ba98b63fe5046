"""What a page is made of: KPI cards, strips, section frames, notices, the five empties, skeletons, text twins."""

from collections.abc import Sequence
from typing import Any, Literal

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext

from dashboard.errors import BadParameter
from dashboard.ui import ids
from dashboard.ui.controls import Child
from dashboard.ui.formats import Delta
from dashboard.ui.icons import Icon, icon
from dashboard.ui.marks import marks
from dashboard.ui.sparkline import Values, sparkline

Children = Sequence[Child] | Child | None

_ARROWS = {"up": "▲", "down": "▼", "same": ""}


def kpi_row(cards: Sequence[Child]) -> html.Div:
    """KPI cards side by side between two rules."""
    return html.Div(list(cards), className="kpi-row")


def kpi_card(
    *,
    key: str,
    label: str,
    value_text: str,
    full_text: str,
    raw: str,
    unit_text: str,
    definition: str,
    formula: str,
    delta: Delta | None,
    spark: Values,
    spark_label: str,
    href: str | None,
    reason: str = "",
    why: str | None = None,
) -> html.Div:
    """A headline number with its unit, change, line and definition; the number leads to its rows.

    `full_text` is told on hover and focus when `value_text` shortens it. `reason` says why a value is unknown, `why`
    is the address that tells the causes of the change.
    """
    told = value_text if full_text == value_text else f"{value_text} ({full_text})"
    name = f"{label}: {told} {unit_text}"
    tip = marks(data_tip=full_text if full_text != value_text else None)
    if href:
        shown: Child = html.A(value_text, href=href, className="kpi-value", **marks(aria_label=name), **tip)
    else:
        shown = html.Span(value_text, className="kpi-value", **tip)
    figure = html.Div([shown, html.Span(unit_text, className="kpi-unit")], className="kpi-figure")
    line = sparkline(spark, spark_label)
    return html.Div(
        [
            html.Div([html.Span(label), definition_tip(label, definition, formula)], className="kpi-label"),
            html.Div([figure] if line is None else [figure, line], className="kpi-main"),
            html.Div(_change_or_reason(label, delta, reason, why), className="kpi-change"),
        ],
        className="kpi",
        **marks(data_kpi=key, data_value=raw),
    )


def strip_kpi(
    *,
    key: str,
    label: str,
    value_text: str,
    raw: str,
    definition: str,
    formula: str,
    detail: str = "",
    delta: Delta | None = None,
    href: str | None = None,
) -> html.Div:
    """A number of a section's strip; `key` is "<section>.<key>", `detail` the fraction beside a percentage."""
    beside: list[Child] = [html.Span(detail, className="strip-detail")] if detail else []
    if delta:
        beside.append(delta_text(delta))
    tip = definition_tip(label, definition, formula)
    named = marks(aria_label=f"{label}: {value_text}")
    shown = html.A(value_text, href=href, className="strip-value", **named) if href else html.Span(value_text)
    return html.Div(
        [html.Dt([html.Span(label), tip]), html.Dd([shown, *beside])],
        **marks(data_kpi=key, data_value=raw),
    )


def strip(numbers: Sequence[Child], *, id: ids.Id | None = None) -> html.Dl:
    """The KPIs of one section."""
    named: dict[str, Any] = {"id": id} if id else {}
    return html.Dl(list(numbers), className="strip", **named)


def definition_tip(label: str, definition: str, formula: str) -> html.Button:
    """An info button that is named by its definition and shows it on hover and focus (assets/tips.js)."""
    name = gettext("Definition of %(label)s: %(definition)s", label=label, definition=definition)
    own = marks(aria_label=f"{name} {formula}", data_tip=f"{definition}\n{formula}")
    return html.Button(type="button", className="tip-button icon-info", **own)


def delta_text(delta: Delta) -> html.Span:
    """The arrow says direction, the colour good or bad; a word says it too, elsewhere in the line."""
    arrow = html.Span(_ARROWS[delta.direction], className="arrow", **marks(aria_hidden="true"))
    return html.Span([arrow, delta.text], className=f"delta {delta.tone}")


def _change_or_reason(label: str, delta: Delta | None, reason: str, why: str | None) -> Children:
    if delta is None:
        return html.Span(reason, className="muted")
    if not why:
        return _change(delta)
    told = html.Span(gettext("What changed: %(label)s", label=label), className="hidden-text")
    return html.A([*_change(delta), " ", told], href=why, className="kpi-why")


def _change(delta: Delta) -> list[Child]:
    words = {"good": gettext("better"), "bad": gettext("worse"), "neutral": gettext("neutral")}
    word = gettext("unchanged") if delta.direction == "same" else words[delta.tone]
    versus = html.Span(gettext("vs last week · "), className="versus")
    return [delta_text(delta), " ", versus, html.Span(word, className=f"delta {delta.tone}")]


def notice(
    kind: Literal["info", "warning", "error"], title: str, text: Children, action: Child | None = None
) -> html.Div:
    """A line about the whole page: what is so, since when, what to do."""
    sign: Icon = "people" if kind == "info" else "warning"
    words = html.P([html.B(title), " ", *_listed(text), *([] if action is None else [" ", action])])
    return html.Div([icon(sign), words], className=f"notice {kind}")


def refusals(problems: Sequence[BadParameter]) -> list[Child]:
    """What of the address meant nothing, and what it may say."""
    title = gettext("Not understood in the address.")
    told = [f"{problem.parameter}: {gettext(problem.text, **problem.values)}" for problem in problems]
    return [notice("warning", title, text) for text in told]


Empty = Literal["no_data", "filtered", "not_licensed", "not_measured", "failed"]
_SIGNS: dict[Empty, Icon] = {
    "no_data": "box",
    "filtered": "filter",
    "not_licensed": "lock",
    "not_measured": "mute",
    "failed": "warning",
}


def empty_state(kind: Empty, title: str, text: Children, action: Child | None = None) -> html.Div:
    """Why there is nothing to see here, and what to do; never a blank panel and never a zero."""
    words = [html.H3(title), html.P(text), *([] if action is None else [action])]
    return html.Div([icon(_SIGNS[kind]), html.Div(words)], className="empty", **marks(data_empty=kind))


def skeleton(kind: Literal["kpis", "strip", "chart", "table"]) -> html.Div:
    """Holds the place of what is being loaded, at its final size."""
    blocks = {"kpis": 5, "strip": 3, "chart": 1, "table": 11}[kind]
    bones = [html.Span(className="bone") for _ in range(blocks)]
    return html.Div(bones, className=f"skeleton {kind}", **marks(aria_hidden="true"))


def legend() -> html.Div:
    """What the parts of a licence bar mean."""
    parts = (
        ("used", gettext("used")),
        ("assigned", gettext("assigned, not used")),
        ("available", gettext("available")),
        ("over", gettext("over the limit, drawn past the 100 % tick")),
    )
    return html.Div([html.Span([swatch(part), text]) for part, text in parts], className="legend")


def swatch(part: str) -> html.Span:
    """A sample of a part of the licence bar."""
    return html.Span(className=f"swatch {part}", **marks(aria_hidden="true"))


def data_table_twin(headers: Sequence[str], rows: Sequence[Sequence[str]], caption: str) -> html.Details:
    """The numbers of a chart as text: the first cell of a row names it."""
    head = html.Tr([html.Th(text, scope="col") for text in headers])
    lines = [html.Tr([html.Th(first, scope="row"), *map(html.Td, rest)]) for first, *rest in rows]
    table = html.Table([html.Caption(caption), html.Thead(head), html.Tbody(lines)])
    summary = html.Summary([icon("table"), html.Span(gettext("View as table"))], className="button")
    panel = html.Div(table, className="twin-panel", role="region", tabIndex=0, **marks(aria_label=caption))
    return html.Details([summary, panel], className="twin")


def notes(items: Sequence[tuple[str, Children]]) -> html.Section:
    """What the page counts, covers and leaves out: (term, text) in order."""
    entries = [html.Div([html.Dt(term), html.Dd(text)]) for term, text in items]
    return html.Section(html.Dl(entries), className="notes", **marks(aria_label=gettext("Notes and limits")))


def _listed(children: Children) -> list[Child]:
    if children is None:
        return []
    return [children] if isinstance(children, str | Component) else list(children)


def plain_table(
    headers: Sequence[str], rows: Sequence[Sequence[Child]], name: str, *, numbers: bool = False
) -> html.Div:
    """A short table in full: the first cell of a row names it. Keys scroll it where it is wider than the screen.

    `numbers`: all but the first column; else the first three are texts.
    """
    head = html.Tr([html.Th(text, scope="col") if text else html.Td() for text in headers])
    lines = [html.Tr([html.Th(first, scope="row"), *map(html.Td, rest)]) for first, *rest in rows]
    table = html.Table([html.Thead(head), html.Tbody(lines)])
    return html.Div(
        table,
        className="plain-table numbers" if numbers else "plain-table",
        role="region",
        tabIndex=0,
        **marks(aria_label=name),
    )
