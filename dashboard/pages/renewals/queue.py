"""The queue of renewals: the table by risk, what is done with its rows, what they are worth."""

from flask_babel import gettext, ngettext

from dashboard.data.query.question import Question
from dashboard.data.renewals.table import RENEWALS
from dashboard.pages.base.work import work_menus
from dashboard.pages.renewals.money import money_table
from dashboard.ui import formats
from dashboard.ui.parts.section import no_report
from dashboard.ui.sections import Section, Values

PATH = "/renewals"


def _finding(question: Question, values: Values) -> str:
    customers, licences, risky = (int(values[metric.key].number or 0) for metric in RENEWALS.metrics)
    if not customers:
        return _nothing(question)
    return ngettext(
        "%(n)s customer with something that ends or renews in %(days)s days; %(risky)s of %(licences)s licences are "
        "at high risk",
        "%(n)s customers with something that ends or renews in %(days)s days; %(risky)s of %(licences)s licences are "
        "at high risk",
        customers,
        n=formats.count(customers),
        days=question.days,
        risky=formats.count(risky),
        licences=formats.count(licences),
    )


def _nothing(question: Question) -> str:
    return gettext("Nothing ends or renews in the next %(days)s days.", days=question.days)


def _note(question: Question) -> str:
    return gettext(
        "Risk is the sum of the points of its reasons: hover or focus a number to see them, or open the customer. What "
        "a reason rests on and is unknown gives no points. Money is a month's worth of purchased licences."
    )


QUEUE = Section(
    RENEWALS,
    _finding,
    _nothing,
    no_report,
    _note,
    presets=lambda: [(gettext("High risk"), {"renewals.filter.risk": "high"})],
    menus=lambda: work_menus(RENEWALS),
    selects=True,
    sums=money_table,
)
