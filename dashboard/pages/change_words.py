"""What the page of changes says: what is compared, of which days, and why nothing can be."""

from flask_babel import gettext

from dashboard.data.moment import a_week_before
from dashboard.data.question import LICENCES, Question
from dashboard.data.waterfall.changes import Comparison, measure_of
from dashboard.ui import components, formats, measures
from dashboard.ui.controls import Child
from dashboard.ui.names import product_names


def named(question: Question) -> str:
    """The number, with its product where it is of one, and its region."""
    label, region = gettext(measure_of(question).label), question.scope.region.code
    if question.measure not in LICENCES:
        return gettext("%(label)s, %(region)s", label=label, region=region)
    product = product_names()[question.product]
    return gettext("%(label)s, %(product)s, %(region)s", label=label, product=product, region=region)


def unit(question: Question) -> str:
    """The heading of the column of changes."""
    return gettext("Licences") if question.measure in LICENCES else gettext("Change to last week")


def unit_text(question: Question) -> str:
    """The unit beside a number."""
    return measures.unit_text(measure_of(question).unit)


def days(question: Question) -> tuple[str, str]:
    """The day a week before and the as-of date."""
    moments = (a_week_before(question.moment), question.moment)
    before, now = (formats.date_text(moment.as_of) for moment in moments)
    return before, now


def source(question: Question) -> str:
    """The reports that the two numbers come from."""
    moment = question.moment
    if moment.week_ago == moment.snapshot:
        return gettext(
            "No report has come in since %(day)s, so only the passing of time shows.",
            day=formats.date_text(moment.snapshot),
        )
    return gettext(
        "Compares the report of %(before)s with that of %(now)s.",
        before=formats.date_text(moment.week_ago),
        now=formats.date_text(moment.snapshot),
    )


def no_comparison(question: Question, found: Comparison) -> tuple[str, Child]:
    """Why nothing can be compared: a heading, and what to do."""
    moment, code = question.moment, question.scope.region.code
    before, now = days(question)
    if moment.snapshot is None:
        title = gettext("No data for %(region)s yet", region=code)
        text = gettext("Nothing was imported for this region by this date. Figures appear with the first import.")
    elif moment.week_ago is None:
        title = gettext("Nothing to compare with")
        text = gettext(
            "The oldest report of %(region)s by then is younger than %(before)s. A change shows when a report of a "
            "week before is there; older reports can be imported too.",
            region=code,
            before=before,
        )
    else:
        title = gettext("The change is not known")
        day = before if found.before is None else now
        text = gettext("No report tells this number for any subscription on %(day)s.", day=day)
    return title, components.empty_state("no_data", title, text)
