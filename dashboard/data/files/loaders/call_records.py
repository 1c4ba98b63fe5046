"""Detailed call history read as call legs: which endpoint a record came from and which features it names.

Records tell neither in the words of a Call Legs file. The known client types, reasons and user types are those of the
provider's description of its call records; any other is kept as it is named.
"""

from typing import Any

import sqlalchemy as sa

Columns = sa.sql.ColumnCollection[str, Any]

_ENDPOINTS = {"SIP": "desk phone", "WXC_DEVICE": "room device"}
_APP, _APP_DESKTOP, _APP_MOBILE = "WXC_CLIENT", "Webex app desktop", "Webex app mobile"
_MOBILE = ("android", "ios", "iphone", "ipad")
_REASONS = {
    "forwarding": ("callforward", "unconditional", "noanswer", "userbusy", "followme", "timeofday", "unavailable"),
    "transfer": ("transfer",),
    "park": ("callpark", "callretrieve"),
    "pickup": ("pickup",),
    "call queue": ("callqueue", "callcenter"),
    "hunt group": ("huntgroup",),
    "auto attendant": ("automatedattendant",),
    "voicemail": ("voicemail",),
    "paging": ("paging",),
    "recording": ("recording",),
    "conference": ("conference",),
}
_NOTHING = ("unrecognised", "unrecognized", "unknown", "no")


def endpoint_type(record: Columns) -> sa.ColumnElement[str]:
    """What the leg ended at, unknown where the record does not say."""
    client = sa.func.upper(record.client_type)
    system = sa.func.lower(record.os_type)
    mobile = sa.or_(*(system.contains(name) for name in _MOBILE))
    app = sa.case((mobile, _APP_MOBILE), (system.is_not(None), _APP_DESKTOP), else_=record.client_type)
    known = [(client == name, endpoint) for name, endpoint in _ENDPOINTS.items()]
    return sa.case(*known, (client == _APP, app), else_=record.client_type)


def features(record: Columns) -> sa.ColumnElement[str]:
    """The features that the record names, ;-separated in lower case; unknown where it names none."""
    reasons = (record.related_reason, record.redirect_reason, record.original_reason, record.user_type)
    named = sa.func.lower(sa.func.concat_ws(" ", *reasons))
    cases = [sa.case((sa.or_(*(named.contains(word) for word in words)), name)) for name, words in _REASONS.items()]
    return sa.func.nullif(sa.func.concat_ws(";", *cases, _unheard_of(record)), "")


def _unheard_of(record: Columns) -> sa.ColumnElement[str]:
    reason = sa.func.lower(record.related_reason)
    heard = [reason.contains(word) for words in _REASONS.values() for word in words]
    return sa.case((sa.or_(reason.in_(_NOTHING), *heard), sa.null()), else_=sa.func.replace(reason, ";", ","))
