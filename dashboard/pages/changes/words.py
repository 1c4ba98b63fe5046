"""What the page of changes says: what is compared, of which days, and why nothing can be."""

from flask_babel import gettext

from dashboard.data.calling.covered_weeks import week_before
from dashboard.data.changes.table import Comparison, measure_of
from dashboard.data.query.moment import compared_with
from dashboard.data.query.question import CALLS, LICENCES, Question
from dashboard.data.query.table import Kind
from dashboard.data.storage.weeks import completed_week
from dashboard.ui import components, controls, formats, measures
from dashboard.ui.controls import Child
from dashboard.ui.links import data_address
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
    return gettext("Licences") if question.measure in LICENCES else gettext("Change")


def unit_text(question: Question) -> str:
    """The unit beside a number."""
    return measures.unit_text(measure_of(question).unit)


def number(question: Question, value: float | None, *, short: bool = False) -> str:
    """A value of the question's measure; `short` where room is."""
    unit = measure_of(question).unit
    if unit == "ratio":
        return formats.rate(value, 2)
    whole = unit != "minutes" or value is None
    return formats.compact(value) if short else formats.count(value) if whole else formats.decimal(value)


def change(question: Question, value: float | None) -> str:
    """A difference of two such values, signed."""
    kinds: dict[str, Kind] = {"ratio": "points", "minutes": "number_change"}
    unit = measure_of(question).unit
    return formats.delta_pp(value, 2) if unit == "ratio" else formats.number(value, kinds.get(unit, "change"))


def days(question: Question) -> tuple[str, str]:
    """The day that is compared with, and the as-of date."""
    moments = (compared_with(question), question.moment)
    before, now = (formats.date_text(moment.as_of) for moment in moments)
    return before, now


def when(question: Question) -> tuple[str, str]:
    """The two moments that are compared: days, or the weeks that were complete then."""
    if question.measure in CALLS:
        weeks = (week_before(question), completed_week(question.moment.as_of))
        before, now = (gettext("Week %(week)s", week=formats.week_range(week)) for week in weeks)
    else:
        before, now = (gettext("On %(day)s", day=day) for day in days(question))
    return before, now


def source(question: Question) -> str:
    """The reports that the two numbers come from."""
    moment, earlier = question.moment, compared_with(question)
    if question.measure in CALLS:
        return gettext(
            "Compares the week %(before)s with the week %(now)s.",
            before=formats.week_range(week_before(question)),
            now=formats.week_range(completed_week(moment.as_of)),
        )
    if earlier.snapshot == moment.snapshot:
        return gettext(
            "No report has come in since %(day)s, so only the passing of time shows.",
            day=formats.date_text(moment.snapshot),
        )
    return gettext(
        "Compares the report of %(before)s with that of %(now)s.",
        before=formats.date_text(earlier.snapshot),
        now=formats.date_text(moment.snapshot),
    )


def no_comparison(question: Question, comparison: Comparison) -> tuple[str, Child]:
    """Why nothing can be compared: a heading, and what to do."""
    moment, code = question.moment, question.scope.region.code
    before, now = days(question)
    if question.measure in CALLS:
        return _no_weeks(question, comparison)
    if moment.snapshot is None:
        title = gettext("No data for %(region)s yet", region=code)
        text = gettext("Nothing was imported for this region by this date. Figures appear with the first import.")
        way = controls.link_button(gettext("To the page Data"), data_address(question))
        return title, components.empty_state("no_data", title, text, way)
    if compared_with(question).snapshot is None:
        title = gettext("Nothing to compare with")
        text = gettext(
            "The oldest report of %(region)s by then is younger than %(before)s. A change shows when a report of that "
            "day or before is there; older reports can be imported too.",
            region=code,
            before=before,
        )
    else:
        title = gettext("The change is not known")
        day = before if comparison.before is None else now
        text = gettext("No report tells this number for any subscription on %(day)s.", day=day)
    return title, components.empty_state("no_data", title, text)


def _no_weeks(question: Question, comparison: Comparison) -> tuple[str, Child]:
    """The same for calls: which of the two weeks is not known."""
    week = week_before(question) if comparison.before is None else completed_week(question.moment.as_of)
    title = gettext("No data for the week %(week)s", week=formats.week_range(week))
    text = gettext("No file of this week tells this number. A change shows when both weeks are known.")
    return title, components.empty_state("no_data", title, text)
