"""What the sections of the pages of calls and queues amount to, in one sentence each."""

from flask_babel import gettext, ngettext

from dashboard.data.metric import Value
from dashboard.data.question import Question
from dashboard.ui import formats
from dashboard.ui.sections import Values


def _number(value: Value) -> int:
    return int(value.number or 0)


def usage(question: Question, values: Values) -> str:
    """How many customers called, and how many of them less than before."""
    number, falling = _number(values["customers"]), _number(values["falling"])
    text = ngettext(
        "%(n)s customer made %(calls)s calls; %(falling)s made fewer than the week before",
        "%(n)s customers made %(calls)s calls; %(falling)s of them made fewer than the week before",
        number,
        n=formats.count(number),
        calls=formats.count(values["calls"].number),
        falling=formats.count(falling),
    )
    return text if number else gettext("No customer made a call in this week")


def quality(question: Question, values: Values) -> str:
    """How many measured legs were poor."""
    rate = values["poor_rate"]
    if not rate.denominator:
        return gettext("No call leg of this week was measured")
    return gettext(
        "%(share)s of the measured call legs were poor: %(poor)s of %(measured)s",
        share=formats.rate(rate.number),
        poor=formats.count(rate.numerator),
        measured=formats.count(rate.denominator),
    )


def adoption(question: Question, values: Values) -> str:
    """How much room there is."""
    rate = values["adoption_rate"]
    open_ = int((rate.denominator or 0) - (rate.numerator or 0))
    if not rate.denominator:
        return gettext("No source tells which features customers use in this week")
    text = ngettext(
        "%(n)s time a customer does not use a feature that others use",
        "%(n)s times a customer does not use a feature that others use",
        open_,
        n=formats.count(open_),
    )
    return text if open_ else gettext("Every customer uses every feature that is in use")


def queues(question: Question, values: Values) -> str:
    """How many callers hung up."""
    rate, number = values["abandonment_rate"], _number(values["customers"])
    if not number:
        return gettext("No customer has queue calls in this week")
    text = ngettext(
        "%(share)s of the calls to the queues of %(n)s customer were abandoned",
        "%(share)s of the calls to the queues of %(n)s customers were abandoned",
        number,
        n=formats.count(number),
        share=formats.rate(rate.number),
    )
    return text if rate.denominator else gettext("No caller's wait is known in this week")
