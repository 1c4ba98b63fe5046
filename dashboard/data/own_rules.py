"""A region's own rules, changed: what is kept by the old ones is counted again in the same transaction."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.calling.weekly import recount_outdated
from dashboard.data.customers.edits import REGION, note_changes
from dashboard.data.storage.regions import Region
from dashboard.data.storage.rules import Rules, keep_rules, rules_at
from dashboard.data.storage.schema import snapshot_date
from dashboard.data.subscriptions import rollups
from dashboard.errors import Conflict
from dashboard.i18n import N_


def rules_of(region: Region) -> Rules:
    """The rules in force in a region."""
    with region.read() as connection:
        return rules_at(connection)


def version_of(rules: Rules, names: Iterable[str]) -> str:
    """A mark of the named rules: another as soon as one of them is."""
    held = json.dumps({name: getattr(rules, name) for name in sorted(names)})
    return hashlib.sha256(held.encode()).hexdigest()[:16]


def _count_again(connection: Connection, region: Region) -> None:
    first = connection.scalar(sa.select(sa.func.min(snapshot_date.c.date)))
    if first is not None:
        rollups.count_again(connection, region, first)
    recount_outdated(connection, region)


def set_rules(
    region: Region, values: Mapping[str, object], actor: str, *, reset: bool = False, version: str | None = None
) -> Rules:
    """Changes what is named (with `reset` all others are the defaults again); the past is shown by the new ones too.

    `version` is that of the named rules as they were read. Raises BadParameter, whose parameter is the rule, and
    Conflict when one of them was changed since.
    """
    with region.write() as connection:
        held = rules_at(connection)
        if version is not None and version != version_of(held, values):
            raise Conflict(N_("Somebody else changed the rules meanwhile."), held)
        rules = (Rules() if reset else held).changed(values)
        if rules == held:
            return held
        keep_rules(connection, rules)
        before, after = asdict(held), asdict(rules)
        changed = {key: value for key, value in after.items() if value != before[key]}
        if not all(key.startswith("weight_") for key in changed):  # nothing is kept by weights
            _count_again(connection, region)
        note_changes(connection, [REGION], actor, "rules", json.dumps(changed))
        return rules
