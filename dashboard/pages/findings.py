"""What the sections of the subscriptions page amount to, in one sentence each."""

from flask_babel import gettext, ngettext

from dashboard.data.peers import ENOUGH_PEERS, threshold
from dashboard.data.question import Question
from dashboard.ui import formats
from dashboard.ui.sections import Values


def _share(values: Values, key: str) -> str:
    value = values[key]
    return formats.percent(value.numerator, value.denominator)[0]


def _number(values: Values, key: str) -> int:
    return int(values[key].number or 0)


def recently_added(question: Question, values: Values) -> str:
    """How many customers joined, and with how many licences."""
    number = _number(values, "customers")
    text = ngettext(
        "%(n)s customer joined in the last 90 days with %(licences)s licences",
        "%(n)s customers joined in the last 90 days with %(licences)s licences",
        number,
        n=formats.count(number),
        licences=formats.count(values["licences"].number),
    )
    return text if number else gettext("No customer joined in the last 90 days")


def expiring(question: Question, values: Values) -> str:
    """How many customers end, and how much of what they have they use."""
    number = _number(values, "customers")
    text = ngettext(
        "%(n)s customer expires within 90 days; %(share)s of its licences are used",
        "%(n)s customers expire within 90 days; %(share)s of their licences are used",
        number,
        n=formats.count(number),
        share=_share(values, "usage_rate"),
    )
    return text if number else gettext("No subscription expires within 90 days")


def renewing(question: Question, values: Values) -> str:
    """How many customers renew, and how much of what they pay for they use."""
    number = _number(values, "customers")
    text = ngettext(
        "%(n)s customer renews within 90 days and uses %(share)s of what it pays for",
        "%(n)s customers renew within 90 days and use %(share)s of what they pay for",
        number,
        n=formats.count(number),
        share=_share(values, "usage_rate"),
    )
    return text if number else gettext("No subscription renews within 90 days")


def low_assignment(question: Question, values: Values) -> str:
    """How many customers are low, and how many licences wait."""
    number = _number(values, "customers")
    text = ngettext(
        "%(n)s customer assigns far less than others; %(licences)s licences wait unassigned",
        "%(n)s customers assign far less than others; %(licences)s licences wait unassigned",
        number,
        n=formats.count(number),
        licences=formats.count(values["unassigned"].number),
    )
    return text if number else gettext("No customer has a low licence assignment")


def low_assignment_note(question: Question) -> str:
    """Where "low" begins, or why nobody is low."""
    found = threshold(question)
    if found.quartile is None:
        return gettext(
            "Low compares a customer with the lowest quarter of its region. %(region)s has %(customers)s customers "
            "with licences of this product and %(needed)s are needed, so nobody is low.",
            region=question.scope.region.code,
            customers=formats.count(found.customers),
            needed=ENOUGH_PEERS,
        )
    return gettext(
        "Low means below %(share)s, the lowest quarter of %(customers)s customers in %(region)s.",
        share=formats.rate(found.quartile),
        customers=formats.count(found.customers),
        region=question.scope.region.code,
    )


def overage(question: Question, values: Values) -> str:
    """How many customers are over, and by how much."""
    number = _number(values, "customers")
    text = ngettext(
        "%(n)s customer has assigned %(licences)s licences more than it bought",
        "%(n)s customers have assigned %(licences)s licences more than they bought",
        number,
        n=formats.count(number),
        licences=formats.count(values["licences_over"].number),
    )
    return text if number else gettext("No customer is over the licence limit")
