"""What the sections of the pages of calls and queues amount to, in one sentence each."""

from flask_babel import gettext, ngettext

from dashboard.data.query.metric import Value
from dashboard.data.query.question import Question
from dashboard.ui import comparing, formats
from dashboard.ui.sections import Values


def _number(value: Value) -> int:
    return int(value.number or 0)


def usage(question: Question, values: Values) -> str:
    """How many calls of how many customers, how many of them have fewer than before, and who is not named any more."""
    number, week = _number(values["counted"]), comparing.week(question)
    parts = [
        ngettext(
            "%(calls)s calls of %(n)s customer",
            "%(calls)s calls of %(n)s customers",
            number,
            n=formats.count(number),
            calls=formats.count(values["calls"].number),
        )
    ]
    if not number:
        parts = [gettext("No file of this week tells calls")]
    if falling := _number(values["falling"]):
        text = ngettext(
            "%(n)s customer has fewer calls than in %(week)s",
            "%(n)s customers have fewer calls than in %(week)s",
            falling,
            n=formats.count(falling),
            week=week,
        )
        parts.append(text)
    if silent := _number(values["silent"]):
        text = ngettext(
            "%(n)s customer of %(week)s is not named this week",
            "%(n)s customers of %(week)s are not named this week",
            silent,
            n=formats.count(silent),
            week=week,
        )
        parts.append(text)
    return "; ".join(parts)


def quality(question: Question, values: Values) -> str:
    """How many measured legs were poor, of how many customers."""
    rate, named = values["poor_rate"], _number(values["customers"]) - _number(values["silent"])
    if not rate.denominator:
        return gettext("No call leg of this week was measured")
    return ngettext(
        "%(share)s of the measured call legs of %(n)s customer were poor: %(poor)s of %(measured)s",
        "%(share)s of the measured call legs of %(n)s customers were poor: %(poor)s of %(measured)s",
        named,
        n=formats.count(named),
        share=formats.rate(rate.number),
        poor=formats.count(rate.numerator),
        measured=formats.count(rate.denominator),
    )


def endpoints(question: Question, values: Values) -> str:
    """The same of the customers with call legs, whose endpoint types are known."""
    rate, number = values["poor_rate"], _number(values["customers"])
    if not rate.denominator:
        return gettext("No call leg of a known endpoint type was measured")
    return ngettext(
        "%(n)s customer with call legs: %(poor)s of %(measured)s measured ones were poor (%(share)s)",
        "%(n)s customers with call legs: %(poor)s of %(measured)s measured ones were poor (%(share)s)",
        number,
        n=formats.count(number),
        poor=formats.count(rate.numerator),
        measured=formats.count(rate.denominator),
        share=formats.rate(rate.number),
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
    """How many callers hung up, and whose queues are not named any more."""
    rate, silent = values["abandonment_rate"], _number(values["silent"])
    number = _number(values["customers"]) - silent
    if not number:
        return gettext("No customer has queue calls in this week")
    text = ngettext(
        "%(share)s of the calls to the queues of %(n)s customer were abandoned",
        "%(share)s of the calls to the queues of %(n)s customers were abandoned",
        number,
        n=formats.count(number),
        share=formats.rate(rate.number),
    )
    if not rate.denominator:
        text = gettext("No file tells offered and abandoned queue calls of this week")
    if not silent:
        return text
    gone = ngettext(
        "%(n)s customer of %(week)s has none this week",
        "%(n)s customers of %(week)s have none this week",
        silent,
        n=formats.count(silent),
        week=comparing.week(question),
    )
    return f"{text}; {gone}"


def worst_queues(question: Question, values: Values) -> str:
    """How many callers of the listed queues hung up."""
    rate, number = values["abandonment_rate"], _number(values["queues"])
    if not number:
        return gettext("No queue report names a call queue of this week")
    if not rate.denominator:
        return gettext("No file tells offered and abandoned queue calls of this week")
    return ngettext(
        "%(n)s call queue: %(share)s of its calls were abandoned, %(abandoned)s of %(offered)s",
        "%(n)s call queues: %(share)s of their calls were abandoned, %(abandoned)s of %(offered)s",
        number,
        n=formats.count(number),
        share=formats.rate(rate.number),
        abandoned=formats.count(rate.numerator),
        offered=formats.count(rate.denominator),
    )
