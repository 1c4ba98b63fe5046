"""The KPI row of a page about a completed week."""

from collections.abc import Sequence
from dataclasses import replace

from flask_babel import gettext

from dashboard.data.calling.covered_weeks import SHOWN_WEEKS
from dashboard.data.calling.trends import change_of, weekly_values
from dashboard.data.changes.table import CHANGES
from dashboard.data.query.metric import Metric, Value
from dashboard.data.query.question import CALLS, Question
from dashboard.data.query.table import Table
from dashboard.pages.base.week_words import no_week, under_kpis
from dashboard.ui import comparing, components, measures
from dashboard.ui.controls import Child
from dashboard.ui.links import page_address, proof_address, tell_address

Kpi = tuple[Table, Metric]
"""A metric, and the table that it is a KPI of."""


def week_kpis(page: str, question: Question, kpis: Sequence[Kpi]) -> list[Child]:
    """The cards of a page, each with the weeks before and a way to its proof; or cards that know nothing, and why."""
    hrefs = {metric.key: proof_address(page, metric.key, question) for _table, metric in kpis}
    if not any(table.known(question) for table, _metric in kpis):
        nothing = measures.Against(None, missing=gettext("no data"))
        cards = [
            measures.card(
                metric, _unknown(metric), href=hrefs[metric.key], against=nothing, rules=question.moment.rules
            )
            for _table, metric in kpis
        ]
        return [components.kpi_row(cards), no_week(question)]
    weeks = {table.name: weekly_values(question, table) for table, _metric in kpis}
    cards = [
        measures.card(
            metric,
            [week[metric.key] for week in weeks[table.name]],
            href=hrefs[metric.key],
            against=_against(question, table, metric),
            tell=tell_address(
                question, f"{table.name}.{metric.key}", threshold=weeks[table.name][-1][metric.key].number
            ),
            rules=question.moment.rules,
        )
        for table, metric in kpis
    ]
    return [components.kpi_row(cards), under_kpis(question)]


def _against(question: Question, table: Table, metric: Metric) -> measures.Against:
    """The card's change, against the week before or that of the date compared with."""
    why = page_address("/changes", replace(question, measure=metric.key), CHANGES) if metric.key in CALLS else None
    difference = change_of(question, table, metric)
    return measures.Against(difference, comparing.versus(question), comparing.no_earlier(question), why)


def _unknown(metric: Metric) -> list[Value]:
    return [Value(None, None, metric.denominator is not None)] * SHOWN_WEEKS
