"""Licences that end by week, by how likely they are lost, and what they are worth."""

from collections.abc import Sequence
from datetime import timedelta

from dash import html
from flask_babel import gettext, ngettext

from dashboard.data.money.values import Money
from dashboard.data.query.frame import frame_of
from dashboard.data.query.question import Question
from dashboard.data.renewals.summaries import Stretch, by_week
from dashboard.data.renewals.table import BANDS
from dashboard.data.storage.weeks import WEEK, sunday
from dashboard.i18n import N_
from dashboard.pages.base.chart_notes import noted, noted_twin
from dashboard.pages.renewals.money import share, sums_text
from dashboard.ui import components, formats
from dashboard.ui.charts import figures, renewal_figure
from dashboard.ui.controls import Child
from dashboard.ui.parts import section as section_parts
from dashboard.ui.sections import Drawing, Drawn
from dashboard.ui.tokens import Theme

NAME = "renewal_weeks"
_NONE = Money((), 0, 0)


def draw(question: Question, theme: Theme) -> Drawn:
    """The figure by week; the reason takes its place where nothing is known, or nothing ends."""
    if question.moment.snapshot is None:
        return _without(section_parts.no_data(question), [section_parts.no_report(question)])
    weeks = every_week(question)
    if not any(week.renewals for week in weeks):
        return _without(gettext("Nothing ends or renews in the next %(days)s days.", days=question.days), [])
    title = gettext("Licences that end or renew per week, %(region)s", region=question.scope.region.code)
    words = [html.H3(title), html.P(_subtitle(), className="muted"), renewal_figure.legend()]
    slots: dict[str, Sequence[Child]] = {
        section_parts.HEAD: [section_parts.heading(NAME, finding(weeks))],
        section_parts.FOOT: [],
        "words": [html.Div(words, className="chart-title")],
    }
    sums = {week.of: sums_text(week.money) for week in weeks if week.money.priced}
    frame = frame_of([{"week": week.of} for week in weeks], {"week": "date"})
    figure = noted(question, renewal_figure.by_week(weeks, sums, theme), frame, theme)

    def twin() -> Child:
        return components.data_table_twin(*noted_twin(question, _twin(weeks), frame, newest_first=False), title)

    return Drawn(slots, figure, twin)


def _without(title: str, why: Sequence[Child]) -> Drawn:
    head = [section_parts.heading(NAME, title)]
    return Drawn({section_parts.HEAD: head, section_parts.FOOT: why, "words": []})


def every_week(question: Question) -> list[Stretch]:
    """Every week of the days ahead: one in which nothing ends holds nothing."""
    stretches = {stretch.of: stretch for stretch in by_week(question)}
    week, last = sunday(question.moment.as_of), question.moment.as_of + timedelta(days=question.days)
    weeks = []
    while week <= last:
        empty = Stretch(week, 0, 0, {name: 0 for name, _points in BANDS}, 0, 0, _NONE)
        weeks.append(stretches.get(week, empty))
        week += WEEK
    return weeks


def finding(weeks: Sequence[Stretch]) -> str:
    """When most licences are at high risk, or end where none is."""
    most = max(weeks, key=lambda week: (week.by_risk["high"], week.seats))
    licences, risky = sum(week.seats for week in weeks), sum(week.by_risk["high"] for week in weeks)
    if not risky:
        return gettext("No licence that ends or renews is at high risk, of %(n)s", n=formats.count(licences))
    return ngettext(
        "%(n)s of %(all)s licences is at high risk; most in the week of %(week)s: %(most)s",
        "%(n)s of %(all)s licences are at high risk; most in the week of %(week)s: %(most)s",
        risky,
        n=formats.count(risky),
        all=formats.count(licences),
        week=formats.date_text(most.of),
        most=formats.count(most.by_risk["high"]),
    )


def _subtitle() -> str:
    return gettext("By risk, each week named by its Sunday (UTC); a press on one shows its renewals in the table")


def _twin(weeks: Sequence[Stretch]) -> tuple[list[str], list[list[str]]]:
    levels = renewal_figure.level_names()
    headers = [gettext("Week of"), gettext("Renewals"), *(levels[name] for name, _points in BANDS)]
    priced = any(week.money.priced for week in weeks)
    headers += [gettext("Worth a month"), gettext("With a price")] if priced else []
    rows = []
    for week in weeks:
        counts = [week.renewals, *(week.by_risk[name] for name, _points in BANDS)]
        money = [sums_text(week.money), share(week.money)] if priced else []
        rows.append([formats.date_text(week.of), *map(formats.count, counts), *money])
    return headers, rows


RENEWAL_WEEKS = Drawing(
    name=NAME,
    eyebrow=N_("Licences at risk by week"),
    short=N_("By week"),
    body=lambda drawn: [figures.chart_frame(NAME, drawn)],
    draw=draw,
)
