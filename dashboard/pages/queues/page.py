"""Call-queue insights: how long callers wait, and how many hang up."""

from typing import Any

from flask_babel import gettext

from dashboard.data.calling.coverage import week_coverage
from dashboard.data.calling.covered_weeks import week_dates, week_freshness
from dashboard.data.calling.queue_list import QUEUES_WORST
from dashboard.data.calling.queues import ABANDONMENT_RATE, AVERAGE_ABANDON_WAIT, AVERAGE_ANSWER, CUSTOMER_QUEUES
from dashboard.data.query.question import Question
from dashboard.i18n import N_
from dashboard.pages.base.analytics import analytics_page
from dashboard.pages.base.week_kpis import week_kpis
from dashboard.pages.base.week_words import Note, coverage_note, no_week
from dashboard.pages.calling import findings as calling_findings
from dashboard.pages.calling.words import left_out_note, minimum_note, silent_note
from dashboard.pages.queues.chart import QUEUE_TREND
from dashboard.ui.sections import Page, Section

KPIS = (
    (CUSTOMER_QUEUES, AVERAGE_ANSWER),
    (CUSTOMER_QUEUES, AVERAGE_ABANDON_WAIT),
    (CUSTOMER_QUEUES, ABANDONMENT_RATE),
)

QUEUES = Section(
    CUSTOMER_QUEUES,
    calling_findings.queues,
    lambda question: gettext("No file of this week names a call queue of these customers."),
    no_week,
    sight=week_coverage("queues"),
    presets=lambda: [(gettext("Worst rate first"), {"customer_queues.sort": "below_minimum,-abandonment_rate"})],
)

WORST = Section(
    QUEUES_WORST,
    calling_findings.worst_queues,
    lambda question: gettext("No Call Queue Stats report of this week names a queue of these customers."),
    no_week,
    sight=week_coverage("queue_reports"),
)


def _notes(question: Question) -> list[Note]:
    weighted = gettext("All three are weighted by calls: a queue with many calls counts more than one with few.")
    unknown = gettext(
        "Waits come from Call Queue Stats alone. Customers without that report have counts from Calling Usage Detail, "
        "and unknown waits."
    )
    return [
        (gettext("Averages"), weighted),
        (gettext("Unknown waits"), unknown),
        left_out_note(),
        silent_note(),
        minimum_note(question),
        coverage_note(question),
    ]


PAGE = Page(
    name="queues",
    path="/queues",
    title=N_("Call queues"),
    icon="queue",
    kpis=lambda question: week_kpis("queues", question, KPIS),
    items=(QUEUE_TREND, WORST, QUEUES),
    notes=_notes,
    fresh=week_freshness,
    dates=week_dates,
)


def layout(**query: Any) -> Any:
    """The page for a query string, its values as Dash passes them."""
    return analytics_page(PAGE, query)
