"""The five KPIs of the last 13 weeks, a small chart for each in every region."""

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd
from dash import html
from flask_babel import gettext
from flask_login import current_user

from dashboard.access.overview import weeks_of_regions
from dashboard.data.overview.region_status import WEEKS
from dashboard.data.query.frame import frame_of
from dashboard.data.query.question import Question
from dashboard.data.query.table import Kind
from dashboard.data.subscriptions.headline import HEADLINE
from dashboard.i18n import N_
from dashboard.pages.base.chart_notes import notes_of_regions
from dashboard.services import services
from dashboard.ui import components
from dashboard.ui.charts import figures, region_figure
from dashboard.ui.charts.series import values
from dashboard.ui.controls import Child
from dashboard.ui.formats import count
from dashboard.ui.parts import section as section_parts
from dashboard.ui.sections import Drawing, Drawn
from dashboard.ui.tokens import Theme

NAME = "kpi_weeks"
LEAST = 5
"""Customers: a smaller change is no finding."""
_KINDS: dict[str, Kind] = {"region": "text", "week": "date", **{metric.key: "integer" for metric in HEADLINE}}


def draw(question: Question, theme: Theme) -> Drawn:
    """The figure and the words around it; without a region that answers the reason takes their place."""
    weeks = frame_of(weeks_of_regions(services(), current_user, question.moment.as_of), _KINDS)
    labels = {metric.key: gettext(metric.label) for metric in HEADLINE}
    known = bool(weeks[[*labels]].notna().any(axis=None))
    slots: dict[str, Sequence[Child]] = {
        section_parts.HEAD: [
            section_parts.heading(NAME, _finding(weeks, labels) if known else gettext("No week has data yet"))
        ],
        section_parts.FOOT: [] if known else [_empty()],
        "words": [_words(weeks)] if known else [],
    }
    if not known:
        return Drawn(slots)
    notes = notes_of_regions(dict.fromkeys(values(weeks["region"])), [*dict.fromkeys(values(weeks["week"]))])
    figure = region_figure.small_multiples(weeks, labels, theme)
    return Drawn(
        slots,
        region_figure.with_notes(figure, weeks, labels, notes, theme),
        lambda: components.data_table_twin(*_twin(weeks, labels, notes), _title()),
    )


def _twin(
    weeks: pd.DataFrame, labels: Mapping[str, str], notes: Mapping[str, Mapping[date, str]]
) -> tuple[list[str], list[list[str]]]:
    """The chart as text, with the notes where there are any; the newest week first, in it the regions in order."""
    headers, rows = region_figure.twin(weeks, labels)
    if not any(notes.values()):
        return headers, rows
    sundays = [*dict.fromkeys(values(weeks["week"]))]
    texts = [of_region.get(week, "") for week in reversed(sundays) for of_region in notes.values()]
    return [*headers, gettext("Notes")], [[*row, text] for row, text in zip(rows, texts, strict=True)]


def _finding(weeks: pd.DataFrame, labels: Mapping[str, str]) -> str:
    """The number that changed most against what it was, of those that changed by LEAST or more."""
    changes: list[tuple[float, dict[str, str]]] = []
    for region, mine in weeks.groupby("region", sort=False):
        for key, label in labels.items():
            known = mine[key].dropna()
            first, last = (int(known.iloc[0]), int(known.iloc[-1])) if len(known) > 1 else (0, 0)
            if abs(last - first) >= LEAST:
                facts = {"label": label, "region": str(region), "first": count(first), "last": count(last)}
                changes.append((abs(last - first) / max(first, 1), facts))
    if not changes:
        return gettext("No number changed much in these weeks")
    most = max(changes, key=lambda change: change[0])[1]
    return gettext("Most changed: %(label)s in %(region)s, from %(first)s to %(last)s customers", **most)


def _title() -> str:
    return gettext("Customers by week in each region, the last %(weeks)s weeks", weeks=WEEKS)


def _words(weeks: pd.DataFrame) -> html.Div:
    under = gettext(
        "The last snapshot of each week as it counted on its own day, so the last may differ from the numbers above; "
        "weeks begin on Sunday (UTC). Every small chart begins at zero and has its own scale."
    )
    return html.Div([html.H3(_title()), html.P(under, className="muted")], className="chart-title")


def _empty() -> Child:
    text = gettext("No Subscription Details report of these weeks was imported. Figures appear with the first import.")
    return components.empty_state("no_data", gettext("Nothing to draw"), text)


KPI_WEEKS = Drawing(
    name=NAME,
    eyebrow=N_("Over time"),
    short=N_("Over time"),
    body=lambda drawn: [figures.chart_frame(NAME, drawn)],
    draw=draw,
    sight=lambda question: None,
)
