"""GET /regions."""

from flask import Response
from flask_login import current_user

from dashboard.access.visible_regions import regions_for
from dashboard.api.base.answers import answer


def regions() -> Response:
    """The regions that hold customers the caller may see, with how many."""
    return answer([{"code": region.code, "customers": count} for region, count in regions_for(current_user) if count])
