"""What rules said and told: the history of judgements, and the crossings that a person may see now."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from dashboard.data.query.cache import until_written
from dashboard.data.query.scope import Scope
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import customer, import_record, subscription
from dashboard.data.storage.schema.work import alert_delivery, alert_event, alert_judgement, alert_state


@dataclass(frozen=True)
class Judgement:
    """What a rule said at an import. `told` are its crossings; `sent` says of each channel how far its message is, and
    why it did not go out."""

    rule_id: str
    import_id: int
    file_name: str | None
    as_of: date
    at: datetime
    value: float | None
    entered: int
    left: int
    told: int
    problem: str | None
    sent: tuple[tuple[str, str, str | None], ...]


@dataclass(frozen=True)
class Event:
    """A crossing as it is shown. The customer is None where a KPI crossed."""

    event_id: int
    rule_id: str
    import_id: int
    kind: str
    org_id: str | None
    customer: str | None
    subscription_id: str | None
    value: float | None
    period: date
    at: datetime
    seen: bool


def judgements(region: Region, rule_id: str, limit: int = 100) -> list[Judgement]:
    """The history of a rule, the newest first."""
    row = alert_judgement.c
    statement = _judgements().where(row.rule_id == rule_id).order_by(row.import_id.desc()).limit(limit)
    sent = sa.select(alert_delivery).where(alert_delivery.c.rule_id == rule_id).order_by(alert_delivery.c.channel)
    with region.read() as connection:
        messages: dict[int, list[tuple[str, str, str | None]]] = {}
        for message in connection.execute(sent):
            messages.setdefault(message.import_id, []).append((message.channel, message.state, message.error))
        return [
            Judgement(**judgement, sent=tuple(messages.get(judgement["import_id"], ())))
            for judgement in connection.execute(statement).mappings()
        ]


def last_judgements(region: Region, rule_ids: Collection[str]) -> dict[str, Judgement]:
    """What each rule said when it was last judged, by its id; how far its messages are is not among it."""
    row, state = alert_judgement.c, alert_state.c
    last = sa.tuple_(row.rule_id, row.import_id).in_(sa.select(state.rule_id, state.import_id))
    with region.read() as connection:
        rows = connection.execute(_judgements().where(row.rule_id.in_(list(rule_ids)), last)).mappings()
        return {judgement["rule_id"]: Judgement(**judgement, sent=()) for judgement in rows}


def _judgements() -> sa.Select[Any]:
    row, record = alert_judgement.c, import_record.c
    joined = alert_judgement.outerjoin(import_record, record.import_id == row.import_id)
    names = ("rule_id", "import_id", "as_of", "at", "value", "entered", "left", "told", "problem")
    return sa.select(*(row[name] for name in names), record.file_name).select_from(joined)


def events(
    scope: Scope, rule_ids: Collection[str], *, limit: int = 200, import_id: int | None = None
) -> Sequence[Event]:
    """The crossings of rules, the newest first: those of customers in scope now, and those of KPIs."""
    row = alert_event.c
    names = ("event_id", "rule_id", "import_id", "kind", "value", "period", "at")
    shown = sa.func.coalesce(customer.c.name, customer.c.snapshot_name).label("customer")
    statement = (
        sa.select(*(row[name] for name in names), row.seen_at, customer.c.org_id, shown, subscription.c.subscription_id)
        .select_from(_joined())
        .where(row.rule_id.in_(list(rule_ids)), _may_be_seen(scope))
        .order_by(row.event_id.desc())
        .limit(limit)
    )
    if import_id is not None:
        statement = statement.where(row.import_id == import_id)
    with scope.region.read() as connection:
        return [_event(event) for event in connection.execute(statement).mappings()]


@until_written
def unseen(scope: Scope, rule_ids: tuple[str, ...]) -> int:
    """How many of them nobody has looked at."""
    row = alert_event.c
    statement = sa.select(sa.func.count()).select_from(alert_event)
    mine = statement.where(row.rule_id.in_(rule_ids), row.seen_at.is_(None), _may_be_seen(scope))
    with scope.region.read() as connection:
        return int(connection.scalar(mine) or 0) if rule_ids else 0


def mark_seen(
    region: Region,
    rule_ids: Collection[str],
    at: datetime,
    *,
    until: datetime | None = None,
    event_id: int | None = None,
) -> None:
    """Remembers that crossings of rules were looked at: all, those that were told by then, or one."""
    row = alert_event.c
    mine: list[sa.ColumnElement[bool]] = [row.rule_id.in_(list(rule_ids)), row.seen_at.is_(None)]
    if until is not None:
        mine.append(row.at <= until)
    if event_id is not None:
        mine.append(row.event_id == event_id)
    with region.read() as connection:
        if connection.execute(sa.select(row.event_id).where(*mine).limit(1)).first() is None:
            return
    with region.write() as connection:
        connection.execute(sa.update(alert_event).where(*mine).values(seen_at=at))


def named(scope: Scope, keys: Collection[int]) -> tuple[str, ...]:
    """The names of customers in scope, in order."""
    row = customer.c
    shown = sa.func.coalesce(row.name, row.snapshot_name, row.org_id)
    every: sa.Select[Any] = sa.select(shown).where(row.customer_key.in_(list(keys)))
    with scope.region.read() as connection:
        names = connection.scalars(scope.unfiltered.restrict(every, row.customer_key)) if keys else ()
        return tuple(sorted(map(str, names)))


def _joined() -> sa.FromClause:
    row = alert_event.c
    same = (subscription.c.customer_key == row.customer_key) & (subscription.c.subscription_key == row.subscription_key)
    return alert_event.outerjoin(customer, customer.c.customer_key == row.customer_key).outerjoin(subscription, same)


def _may_be_seen(scope: Scope) -> sa.ColumnElement[bool]:
    every: sa.Select[Any] = sa.select(customer.c.customer_key)
    own = scope.unfiltered.restrict(every, customer.c.customer_key)
    return (alert_event.c.customer_key == 0) | alert_event.c.customer_key.in_(own)


def _event(row: sa.RowMapping) -> Event:
    kept = {name: row[name] for name in Event.__dataclass_fields__ if name != "seen"}
    return Event(**kept, seen=row["seen_at"] is not None)
