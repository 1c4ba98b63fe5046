"""Which regions a user may see, and which of them are out of reach."""

import logging

import sqlalchemy as sa
from flask import g

from dashboard.access.accounts import User, customers_in, scope_in
from dashboard.data.storage.regions import Region
from dashboard.errors import RegionUnavailable
from dashboard.services import services

_log = logging.getLogger(__name__)


def regions_for(user: User) -> list[tuple[Region, int]]:
    """The regions that hold customers the user may see, with how many, in the settings' order.

    Users who see all customers get every region, with 0, as long as none holds any: so that a page can say so. A region
    whose database is out of reach is left out, and named by `regions_down`.
    """
    down, counted = [], []
    for region in services().regions.values():
        try:
            counted.append((region, customers_in(scope_in(user, region))))
        except (RegionUnavailable, sa.exc.DBAPIError) as error:
            _log.error("region %s is out of reach: %s", region.code, type(error).__name__)
            down.append(region.code)
    g.regions_down = down
    visible = [(region, count) for region, count in counted if count]
    return counted if not visible and user.role != "partner_admin" else visible


def regions_down() -> list[str]:
    """The regions that were out of reach when this request asked for all of them."""
    codes: list[str] = g.get("regions_down", [])
    return codes
