"""Renewals added up by month and by owner; a press on a line shows its renewals in the table."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date

from dash import html
from flask_babel import gettext

from dashboard.data.query.question import Question
from dashboard.data.renewals.summaries import Stretch, by_month, by_owner
from dashboard.data.renewals.table import RENEWALS
from dashboard.i18n import N_
from dashboard.pages.renewals.money import money_cells
from dashboard.ui import components, formats
from dashboard.ui.charts import bars, figures
from dashboard.ui.controls import Child
from dashboard.ui.names import member_names
from dashboard.ui.parts import section as section_parts
from dashboard.ui.sections import Drawing, Drawn
from dashboard.ui.tokens import Theme

NAME, _BODY = "renewal_sums", "tables"


def draw(question: Question, theme: Theme) -> Drawn:
    """Two tables; nothing where nothing ends."""
    if question.moment.snapshot is None:
        return _drawn(section_parts.no_data(question), [section_parts.no_report(question)], [])
    months = by_month(question)
    if not months:
        return _drawn(gettext("Nothing ends or renews in the next %(days)s days.", days=question.days), [], [])
    owners = by_owner(question)
    tables = [
        _table(gettext("Month"), gettext("By month"), [(_of_month(month), month) for month in months]),
        _table(gettext("Owner"), gettext("By owner"), [(_of_owner(owner), owner) for owner in owners]),
    ]
    note = html.P(
        gettext("Filters of the page count here, those of the table do not. Forecasts are told for a part of them."),
        className="section-sub",
    )
    return _drawn(_finding(months, owners), [note], tables)


def _drawn(title: str, foot: Sequence[Child], body: Sequence[Child]) -> Drawn:
    head = [section_parts.heading(NAME, title)]
    return Drawn({section_parts.HEAD: head, section_parts.FOOT: foot, _BODY: body})


def _finding(months: Sequence[Stretch], owners: Sequence[Stretch]) -> str:
    most = max(months, key=lambda month: month.seats)
    nobodys = sum(owner.renewals for owner in owners if owner.of is None)
    return gettext(
        "Most licences end or renew in %(month)s: %(most)s; %(nobodys)s of %(all)s renewals have no owner",
        month=formats.month_text(most.of),
        most=formats.count(most.seats),
        nobodys=formats.count(nobodys),
        all=formats.count(sum(owner.renewals for owner in owners)),
    )


def _table(first: str, title: str, lines: Sequence[tuple[Child, Stretch]]) -> Child:
    """Forecasts and money where there are any: a column that knows nothing is left out."""
    every = [stretch for _press, stretch in lines]
    forecasts, money = any(stretch.forecast_of for stretch in every), any(stretch.money.priced for stretch in every)
    headers = [
        first,
        gettext("Renewals"),
        gettext("Licences"),
        gettext("At high risk"),
        *([gettext("Forecast")] if forecasts else []),
        *([gettext("Worth a month"), gettext("With a price")] if money else []),
    ]
    rows = [_line(press, stretch, forecasts, money) for press, stretch in lines]
    return components.plain_table(headers, rows, title, numbers=True)


def _line(press: Child, stretch: Stretch, forecasts: bool, money: bool) -> list[Child]:
    forecast = formats.unknown()
    if stretch.forecast_of:
        numbers = {"part": formats.count(stretch.forecast), "whole": formats.count(stretch.forecast_of)}
        forecast = gettext("%(part)s for %(whole)s", **numbers)
    counts = [formats.count(number) for number in (stretch.renewals, stretch.seats, stretch.by_risk["high"])]
    return [press, *counts, *([forecast] if forecasts else []), *(money_cells(stretch.money) if money else [])]


def _of_month(stretch: Stretch) -> Child:
    first: date = stretch.of
    last = first.replace(day=monthrange(first.year, first.month)[1])
    return _press(formats.month_text(first), "ends_on", f"{first.isoformat()}..{last.isoformat()}")


def _of_owner(stretch: Stretch) -> Child:
    if stretch.of is None:
        return _press(gettext("Nobody"), "owner", "unknown")
    return _press(member_names("owner").get(stretch.of, stretch.of), "owner", f"={stretch.of}")


def _press(name: str, column: str, condition: str) -> Child:
    label = gettext("%(name)s: show the renewals", name=name)
    return bars.press(name, {f"{RENEWALS.name}.filter.{column}": condition}, label, RENEWALS.name)


RENEWAL_SUMS = Drawing(
    name=NAME,
    eyebrow=N_("By month and by owner"),
    short=N_("By month and owner"),
    body=lambda drawn: [figures.slot(NAME, drawn, _BODY)],
    draw=draw,
)
