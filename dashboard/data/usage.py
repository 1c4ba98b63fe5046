"""Used licences over the last three months, for the small lines beside the peaks."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from dashboard.data.question import Question
from dashboard.data.subscriptions import usage_snapshots


def add_used_3_months(question: Question, rows: Sequence[dict[str, Any]]) -> None:
    """Give each row (with its keys) `used_3_months`: the used counts by date, oldest first, None where unknown."""
    if not rows:
        return
    recent = usage_snapshots(question).subquery("recent")
    wanted = recent.c.subscription_key.in_([row["subscription_key"] for row in rows])
    found: dict[int, list[int | None]] = {}
    with question.scope.region.read() as connection:
        statement = sa.select(recent.c.subscription_key, recent.c.used).where(wanted).order_by(recent.c.date)
        for key, used in connection.execute(statement):
            found.setdefault(key, []).append(used)
    for row in rows:
        row["used_3_months"] = found.get(row["subscription_key"], [])
