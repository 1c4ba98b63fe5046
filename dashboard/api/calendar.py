"""/calendar: a secret address for calendars, and what is under it. The secret is all that it asks for."""

from flask import Blueprint, Response, request
from flask_login import current_user

from dashboard.access.account.calendars import calendar, calendar_since, new_calendar, revoke_calendar
from dashboard.api.base.answers import answer, error, in_utc
from dashboard.services import services

feeds = Blueprint("feeds", __name__)


@feeds.get("/calendar/<secret>.ics")
def feed(secret: str) -> Response:
    """The renewals of whoever made the address; 404 once it was revoked."""
    text = calendar(services(), secret)
    if text is None:
        return error(404, "not_found", "There is no calendar under this address.")
    return Response(text, content_type="text/calendar; charset=utf-8")


def about() -> Response:
    """Since when the caller has an address; the address itself is shown once, when it is made."""
    return answer({"since": in_utc(calendar_since(services().store, current_user))})


def make() -> Response:
    """201 with a new address, which takes the place of an earlier one."""
    secret = new_calendar(services().store, current_user)
    return answer({"address": f"{request.url_root.rstrip('/')}/calendar/{secret}.ics"}, 201)


def revoke() -> Response:
    """204: the address leads nowhere."""
    revoke_calendar(services().store, current_user)
    return Response(status=204)
