"""The KPI row of a page about a completed week."""

from collections.abc import Sequence

from dashboard.data.calling.coverage import SHOWN_WEEKS
from dashboard.data.calling.trends import weekly_values
from dashboard.data.metric import Metric, Value
from dashboard.data.question import Question
from dashboard.data.table import Table
from dashboard.pages.week_words import no_week, under_kpis
from dashboard.ui import components, measures
from dashboard.ui.controls import Child
from dashboard.ui.proof_links import proof_address

Kpi = tuple[Table, Metric]
"""A metric, and the table that it is a KPI of."""


def week_kpis(page: str, question: Question, kpis: Sequence[Kpi]) -> list[Child]:
    """The cards of a page, each with the weeks before and a way to its proof; or cards that know nothing, and why."""
    hrefs = {metric.key: proof_address(page, metric.key, question) for _table, metric in kpis}
    if not any(table.known(question) for table, _metric in kpis):
        return [
            components.kpi_row(
                [measures.card(metric, _unknown(metric), href=hrefs[metric.key]) for _table, metric in kpis]
            ),
            no_week(question),
        ]
    weeks = {table.name: weekly_values(question, table) for table, _metric in kpis}
    cards = [
        measures.card(metric, [week[metric.key] for week in weeks[table.name]], href=hrefs[metric.key])
        for table, metric in kpis
    ]
    return [components.kpi_row(cards), under_kpis(question)]


def _unknown(metric: Metric) -> list[Value]:
    return [Value(None, None, metric.denominator is not None)] * SHOWN_WEEKS
