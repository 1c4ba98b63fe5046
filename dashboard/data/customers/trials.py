"""Trials that are started here: a row each, from which rows of the snapshots are made as if a report had told of it.

So every formula holds for them by construction. The rows lie in the newest snapshot by the day the trial starts, and
in every later one until it ends. A trial counts from the day it starts: the past stays as it was. The provider's own
trial takes its place (`subscriptions.local_trials`).
"""

import secrets
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.customers.edits import customer_key, customer_keys, note_changes
from dashboard.data.query.scope import Scope
from dashboard.data.storage.schema import PARTS, snapshot_date, subscription, subscription_snapshot
from dashboard.data.storage.schema.customers import local_trial
from dashboard.data.subscriptions import rollups
from dashboard.data.subscriptions.local_trials import REPLACED, provider_trials, write_snapshots
from dashboard.errors import BadParameter, NotFound
from dashboard.i18n import N_

LENGTHS = (30, 60, 90)
EXTENSION = timedelta(days=30)
MOST_LICENCES = 100_000
PRODUCT_PART = {"meetings": "meetings", "calling": "professional"}
"""Where the licences of a trial of a product are counted."""

Row = dict[str, Any]


def start_trial(scope: Scope, org_id: str, licences: Mapping[str, int], days: int, today: date, actor: str) -> Row:
    """Starts a trial with that many licences by product. Raises BadParameter, NotFound."""
    return start_trials(scope, [org_id], licences, days, today, actor)[0]


def start_trials(
    scope: Scope, org_ids: Collection[str], licences: Mapping[str, int], days: int, today: date, actor: str
) -> list[Row]:
    """Starts the same trial for many customers, for all of them or for none. Raises BadParameter, NotFound."""
    counts = _counts(licences)
    if days not in LENGTHS:
        raise BadParameter("days", N_("one of %(names)s"), names=", ".join(map(str, LENGTHS)))
    with scope.region.write() as connection:
        keys = customer_keys(connection, scope, org_ids).values()
        last = connection.scalar(sa.select(sa.func.max(subscription.c.subscription_key))) or 0
        trials: list[Row] = [
            {
                "customer_key": key,
                "subscription_key": last + n,
                "trial_id": f"TRIAL-{secrets.token_hex(4).upper()}",
                "started_on": today,
                "ends_on": today + timedelta(days=days),
                **counts,
            }
            for n, key in enumerate(sorted(keys), 1)
        ]
        named = ("customer_key", "subscription_key")
        own = [{key: trial[key] for key in named} | {"subscription_id": trial["trial_id"]} for trial in trials]
        connection.execute(sa.insert(subscription), own)
        connection.execute(sa.insert(local_trial), trials)
        write_snapshots(connection)
        _count_again(connection, scope, today)
        for trial in trials:
            note_changes(connection, [trial["customer_key"]], actor, "trial started", trial["trial_id"])
    return [_shown(trial, today) for trial in trials]


def extend_trial(scope: Scope, org_id: str, trial_id: str, today: date, actor: str) -> Row:
    """Lets a running trial end 30 days from today. Raises NotFound, and BadParameter when it runs longer anyway."""
    with scope.region.write() as connection:
        trial = _running(connection, scope, org_id, trial_id, today)
        if trial["ends_on"] >= today + EXTENSION:
            raise BadParameter("trial", N_("it runs for 30 days or more as it is"))
        return _change_end(connection, scope, trial, today + EXTENSION, today, actor, "trial extended")


def end_trial(scope: Scope, org_id: str, trial_id: str, today: date, actor: str) -> Row:
    """Ends a running trial: it was active until yesterday. Raises NotFound."""
    with scope.region.write() as connection:
        trial = _running(connection, scope, org_id, trial_id, today)
        return _change_end(connection, scope, trial, today - timedelta(days=1), today, actor, "trial ended")


def local_trials(scope: Scope, org_id: str, as_of: date) -> list[Row]:
    """The trials of a customer that were started here by then, the newest first, each as it was then.

    Raises NotFound.
    """
    row = local_trial.c
    with scope.region.read() as connection:
        then = (_then("ends_on", as_of).label("end_then"), _then("status", as_of).label("status"))
        own = sa.select(local_trial, *then).where(row.customer_key == customer_key(connection, scope, org_id))
        order = (row.started_on.desc(), row.subscription_key.desc())
        rows = connection.execute(own.where(row.started_on <= as_of).order_by(*order)).mappings().all()
        theirs = provider_trials(connection, rows[0]["customer_key"], as_of) if rows else {}
    return [
        _shown(
            {**trial, "ends_on": trial["end_then"] or trial["ends_on"]},
            as_of,
            theirs.get(trial["subscription_key"], ()),
        )
        for trial in rows
    ]


def _then(column: str, as_of: date) -> sa.ColumnElement[Any]:
    """What the trial's last snapshot by then says; an extension is told from the snapshot before it on."""
    fact, trial = subscription_snapshot.c, local_trial.c
    mine = (fact.customer_key == trial.customer_key) & (fact.subscription_key == trial.subscription_key)
    last = sa.select(sa.func.max(fact.date)).where(mine, fact.date <= as_of).correlate(local_trial).scalar_subquery()
    value = sa.select(sa.func.max(fact[column])).where(mine, fact.date == last)
    return value.correlate(local_trial).scalar_subquery()


def _counts(licences: Mapping[str, int]) -> dict[str, int | None]:
    counts: dict[str, int | None] = dict.fromkeys(PARTS)
    for product, number in licences.items():
        if product not in PRODUCT_PART:
            raise BadParameter("licences", N_("products are %(names)s"), names=", ".join(PRODUCT_PART))
        if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= MOST_LICENCES:
            raise BadParameter("licences", N_("a whole number from %(least)s to %(most)s"), least=1, most=MOST_LICENCES)
        counts[PRODUCT_PART[product]] = number
    if not any(counts.values()):
        raise BadParameter("licences", N_("at least one product with a number of licences"))
    return counts


def _running(connection: Connection, scope: Scope, org_id: str, trial_id: str, today: date) -> Row:
    row = local_trial.c
    mine = (row.customer_key == customer_key(connection, scope, org_id)) & (row.trial_id == trial_id)
    counts = _then("status", today).is_distinct_from(REPLACED)
    running = sa.select(local_trial).where(mine, row.ends_on >= today, row.started_on <= today, counts)
    trial = connection.execute(running).mappings().one_or_none()
    if trial is None:
        raise NotFound(N_("This customer has no running trial of that id that was started here."))
    return dict(trial)


def _change_end(
    connection: Connection, scope: Scope, trial: Row, ends_on: date, today: date, actor: str, action: str
) -> Row:
    """The newest snapshot by today and later ones tell the new end; earlier ones keep what was so then."""
    for table in (local_trial, subscription_snapshot):
        same = (table.c.customer_key == trial["customer_key"]) & (table.c.subscription_key == trial["subscription_key"])
        since = table.c.date >= _newest(connection, today) if table is subscription_snapshot else sa.true()
        connection.execute(sa.update(table).where(same, since).values(ends_on=ends_on))
    write_snapshots(connection)
    _count_again(connection, scope, today)
    note_changes(connection, [trial["customer_key"]], actor, action, trial["trial_id"])
    return _shown({**trial, "ends_on": ends_on}, today)


def _newest(connection: Connection, today: date) -> date:
    day = snapshot_date.c.date
    return connection.scalar(sa.select(sa.func.max(day)).where(day <= today)) or today


def _count_again(connection: Connection, scope: Scope, today: date) -> None:
    day = snapshot_date.c.date
    since = list(connection.scalars(sa.select(day).where(day >= _newest(connection, today))))
    rollups.refresh(connection, scope.region, since)


def _shown(trial: Mapping[str, Any], as_of: date, theirs: tuple[str, ...] = ()) -> Row:
    """A trial as pages and programs see it; `replaced_by` names the provider's that count in its place."""
    replaced = trial.get("status") == REPLACED
    return {
        "trial_id": trial["trial_id"],
        "started_on": trial["started_on"],
        "ends_on": trial["ends_on"],
        "days_left": (trial["ends_on"] - as_of).days,
        "running": trial["ends_on"] >= as_of and not replaced,
        "replaced": replaced,
        "replaced_by": theirs,
        "licences": {product: trial[part] for product, part in PRODUCT_PART.items() if trial[part] is not None},
    }
