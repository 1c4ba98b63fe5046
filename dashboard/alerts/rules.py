"""Rules: what a person wants to be told, made from what they look at. Kept in the store; what was found is not."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from dashboard.access.accounts import User
from dashboard.access.rights import demand, may
from dashboard.access.sign_in.secret_key import secret_key
from dashboard.alerts.rule_input import Wish, checked
from dashboard.data.alerts.crossings import forget
from dashboard.data.storage.store import audit, now, reading, writing
from dashboard.data.storage.store import user as users
from dashboard.data.storage.store.reports import new_id
from dashboard.data.storage.store.work import alert_rule
from dashboard.errors import BadParameter, Conflict, NotFound
from dashboard.i18n import N_
from dashboard.services import Services
from dashboard.settings import Settings

MOST = 200  # rules of a person
CHANGED = N_("Somebody changed this rule meanwhile. Look at it again before you change it.")


@dataclass(frozen=True)
class Rule:
    """A wish that is kept, and whose it is."""

    rule_id: str
    user_id: int
    email: str
    wish: Wish
    version: int
    created_at: datetime


def rules_for(store: Engine, user: User) -> list[Rule]:
    """The user's own, then those that colleagues share, by name. Raises Forbidden."""
    demand(user, "customers")
    row = alert_rule.c
    mine = row.user_id == user.user_id
    chosen = _every().where(sa.or_(mine, row.shared.is_(True) & users.c.disabled.is_(False)))
    with reading(store) as connection:
        rules = [_rule(record) for record in connection.execute(chosen).mappings()]
    return sorted(rules, key=lambda rule: (rule.user_id != user.user_id, rule.wish.name.lower(), rule.rule_id))


def rules_in(store: Engine, region: str) -> list[Rule]:
    """Every rule of a region, whoever keeps it, those that pause too: for the judge and for what is to be sent."""
    with reading(store) as connection:
        rows = connection.execute(_every().where(alert_rule.c.region == region).order_by(alert_rule.c.rule_id))
        return [_rule(row) for row in rows.mappings()]


def rule_for(store: Engine, user: User, rule_id: str) -> Rule:
    """A rule of the user's own, or one that is shared. Raises NotFound."""
    for rule in rules_for(store, user):
        if rule.rule_id == rule_id:
            return rule
    raise NotFound(N_("There is no such rule."))


def add_rule(services: Services, user: User, wish: Wish) -> Rule:
    """Keeps a rule; what its table holds now is where it begins. Raises as `checked`."""
    demand(user, "own_settings")
    kept, at = checked(services, user, wish), now()
    rule = Rule(new_id(), user.user_id, user.email, kept, 1, at)
    with writing(services.store) as connection:
        mine = sa.select(sa.func.count()).where(alert_rule.c.user_id == user.user_id)
        if connection.execute(mine).scalar_one() >= MOST:
            raise BadParameter("name", N_("at most %(most)s rules a person"), most=MOST)
        keys = {"rule_id": rule.rule_id, "user_id": user.user_id, "created_at": at, "version": 1}
        connection.execute(sa.insert(alert_rule).values(keys | _columns(kept)))
        audit(connection, N_("alert rule added"), kept.subject, user.email, region=kept.region)
    return rule


def change_rule(services: Services, user: User, rule_id: str, wish: Wish, version: int | None) -> Rule:
    """Makes another rule of one of the user's own, which begins anew; `version`: as it was read, None for any.

    Raises as `checked`, NotFound, and Conflict with the rule there is.
    """
    demand(user, "own_settings")
    kept = checked(services, user, wish)
    with writing(services.store) as connection:
        held = _own(connection, user, rule_id)
        if version is not None and version != held.version:
            raise Conflict(CHANGED, held)
        change = sa.update(alert_rule).where(alert_rule.c.rule_id == rule_id)
        connection.execute(change.values(_columns(kept) | {"version": held.version + 1}))
        audit(connection, N_("alert rule changed"), kept.subject, user.email, region=kept.region)
    for code in {held.wish.region, kept.region} & services.regions.keys():
        with services.regions[code].write() as connection:
            forget(connection, [rule_id], keep_history=code == kept.region)
    return replace(held, wish=kept, version=held.version + 1)


def delete_rule(services: Services, user: User, rule_id: str) -> None:
    """Ends a rule of the user's own, with all that it told. Raises NotFound."""
    demand(user, "own_settings")
    with writing(services.store) as connection:
        held = _own(connection, user, rule_id)
        connection.execute(sa.delete(alert_rule).where(alert_rule.c.rule_id == rule_id))
        audit(connection, N_("alert rule deleted"), held.wish.subject, user.email, region=held.wish.region)
    if held.wish.region in services.regions:
        with services.regions[held.wish.region].write() as connection:
            forget(connection, [rule_id])


def webhook_secret(settings: Settings, rule_id: str) -> str:
    """What signs the messages of a rule: made from the installation's own key, so that it is kept nowhere."""
    return hmac.new(secret_key(settings).encode(), f"webhook {rule_id}".encode(), hashlib.sha256).hexdigest()


def may_be_judged(user: User, wish: Wish) -> bool:
    """Whether the owner may still ask what the rule asks."""
    return may(user, "customers" if wish.watched.table.name == "customers" else "analytics")


def _own(connection: Connection, user: User, rule_id: str) -> Rule:
    mine = (alert_rule.c.rule_id == rule_id) & (alert_rule.c.user_id == user.user_id)
    row = connection.execute(_every().where(mine)).mappings().one_or_none()
    if row is None:
        raise NotFound(N_("There is no such rule."))
    return _rule(row)


def _every() -> sa.Select[Any]:
    return sa.select(alert_rule, users.c.email).join_from(alert_rule, users, users.c.user_id == alert_rule.c.user_id)


def _columns(wish: Wish) -> dict[str, Any]:
    return asdict(wish) | {"filters": json.dumps(wish.filters), "tags": json.dumps(wish.tags)}


def _rule(row: Mapping[Any, Any]) -> Rule:
    filters = tuple((str(key), str(text)) for key, text in json.loads(row["filters"]))
    held = {key: row[key] for key in Wish.__dataclass_fields__}
    wish = Wish(**held | {"filters": filters, "tags": tuple(json.loads(row["tags"]))})
    return Rule(row["rule_id"], row["user_id"], row["email"], wish, row["version"], row["created_at"])
