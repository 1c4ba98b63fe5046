"""What the sections of the subscriptions page amount to, in one sentence each."""

from flask_babel import gettext, ngettext

from dashboard.data.query.question import Question
from dashboard.data.subscriptions.headline import threshold
from dashboard.data.subscriptions.low_assignment import ENOUGH_PEERS
from dashboard.data.subscriptions.sections import unknown_starts
from dashboard.ui import formats
from dashboard.ui.sections import Values


def _share(values: Values, key: str) -> str:
    value = values[key]
    return formats.percent(value.numerator, value.denominator)[0]


def _number(values: Values, key: str) -> int:
    return int(values[key].number or 0)


def recently_added(question: Question, values: Values) -> str:
    """How many customers have something new, with how many licences, and for how many it is the first."""
    number = _number(values, "customers")
    if not number:
        return gettext("No subscription and no trial was added in the last 90 days")
    return ngettext(
        "%(n)s customer has a new subscription or trial of the last 90 days, with %(licences)s licences; of those "
        "customers %(first)s had none before",
        "%(n)s customers have new subscriptions or trials of the last 90 days, with %(licences)s licences; of those "
        "customers %(first)s had none before",
        number,
        n=formats.count(number),
        licences=formats.count(values["licences"].number),
        first=formats.count(values["first_customers"].number),
    )


def recently_added_note(question: Question) -> str:
    """Of how many subscriptions the start is unknown, "" where each is known."""
    number = unknown_starts(question)
    text = ngettext(
        "Of %(n)s active subscription the start is unknown: the region's first report names it without a start date. "
        "It counts as added before.",
        "Of %(n)s active subscriptions the start is unknown: the region's first report names them without a start "
        "date. They count as added before.",
        number,
        n=formats.count(number),
    )
    return text if number else ""


def expiring(question: Question, values: Values) -> str:
    """How many customers have something that ends, and how much of it was used."""
    number = _number(values, "customers")
    if not number:
        return gettext(
            "No subscription and no trial expires within %(days)s days", days=question.moment.rules.expiring_days
        )
    text = ngettext(
        "%(n)s customer has subscriptions or trials that expire within %(days)s days",
        "%(n)s customers have subscriptions or trials that expire within %(days)s days",
        number,
        n=formats.count(number),
        days=question.moment.rules.expiring_days,
    )
    return _with_use(text, values)


def renewing(question: Question, values: Values) -> str:
    """How many customers have something that renews, and how much of it was used."""
    number = _number(values, "customers")
    if not number:
        return gettext("No subscription renews within %(days)s days", days=question.moment.rules.renewing_days)
    text = ngettext(
        "%(n)s customer has subscriptions that renew within %(days)s days",
        "%(n)s customers have subscriptions that renew within %(days)s days",
        number,
        n=formats.count(number),
        days=question.moment.rules.renewing_days,
    )
    return _with_use(text, values)


def nothing_expires(question: Question) -> str:
    """Why the section of what expires is empty."""
    days = question.moment.rules.expiring_days
    return gettext("No trial, and no subscription without auto-renewal, ends in the next %(days)s days.", days=days)


def nothing_renews(question: Question) -> str:
    """Why the sections of what renews are empty."""
    days = question.moment.rules.renewing_days
    return gettext("No subscription with auto-renewal ends in the next %(days)s days.", days=days)


def nobody_low(question: Question) -> str:
    """Why the section of low assignment is empty."""
    rate = question.moment.rules.low_rate
    if rate is not None:
        return gettext("No customer assigns less than %(share)s of its licences.", share=formats.rate(rate))
    return gettext("No customer is below the 25th percentile of its region.")


def _with_use(text: str, values: Values) -> str:
    """The sentence, with the share of the licences of its rows that were used, where it is known."""
    if values["usage_rate"].number is None:
        return text
    return gettext(
        "%(text)s; %(share)s of these licences were used at least once", text=text, share=_share(values, "usage_rate")
    )


def low_assignment(question: Question, values: Values) -> str:
    """How many customers are low, by which threshold, and how many licences of their low subscriptions wait."""
    number, bound = _number(values, "customers"), threshold(question).quartile
    if not number:
        return gettext("No customer has a low licence assignment")
    waiting = formats.count(values["unassigned"].number)
    if not bound:
        return ngettext(
            "%(n)s customer assigns none of its licences; %(licences)s wait unassigned",
            "%(n)s customers assign none of their licences; %(licences)s wait unassigned",
            number,
            n=formats.count(number),
            licences=waiting,
        )
    return ngettext(
        "%(n)s customer assigns less than %(share)s of its licences; %(licences)s wait unassigned in these "
        "subscriptions",
        "%(n)s customers assign less than %(share)s of their licences; %(licences)s wait unassigned in these "
        "subscriptions",
        number,
        n=formats.count(number),
        share=formats.rate(bound),
        licences=waiting,
    )


def low_assignment_note(question: Question) -> str:
    """Where "low" begins, or why nobody is low."""
    limit, region = threshold(question), question.scope.region.code
    customers = formats.count(limit.customers)
    if limit.fixed:
        return gettext(
            "Low means below %(share)s: the rule of %(region)s.", share=formats.rate(limit.quartile), region=region
        )
    if limit.quartile is None:
        return gettext(
            "Low compares a customer with the 25th percentile of its region. %(region)s has %(customers)s customers "
            "with known licences and assignment of this product, and %(needed)s are needed, so nobody is low.",
            region=region,
            customers=customers,
            needed=ENOUGH_PEERS,
        )
    if limit.quartile == 0:
        return gettext(
            "At least a quarter of %(customers)s customers in %(region)s assign nothing: low means nothing assigned.",
            customers=customers,
            region=region,
        )
    return gettext(
        "Low means below %(share)s, the 25th percentile of %(customers)s customers in %(region)s: up to a quarter of "
        "them are below it whatever they assign.",
        share=formats.rate(limit.quartile),
        customers=customers,
        region=region,
    )


def overage(question: Question, values: Values) -> str:
    """How many customers have a subscription that is over, and by how much."""
    number = _number(values, "customers")
    if not number:
        return gettext("No customer has a subscription over the licence limit")
    return ngettext(
        "%(n)s customer has %(licences)s licences assigned beyond what its subscriptions hold",
        "%(n)s customers have %(licences)s licences assigned beyond what their subscriptions hold",
        number,
        n=formats.count(number),
        licences=formats.count(values["licences_over"].number),
    )
