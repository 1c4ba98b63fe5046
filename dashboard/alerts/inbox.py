"""What a person's rules told them in the product: the bell's number, the list, and that it was looked at."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from dashboard.access.accounts import User, scope_in
from dashboard.access.rights import demand
from dashboard.alerts.rules import Rule, rule_for, rules_for
from dashboard.data.alerts.history import Event, Judgement, events, judgements, last_judgements, mark_seen, unseen
from dashboard.data.storage.regions import Region
from dashboard.data.storage.store import now
from dashboard.errors import DashboardError
from dashboard.services import Services

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Notice:
    """A crossing, by which rule and in which region."""

    rule: Rule
    region: str
    event: Event


def told(services: Services, user: User, limit: int = 200) -> list[Notice]:
    """What the user's own rules told, the newest first, of what they may see now. A region that is down is left out."""
    notices = []
    for region, rules in _own(services, user):
        try:
            for event in events(scope_in(user, region), list(rules), limit=limit):
                notices.append(Notice(rules[event.rule_id], region.code, event))
        except (DashboardError, sa.exc.DBAPIError) as error:
            _log.error("region %s is out of reach: %s", region.code, type(error).__name__)
    return sorted(notices, key=lambda notice: (notice.event.at, notice.event.event_id), reverse=True)[:limit]


def bell(services: Services, user: User) -> int:
    """How many crossings the user has not looked at; those of regions that are down are not counted."""
    number = 0
    for region, rules in _own(services, user):
        try:
            number += unseen(scope_in(user, region), tuple(rules))
        except (DashboardError, sa.exc.DBAPIError) as error:
            _log.error("region %s is out of reach: %s", region.code, type(error).__name__)
    return number


def looked_at(services: Services, user: User, at: datetime | None = None, *, until: datetime | None = None) -> None:
    """Remembers that the user has looked at what there is, or at what there was by then."""
    demand(user, "own_settings")
    for region, rules in _own(services, user):
        mark_seen(region, list(rules), at or now(), until=until)


def looked_at_one(services: Services, user: User, code: str, event_id: int) -> None:
    """Remembers that the user has looked at one event of a region; what is not theirs stays as it is."""
    demand(user, "own_settings")
    for region, rules in _own(services, user):
        if region.code == code:
            mark_seen(region, list(rules), now(), event_id=event_id)


def history(services: Services, user: User, rule_id: str) -> list[Judgement]:
    """What a rule of the user's own said at each import, the newest first. Raises NotFound."""
    rule = rule_for(services.store, user, rule_id)
    region = services.regions.get(rule.wish.region)
    return judgements(region, rule_id) if region is not None and rule.user_id == user.user_id else []


def told_by(services: Services, user: User, rule: Rule) -> list[Event]:
    """What a rule of the user's own told, the newest first, of what they may see now."""
    region = services.regions.get(rule.wish.region)
    if region is None or rule.user_id != user.user_id:
        return []
    return list(events(scope_in(user, region), [rule.rule_id]))


def last_said(services: Services, user: User) -> dict[str, Judgement]:
    """What each of the user's own rules said when it was last judged, by its id; a region that is down is left out."""
    by_rule: dict[str, Judgement] = {}
    for region, rules in _own(services, user):
        try:
            by_rule |= last_judgements(region, list(rules))
        except (DashboardError, sa.exc.DBAPIError) as error:
            _log.error("region %s is out of reach: %s", region.code, type(error).__name__)
    return by_rule


def _own(services: Services, user: User) -> Iterator[tuple[Region, dict[str, Rule]]]:
    """The user's own rules by region, those without any left out."""
    mine = [rule for rule in rules_for(services.store, user) if rule.user_id == user.user_id]
    for code, region in services.regions.items():
        if rules := {rule.rule_id: rule for rule in mine if rule.wish.region == code}:
            yield region, rules
