"""Messages that judgements have to send: claimed by one process, sent, tried again. Each change names what it saw."""

from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema.work import alert_delivery


@dataclass(frozen=True)
class Message:
    """One message of a rule at an import."""

    delivery_id: str
    rule_id: str
    import_id: int
    channel: str
    state: str
    attempts: int


_COLUMNS = [alert_delivery.c[name] for name in Message.__dataclass_fields__]


def due(region: Region, at: datetime) -> list[Message]:
    """Those that wait, and those whose sender was not heard of again."""
    row = alert_delivery.c
    waiting = sa.select(*_COLUMNS).where(row.state.in_(("due", "sending")), row.next_at <= at)
    with region.read() as connection:
        return [
            Message(**message)
            for message in connection.execute(waiting.order_by(row.next_at, row.import_id, row.rule_id)).mappings()
        ]


def claim(region: Region, seen: Message, until: datetime) -> Message | None:
    """The message as this process alone sends it now, None when another was first."""
    claimed = replace(seen, state="sending", attempts=seen.attempts + 1)
    return claimed if _changed(region, seen, state="sending", attempts=claimed.attempts, next_at=until) else None


def moved(region: Region, seen: Message, state: str, at: datetime, error: str | None = None) -> bool:
    """Whether the message is in another state now: it was not if another process changed it."""
    return _changed(region, seen, state=state, next_at=at, error=error)


def _changed(region: Region, seen: Message, **values: object) -> bool:
    row = alert_delivery.c
    same = (row.delivery_id == seen.delivery_id, row.state == seen.state, row.attempts == seen.attempts)
    with region.write() as connection:
        return connection.execute(sa.update(alert_delivery).where(*same).values(values)).rowcount == 1
