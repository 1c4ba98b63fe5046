"""Names for what files name with a key: features, endpoint types. What is not known here stays as its file has it."""

from flask_babel import gettext

from dashboard.data.checks.kinds import KINDS
from dashboard.data.waterfall.causes import CAUSES
from dashboard.ui import formats


def feature_names() -> dict[str, str]:
    """The calling features that have words, by key."""
    return {
        "hunt_group": gettext("Hunt group"),
        "auto_attendant": gettext("Auto attendant"),
        "call_queue": gettext("Call queue"),
        "voicemail": gettext("Voicemail"),
        "forwarding": gettext("Forwarding"),
        "transfer": gettext("Transfer"),
        "park": gettext("Park"),
        "pickup": gettext("Pickup"),
        "paging": gettext("Paging"),
        "recording": gettext("Recording"),
        "conference": gettext("Conference"),
    }


def endpoint_names() -> dict[str, str]:
    """The endpoint types that have words, by their name in lower case."""
    return {
        "desk phone": gettext("Desk phone"),
        "webex app desktop": gettext("Webex app desktop"),
        "webex app mobile": gettext("Webex app mobile"),
        "web": gettext("Web"),
        "room device": gettext("Room device"),
        "other": gettext("Other"),
        "unknown": gettext("Unknown"),
    }


def status_names() -> dict[str, str]:
    """The statuses of customers, by key."""
    return {
        "trial": gettext("Trial"),
        "subscription": gettext("Subscription"),
        "expires_soon": gettext("Expires soon"),
        "licence_overage": gettext("Licence overage"),
        "no_recent_activity": gettext("No recent activity"),
        "ready_for_setup": gettext("Ready for order set-up"),
        "suspended": gettext("Suspended"),
        "expired": gettext("Expired"),
    }


def product_names() -> dict[str, str]:
    """The products, by key: proper names, the same in every language."""
    return {"meetings": "Meetings", "calling": "Calling"}


def type_names() -> dict[str, str]:
    """Paid subscriptions and trials, by key."""
    return {"subscription": gettext("Subscription"), "trial": gettext("Trial")}


def manager_names() -> dict[str, str]:
    """Who manages a customer, by key."""
    return {"own": formats.managed_by_name("own"), "external": formats.managed_by_name("external")}


def cause_names() -> dict[str, str]:
    """The causes of changes, by key."""
    return {cause.key: gettext(cause.label) for cause in CAUSES}


def kind_names() -> dict[str, str]:
    """The kinds of data-quality findings, by key."""
    return {kind.key: gettext(kind.label) for kind in KINDS}


def report_names() -> dict[str, str]:
    """The weekly reports that have words, by their name in lower case."""
    return {
        "subscription details": gettext("Subscription Details"),
        "calling usage detail": gettext("Calling Usage Detail"),
    }


def advice_texts() -> dict[str, str]:
    """What to do about findings, by the English sentence in lower case."""
    return {kind.advice.lower(): gettext(kind.advice) for kind in KINDS}


def member_names(column: str) -> dict[str, str]:
    """Words for what a column may hold; what is not in it is shown as it is."""
    named = {
        "statuses": status_names,
        "product": product_names,
        "products": product_names,
        "subscription_types": type_names,
        "managed_by": manager_names,
        "feature": feature_names,
        "worst_endpoint_type": endpoint_names,
        "cause": cause_names,
        "finding": kind_names,
        "advice": advice_texts,
        "report": report_names,
    }
    return named[column]() if column in named else {}


def feature_name(key: str) -> str:
    """A calling feature in words."""
    return feature_names().get(key, key)


def endpoint_name(key: str) -> str:
    """An endpoint type in words."""
    return endpoint_names().get(key.lower(), key)
