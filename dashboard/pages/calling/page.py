"""Calling engagement: who calls less than before, whose calls sound bad, who does not use a feature yet."""

from typing import Any

from flask_babel import gettext

from dashboard.data.calling.coverage import week_coverage
from dashboard.data.calling.covered_weeks import week_dates, week_freshness
from dashboard.data.calling.endpoints import ENDPOINT_QUALITY
from dashboard.data.calling.features import FEATURE_ADOPTION
from dashboard.data.calling.quality import CUSTOMER_QUALITY, POOR_RATE
from dashboard.data.calling.usage import ACTIVE_USERS, CALLS, CUSTOMER_USAGE, LEGS, MINUTES
from dashboard.data.query.question import Question
from dashboard.i18n import N_
from dashboard.pages.base.analytics import analytics_page
from dashboard.pages.base.week_kpis import week_kpis
from dashboard.pages.base.week_words import Note, coverage_note, dropped_notes, no_week, origin_notes, rule_text
from dashboard.pages.calling import findings as calling_findings
from dashboard.pages.calling.feature_bars import FEATURES
from dashboard.pages.calling.quality_charts import QUALITY
from dashboard.pages.calling.usage_chart import USAGE_TREND
from dashboard.pages.calling.words import left_out_note, minimum_note, silent_note, unknown_notes
from dashboard.ui.sections import Page, Section

KPIS = (
    (CUSTOMER_USAGE, CALLS),
    (CUSTOMER_USAGE, LEGS),
    (CUSTOMER_USAGE, MINUTES),
    (CUSTOMER_USAGE, ACTIVE_USERS),
    (CUSTOMER_QUALITY, POOR_RATE),
)

USAGE = Section(
    CUSTOMER_USAGE,
    calling_findings.usage,
    lambda question: gettext("No file of this week names a call of these customers."),
    no_week,
    sight=week_coverage("usage"),
    presets=lambda: [
        (gettext("Falling first"), {"customer_usage.sort": "calls_change"}),
        (gettext("Falling most by share"), {"customer_usage.sort": "below_minimum,calls_change_rate"}),
        (gettext("Not named this week"), {"customer_usage.filter.silent": "true"}),
    ],
)

CUSTOMERS_AND_QUALITY = Section(
    CUSTOMER_QUALITY,
    calling_findings.quality,
    lambda question: gettext("No file of this week tells the call quality of these customers."),
    no_week,
    sight=week_coverage("quality"),
)

ENDPOINTS = Section(
    ENDPOINT_QUALITY,
    calling_findings.endpoints,
    lambda question: gettext("No customer has call legs in this week."),
    no_week,
    sight=week_coverage("endpoints"),
    presets=lambda: [(gettext("With poor legs"), {"endpoint_quality.filter.poor": ">0"})],
)

ADOPTION = Section(
    FEATURE_ADOPTION,
    calling_findings.adoption,
    lambda question: gettext("No file of this week names a calling feature of these customers."),
    no_week,
    sight=week_coverage("features"),
    presets=lambda: [(gettext("Not using it"), {"feature_adoption.filter.uses": "false"})],
)


def _notes(question: Question) -> list[Note]:
    not_measured = gettext(
        "Analogue phones, third-party devices and IPv6 endpoints send no quality values. Their legs count as "
        "unmeasured, never as good."
    )
    return [
        (gettext("Not measured"), not_measured),
        (gettext("Rule in force"), rule_text(question.moment.rules.quality(question.scope.region.quality))),
        left_out_note(),
        silent_note(),
        minimum_note(question),
        *unknown_notes(question),
        *dropped_notes(question),
        coverage_note(question),
        *origin_notes(question),
    ]


PAGE = Page(
    name="calling",
    path="/calling",
    title=N_("Calling engagement"),
    icon="call",
    kpis=lambda question: week_kpis("calling", question, KPIS),
    items=(USAGE_TREND, USAGE, QUALITY, CUSTOMERS_AND_QUALITY, ENDPOINTS, FEATURES, ADOPTION),
    notes=_notes,
    fresh=week_freshness,
    dates=week_dates,
)


def layout(**query: Any) -> Any:
    """The page for a query string, its values as Dash passes them."""
    return analytics_page(PAGE, query)
