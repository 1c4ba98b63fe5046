"""The three cards of the page of changes: the number before, the number now, and the change."""

from dataclasses import replace

from dash import html
from flask_babel import gettext

from dashboard.data.changes.table import CHANGES, comparison, measure_of
from dashboard.data.query.metric import Metric
from dashboard.data.query.moment import compared_with
from dashboard.data.query.question import CALLS, LICENCES, Question
from dashboard.data.subscriptions import headline_rows
from dashboard.pages.changes.words import change as difference
from dashboard.pages.changes.words import days, no_comparison, number, source, unit_text
from dashboard.ui import components, formats
from dashboard.ui.controls import Child
from dashboard.ui.links import proof_address, tell_address
from dashboard.ui.rules import said_of

_PAGE = "changes"


def cards(question: Question) -> list[Child]:
    """The number then, now, and the change."""
    compared, metric = comparison(question), measure_of(question)
    before, now = days(question)
    earlier = replace(question, moment=compared_with(question), compare=None)
    missing = "" if compared.change is not None else no_comparison(question, compared)[0]
    shown = [
        _card("before", _earlier_name(question), compared.before, earlier, before, missing),
        _card("now", gettext("Now"), compared.now, question, now, missing if compared.now is None else ""),
        _change_card(question, metric, compared.change, missing),
    ]
    both = question.measure not in (*LICENCES, *CALLS)
    words = source(question) if compared.change is not None else gettext("A change is known when both numbers are.")
    return [components.kpi_row(shown), html.P(words, className="muted of-both" if both else "muted")]


def _earlier_name(question: Question) -> str:
    return gettext("Before") if question.compare else gettext("A week before")


def _card(key: str, label: str, value: float | None, question: Question, day: str, missing: str) -> Child:
    metric = measure_of(question)
    return components.kpi_card(
        key=key,
        label=label,
        value_text=number(question, value, short=True),
        full_text=number(question, value),
        raw=formats.raw(value),
        unit_text=unit_text(question),
        definition=said_of(question, metric.definition),
        formula=said_of(question, metric.formula),
        delta=None,
        spark=(),
        spark_label="",
        href=_proof(question),
        reason=gettext("on %(day)s", day=day) if value is not None else missing,
        tell=tell_address(question, _subject(question), threshold=value) if key == "now" else None,
    )


def _subject(question: Question) -> str:
    """What a rule watches for the question's measure."""
    table = {**dict.fromkeys(LICENCES, "licences"), "calls": "customer_usage", "minutes": "customer_usage",
             "poor_rate": "customer_quality", "abandonment_rate": "customer_queues"}  # fmt: skip
    return f"{table.get(question.measure, 'headline')}.{question.measure}"


def _proof(question: Question) -> str:
    """Where the number of the question's measure is proved: on the page of subscriptions, or licences here."""
    if question.measure in LICENCES:
        return proof_address(_PAGE, question.measure, question, headline_rows.LICENCES)
    if question.measure in CALLS:
        page = "queues" if question.measure == "abandonment_rate" else "calling"
        return proof_address(page, question.measure, question)
    return proof_address("subscriptions", question.measure, question)


def _change_card(question: Question, metric: Metric, change: float | None, missing: str) -> Child:
    text = difference(question, change)
    delta = formats.change(change, metric.good, points=metric.unit == "ratio")
    tones = {"good": gettext("better"), "bad": gettext("worse"), "neutral": gettext("neutral")}
    word = missing if delta is None else gettext("unchanged") if delta.direction == "same" else tones[delta.tone]
    return components.kpi_card(
        key="change",
        label=gettext("Change") if question.compare else gettext("Change to last week"),
        value_text=text,
        full_text=text,
        raw=formats.raw(change),
        unit_text=unit_text(question),
        definition=gettext("The number now less the earlier number: its causes sum to it."),
        formula=gettext("sum change"),
        delta=None,
        spark=(),
        spark_label="",
        href=proof_address(_PAGE, f"{CHANGES.name}.change", question, CHANGES),
        reason=word,
    )
