"""What PostgreSQL really did for each statement, and whether it looped over rows.

The server's own `auto_explain` tells the plan of every statement, with the rows that each step had in its hands: those
of imports too, in the very transaction that they run in.
"""

import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa

from dashboard.data.query import queries
from dashboard.data.query.moment import moment
from dashboard.data.query.question import PRODUCTS, Question
from dashboard.data.query.scope import Scope
from dashboard.data.storage.regions import Region
from dashboard.data.tables import TABLES

_WATCH = (
    "LOAD 'auto_explain'",
    "SET auto_explain.log_min_duration TO 0",
    "SET auto_explain.log_analyze TO on",
    "SET auto_explain.log_timing TO off",
    "SET auto_explain.log_format TO json",
    "SET auto_explain.log_level TO notice",
)
_ROOM = 5
"""So often a step of a statement may have each row of the tables that the statement reads in its hands."""
_LEAST = 5_000  # rows that nobody would notice


@dataclass
class Plans:
    """The plans of a session, by the statement's text as the server had it."""

    found: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def note(self, notice: Any) -> None:
        """Keeps a plan; other notices are none of ours."""
        text = str(notice.message_primary)
        if "plan:" in text:
            told = json.loads(text.partition("plan:")[2])
            self.found.append((told["Query Text"], told["Plan"]))

    def loops(self, sizes: Mapping[str, int]) -> list[str]:
        """The statements of which a step handles more rows than the tables that they read can explain."""
        return [
            f"{_handled(step):,.0f} rows in {step['Node Type']}: {' '.join(text.split())}"
            for text, plan in self.found
            for step in [max(_steps(plan), key=_handled)]
            if _handled(step) > max(_LEAST, _ROOM * sum(sizes.get(name, 0) for name in _read(plan)))
        ]


@contextmanager
def watched(region: Region) -> Iterator[Plans]:
    """Every statement on connections that the region opens within; PostgreSQL only."""
    plans = Plans()

    def watch(connection: Any, _record: Any) -> None:
        connection.add_notice_handler(plans.note)
        with connection.cursor() as cursor:
            for statement in _WATCH:
                cursor.execute(statement)
        connection.commit()

    region.engine.dispose()
    sa.event.listen(region.engine, "connect", watch)
    try:
        yield plans
    finally:
        sa.event.remove(region.engine, "connect", watch)
        region.engine.dispose()


def ask_every_table(scopes: Iterable[Scope], days: Sequence[date]) -> None:
    """The KPIs, the first rows in their order and the small lines of every table, of both products."""
    for scope, day, product in itertools.product(scopes, days, PRODUCTS):
        question = Question(scope, moment(scope, day), product)
        for table in TABLES:
            queries.summary(question, table)
            rows = queries.rows(question, table, limit=50, keys=bool(table.lines))
            for line in table.lines:
                line.add(question, rows)


def sizes_of(region: Region) -> dict[str, int]:
    """Rows in each table of the region, and in each part of one."""
    with region.read() as connection:
        tables = sa.inspect(connection).get_table_names()
        return {table: connection.scalar(sa.text(f"SELECT count(*) FROM {table}")) or 0 for table in tables}


def _read(plan: dict[str, Any]) -> set[str]:
    return {step["Relation Name"] for step in _steps(plan) if "Relation Name" in step}


def _steps(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _steps(part)


def _handled(step: dict[str, Any]) -> float:
    """Rows that a step gave or threw away, all its repetitions together."""
    kept = step.get("Actual Rows", 0)
    thrown = sum(step.get(f"Rows Removed by {why}", 0) for why in ("Filter", "Join Filter", "Index Recheck"))
    return float(step.get("Actual Loops", 0) * (kept + thrown))
