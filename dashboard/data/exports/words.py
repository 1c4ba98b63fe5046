"""Words for what closed sets of values hold, by column: what pages show and what files with words as headers hold.

Texts are English message ids. What a column holds beyond its set stays as it is.
"""

from collections.abc import Mapping
from typing import Any

from dashboard.data.changes.causes import CAUSES
from dashboard.data.quality.kinds import KINDS
from dashboard.data.work.columns import FORMER
from dashboard.i18n import N_, translated

Words = Mapping[str, str]
"""Word by value, the value in lower case."""

YES, NO = N_("Yes"), N_("No")

STATUSES = {
    "trial": N_("Trial"),
    "subscription": N_("Subscription"),
    "expires_soon": N_("Expires soon"),
    "licence_overage": N_("Licence overage"),
    "no_recent_activity": N_("No recent activity"),
    "ready_for_setup": N_("Ready for order set-up"),
    "suspended": N_("Suspended"),
    "expired": N_("Expired"),
}
PRODUCTS = {"meetings": "Meetings", "calling": "Calling"}  # proper names, the same in every language
TYPES = {"subscription": N_("Subscription"), "trial": N_("Trial")}
MANAGERS = {"own": N_("own organisation"), "external": N_("external administrator")}
FEATURES = {
    "hunt_group": N_("Hunt group"),
    "auto_attendant": N_("Auto attendant"),
    "call_queue": N_("Call queue"),
    "voicemail": N_("Voicemail"),
    "forwarding": N_("Forwarding"),
    "transfer": N_("Transfer"),
    "park": N_("Park"),
    "pickup": N_("Pickup"),
    "paging": N_("Paging"),
    "recording": N_("Recording"),
    "conference": N_("Conference"),
}
ENDPOINTS = {
    "desk phone": N_("Desk phone"),
    "webex app desktop": N_("Webex app desktop"),
    "webex app mobile": N_("Webex app mobile"),
    "web": N_("Web"),
    "room device": N_("Room device"),
    "other": N_("Other"),
    "unknown": N_("Unknown"),
}
REPORTS = {
    "subscription details": N_("Subscription Details"),
    "calling usage detail": N_("Calling Usage Detail"),
}
SUBSCRIPTION_STATUSES = {"active": N_("Active"), "expired": N_("Expired")}

SUBJECTS: Words = {
    "licences": N_("Licences"),
    "usage": N_("Call usage"),
    "quality": N_("Call quality"),
    "features": N_("Features"),
    "queues": N_("Call queues"),
    "endpoints": N_("Endpoint types"),
    "queue_reports": N_("Queue reports"),
}
"""What numbers are about whose coverage is told."""

REASONS: Words = {
    "gone": N_("missing from the subscription reports for more than 14 days"),
    "never": N_("in no subscription report, known from other files"),
    "unreported": N_("has Calling licences, but no call report of the week names it"),
    "unlicensed": N_("has no Calling licences"),
    "unmeasured": N_("no file tells its call quality"),
    "featureless": N_("no file tells its features"),
    "queueless": N_("no report names a call queue of it"),
    "legless": N_("no call legs are there"),
    "unlisted": N_("no Call Queue Stats report names a queue of it"),
}
"""Why a customer is not seen."""

RENEWAL_STATES: Words = {
    "open": N_("Open"),
    "contacted": N_("Contacted"),
    "quoted": N_("Quoted"),
    "will_renew": N_("Will renew"),
    "will_not_renew": N_("Will not renew"),
}
DUE: Words = {"overdue": N_("Overdue"), "this_week": N_("This week"), "later": N_("Later")}
RISK_LEVELS: Words = {"high": N_("High"), "medium": N_("Medium"), "low": N_("Low")}

MEMBERS: dict[str, Words] = {
    "statuses": STATUSES,
    "product": PRODUCTS,
    "products": PRODUCTS,
    "subscription_types": TYPES,
    "managed_by": MANAGERS,
    "feature": FEATURES,
    "worst_endpoint_type": ENDPOINTS,
    "endpoint_type": ENDPOINTS,
    "subject": SUBJECTS,
    "reason": REASONS,
    "cause": {cause.key: cause.label for cause in CAUSES},
    "finding": {kind.key: kind.label for kind in KINDS},
    "advice": {kind.advice.lower(): kind.advice for kind in KINDS},
    "report": REPORTS,
    "subscription_status": SUBSCRIPTION_STATUSES,
    "state": RENEWAL_STATES,
    "due": DUE,
    "risk": RISK_LEVELS,
    "owner": {FORMER: FORMER},
}
"""What the columns of these names may hold."""


def in_words(row: dict[str, Any], language: str) -> dict[str, Any]:
    """A row with its closed values and its yes and no in a language."""
    return {key: _word(key, value, language) for key, value in row.items()}


def _word(key: str, value: Any, language: str) -> Any:
    if isinstance(value, bool):
        return translated(YES if value else NO, language).lower()
    words = MEMBERS.get(key)
    if words is None or value is None:
        return value
    if isinstance(value, tuple):
        return tuple(_one(words, member, language) for member in value)
    return _one(words, value, language) if isinstance(value, str) else value


def _one(words: Words, value: str, language: str) -> str:
    word = words.get(value.lower())
    return value if word is None else translated(word, language)
