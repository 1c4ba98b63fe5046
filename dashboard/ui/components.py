"""What a page is made of: KPI cards, strips, section frames, notices, the five empties, skeletons, text twins."""

from collections.abc import Collection, Sequence
from typing import Any, Literal

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext

from dashboard.errors import BadParameter
from dashboard.ui.charts.sparkline import Values, sparkline
from dashboard.ui.controls import Child
from dashboard.ui.formats import Delta
from dashboard.ui.icons import Icon
from dashboard.ui.marks import marks

Children = Sequence[Child] | Child | None

_SHORT = 7
"""Letters of a value that stand at full size in a card of five."""
_ABREAST = 4
"""Columns of a plain table that a phone shows side by side."""
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
    versus: str = "",
    tell: str | None = None,
) -> html.Div:
    """A headline number with its unit, change, line and definition; the number leads to its rows.

    `full_text` is told on hover and focus when `value_text` shortens it, `reason` says why a value is unknown, `why` is
    the address that tells the causes of the change, `versus` what it is told against: last week; `tell` leads to a
    rule that tells when it changes.
    """
    spoken = value_text if full_text == value_text else f"{value_text} ({full_text})"
    tip = full_text if full_text != value_text else None
    own: dict[str, Any] = marks(aria_label=f"{label}: {spoken} {unit_text}", data_tip=tip, data_unit=unit_text)
    own["className"] = "kpi-value long" if len(value_text) > _SHORT else "kpi-value"
    shown = html.A(value_text, href=href, **own) if href else html.P(value_text, **own)
    rule, line = tell_link(label, tell) if tell else None, sparkline(spark, spark_label)
    change = _change_or_reason(label, delta, reason, why, versus)
    parts = [definition_tip(label, definition, formula), rule, shown, line, change]
    return html.Div(
        [part for part in parts if part is not None], className="kpi", **marks(data_kpi=key, data_value=raw)
    )


def tell_link(label: str, href: str) -> html.A:
    """Leads to a rule that tells when a number changes."""
    text = gettext("Tell me when this changes: %(label)s", label=label)
    return html.A(href=href, className="kpi-tell signed icon-bell", title=text, **marks(aria_label=text))


def strip_kpi(
    *,
    key: str,
    label: str,
    value_text: str,
    raw: str,
    definition: str,
    formula: str,
    detail: str = "",
    href: str | None = None,
) -> html.Div:
    """A number of a section's strip; `key` is "<section>.<key>", `detail` the fraction beside a percentage."""
    own: dict[str, Any] = {"className": "strip-value", **marks(aria_label=f"{label}: {value_text}")}
    shown = html.A(value_text, href=href, **own) if href else html.Span(value_text, className="strip-value")
    beside = [html.Span(detail, className="strip-detail")] if detail else []
    return html.Div([shown, *beside, definition_tip(label, definition, formula)], **marks(data_kpi=key, data_value=raw))


def strip(numbers: Sequence[Child]) -> html.Div:
    """The KPIs of one section."""
    return html.Div(list(numbers), className="strip")


def definition_tip(label: str, definition: str, formula: str) -> html.Button:
    """A number's name, which shows its definition on hover and focus (assets/tips.js)."""
    name = gettext("Definition of %(label)s: %(definition)s", label=label, definition=definition)
    own = marks(aria_label=f"{name} {formula}", data_tip=f"{definition}\n{formula}")
    return html.Button(label, type="button", className="tip-button icon-info", **own)


def _change_or_reason(label: str, delta: Delta | None, reason: str, why: str | None, versus: str) -> Child:
    if delta is None:
        return html.P(reason, className="kpi-change")
    look, text = f"kpi-change delta {delta.tone}", change_text(delta, versus)
    if not why:
        return html.P(text, className=look)
    title = gettext("What changed: %(label)s", label=label)
    return html.A(text, href=why, className=f"{look} kpi-why", title=title, **marks(aria_label=f"{text}. {title}"))


def change_text(delta: Delta, versus: str = "") -> str:
    """The arrow says direction, the colour good or bad; a word says it too."""
    words = {"good": gettext("better"), "bad": gettext("worse"), "neutral": gettext("neutral")}
    word = gettext("unchanged") if delta.direction == "same" else words[delta.tone]
    return f"{arrow_text(delta)} {versus or gettext('vs last week')} · {word}"


def arrow_text(delta: Delta) -> str:
    """The change alone, where a column says what it is told against."""
    return f"{_ARROWS[delta.direction]} {delta.text}".strip()


def notice(
    kind: Literal["info", "warning", "error"],
    title: str,
    text: Children,
    action: Child | None = None,
    sign: Icon | None = None,
) -> html.Div:
    """A line about the whole page: what is so, since when, what to do."""
    sign = sign or ("info" if kind == "info" else "warning")
    words = html.P([html.B(title), " ", *_listed(text), *([] if action is None else [" ", action])])
    return html.Div(words, className=f"notice {kind} icon-{sign}")


def refusals(problems: Sequence[BadParameter]) -> list[Child]:
    """What of the address meant nothing, and what it may say."""
    title = gettext("Not understood in the address.")
    texts = [f"{problem.parameter}: {gettext(problem.text, **problem.values)}" for problem in problems]
    return [notice("warning", title, text) for text in texts]


Empty = Literal["no_data", "nothing", "filtered", "not_licensed", "not_measured", "failed"]
"""`nothing`: what is known was looked at, and none of it belongs here."""
_SIGNS: dict[Empty, Icon] = {
    "no_data": "box",
    "nothing": "check",
    "filtered": "filter",
    "not_licensed": "lock",
    "not_measured": "mute",
    "failed": "warning",
}


def empty_state(
    kind: Empty, title: str, text: Children, action: Child | None = None, sign: Icon | None = None
) -> html.Div:
    """Why there is nothing to see here, and what to do; never a blank panel and never a zero."""
    words = [html.H3(title), html.P(text), *([] if action is None else [action])]
    return html.Div(words, className=f"empty icon-{sign or _SIGNS[kind]}", **marks(data_empty=kind))


def skeleton(kind: Literal["kpis", "strip", "chart", "table"]) -> html.Div:
    """Holds the place of what is being loaded, at its final size."""
    blocks = {"kpis": 5, "strip": 3, "chart": 1, "table": 11}[kind]
    bones = [html.Span(className="bone") for _ in range(blocks)]
    return html.Div(bones, className=f"skeleton {kind}", **marks(aria_hidden="true"))


def skeleton_table(count: int, turn: int = 0) -> Child:
    """The place of a table of so many rows, at its final size; assets/near.js asks for it once a turn."""
    if not count:
        return ""
    return html.Div(className=f"table-frame rows-{min(count, 10)}", **marks(aria_hidden="true", data_wanted=turn))


def failure(title: str, again: str) -> html.Div:
    """What a part shows when its answer failed; assets/failed.js puts the reason and the error id in."""
    press = html.Button(again, type="button", className="button", **marks(data_again=""))
    words = [html.H3(title), html.P("{message} {error}"), press]
    return html.Div(words, className="empty icon-warning", role="alert", **marks(data_failed="{id}"))


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


def data_table_twin(headers: Sequence[str], rows: Sequence[Sequence[str]], caption: str) -> html.Div:
    """The numbers of a chart as text: the first cell of a row names it."""
    head = html.Tr([html.Th(text, scope="col") for text in headers])
    lines = [html.Tr([html.Th(first, scope="row"), *map(html.Td, rest)]) for first, *rest in rows]
    table = html.Table([html.Caption(caption), html.Thead(head), html.Tbody(lines)])
    return html.Div(table, className="twin-panel", role="region", tabIndex=0, **marks(aria_label=caption))


def notes(items: Sequence[tuple[str, Children]]) -> html.Section:
    """What the page counts, covers and leaves out: (term, text) in order."""
    entries = [html.Div([html.Dt(term), html.Dd(text)]) for term, text in items]
    return html.Section(html.Dl(entries), className="notes", **marks(aria_label=gettext("Notes and limits")))


def _listed(children: Children) -> list[Child]:
    if children is None:
        return []
    return [children] if isinstance(children, str | Component) else list(children)


def plain_table(
    headers: Sequence[str], rows: Sequence[Sequence[Child]], name: str, *, numbers: bool | Collection[int] = False
) -> html.Div:
    """A short table in full: the first cell of a row names it. Keys scroll it where it is wider than the screen; on a
    phone the cells of many columns stand below each other, each with its header.

    `numbers`: the places of columns that hold numbers, True for all but the first.
    """
    right = range(1, len(headers)) if numbers is True else numbers or ()
    looks = ["number" if place in right else None for place in range(len(headers))]
    heads = zip(headers, looks, strict=True)
    head = [html.Th(text, scope="col", className=look) if text else html.Td() for text, look in heads]
    lines = [html.Tr([html.Th(first, scope="row"), *map(_cell, rest, looks[1:], headers[1:])]) for first, *rest in rows]
    return html.Div(
        html.Table([html.Thead(html.Tr(head)), html.Tbody(lines)]),
        className="plain-table stacks" if len(headers) > _ABREAST else "plain-table",
        role="region",
        tabIndex=0,
        **marks(aria_label=name),
    )


def _cell(shown: Child, look: str | None, header: str) -> html.Td:
    return html.Td(shown, className=look, **marks(data_label=header))
