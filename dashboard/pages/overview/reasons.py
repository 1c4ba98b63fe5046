"""Why somebody must act, in words: of each entry of the attention list, and of all of a kind."""

from flask_babel import gettext, ngettext

from dashboard.data.overview.attention import Entry
from dashboard.ui import formats
from dashboard.ui.names import product_names


def heading(reason: str) -> str:
    """What the entries of a reason have in common."""
    names = {
        "data_late": gettext("Data is late"),
        "calls_stopped": gettext("Calls stopped"),
        "over_limit": gettext("Went over the licence limit"),
        "nearing_expiration": gettext("Came near expiration"),
        "quality_crossed": gettext("Call quality became poor"),
        "abandonment_crossed": gettext("Many callers hang up"),
        "calls_fell": gettext("Calls fell"),
        "usage_fell": gettext("Use of licences fell"),
        "assignment_fell": gettext("Assignment of licences fell"),
    }
    return names[reason]


def sentence(entry: Entry) -> str:
    """What is so of an entry, with its numbers."""
    match entry.reason:
        case "data_late":
            return _late(entry)
        case "over_limit":
            return _over(entry)
        case "nearing_expiration":
            return _nearing(entry)
        case "quality_crossed":
            return gettext("%(now)s of the call legs are poor, before: %(then)s", **_rates(entry))
        case "abandonment_crossed":
            return gettext("%(now)s of the callers hang up in queues, before: %(then)s", **_rates(entry))
        case "calls_stopped":
            return gettext("no calls in the last week, before: %(then)s a week", then=formats.count(entry.before))
        case "calls_fell":
            return gettext("%(now)s calls in the last week, before: %(then)s", **_counts(entry))
        case "usage_fell":
            return gettext("%(product)s: %(now)s licences used, before: %(then)s", **_counts(entry))
    return gettext("%(product)s: %(now)s licences assigned, before: %(then)s", **_counts(entry))


def _late(entry: Entry) -> str:
    days = int(entry.value or 0)
    if entry.period == "week":
        return ngettext(
            "the newest week of calls ended %(num)s day ago", "the newest week of calls ended %(num)s days ago", days
        )
    return ngettext(
        "the newest subscriptions are %(num)s day old", "the newest subscriptions are %(num)s days old", days
    )


def _over(entry: Entry) -> str:
    number = int(entry.value or 0)
    return ngettext(
        "%(n)s licence more assigned than purchased",
        "%(n)s licences more assigned than purchased",
        number,
        n=formats.count(number),
    )


def _nearing(entry: Entry) -> str:
    days = int(entry.value or 0)
    if not days:
        return gettext("%(subscription)s ends today and does not renew", subscription=entry.subscription_id)
    return ngettext(
        "%(subscription)s ends in %(num)s day and does not renew",
        "%(subscription)s ends in %(num)s days and does not renew",
        days,
        subscription=entry.subscription_id,
    )


def _rates(entry: Entry) -> dict[str, str]:
    return {"now": formats.rate(entry.value), "then": formats.rate(entry.before)}


def _counts(entry: Entry) -> dict[str, str]:
    product = product_names().get(entry.product or "", entry.product or "")
    return {"now": formats.count(entry.value), "then": formats.count(entry.before), "product": product}
