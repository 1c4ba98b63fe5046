"""What crossed since a rule was last judged: written once for an import, in one transaction, whoever is first.

A rule's state names the import it was judged at. A judgement counts only if the state is still the one that was looked
at: so of two processes that judge the same import one changes nothing, and a process that dies leaves all or nothing.
"""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.engine import Connection

from dashboard.data.alerts.members import KPI, NOBODY, Members, listed, members
from dashboard.data.alerts.verdicts import Crossings, State, Verdict
from dashboard.data.query.scope import Scope
from dashboard.data.storage.bulk import arrow_schema, fetch, insert
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import customer
from dashboard.data.storage.schema.work import alert_delivery, alert_event, alert_judgement, alert_member, alert_state

_TABLES = (alert_state, alert_member, alert_judgement, alert_event, alert_delivery)
T = TypeVar("T")
Told = Mapping[tuple[str, str, date], Members]
"""Of a rule, a kind and a period."""

_CHUNK = 1_000  # rows of one statement


def states(region: Region) -> dict[str, State]:
    """How far each rule was judged, by its id."""
    with region.read() as connection:
        return _states(connection)


def judged(region: Region, verdicts: Sequence[Verdict], at: datetime) -> int:
    """Writes what was found, all of it or nothing; how many crossings are told by it.

    Whoever writes is alone, so a state that is read here is still so when it is changed.
    """
    if not verdicts:
        return 0
    with region.write() as connection:
        known = _states(connection)
        due = [verdict for verdict in verdicts if known.get(verdict.rule_id) == verdict.before]
        held, told_before = _members(connection), _told_before(connection, due)
        changed = [_changed(verdict, held.get((verdict.rule_id,), NOBODY)) for verdict in due]
        seen = _seen(connection, changed)
        outcomes = [_found(change, seen, told_before) for change in changed]
        _move(connection, due)
        _keep_members(connection, outcomes)
        _keep_events(connection, outcomes, at)
        _keep_judgements(connection, outcomes, at)
        return sum(outcome.tells for outcome in outcomes)


def forget(connection: Connection, rule_ids: Collection[str], *, keep_history: bool = False) -> None:
    """Removes all that is known of rules; of one that was changed all but what was told stays."""
    tables = (alert_state, alert_member) if keep_history else _TABLES
    for table in tables:
        connection.execute(sa.delete(table).where(table.c.rule_id.in_(list(rule_ids))))


@dataclass(frozen=True)
class _Found:
    """What one verdict changes: rows that are new and gone, how many of these its owner sees, and what is told."""

    verdict: Verdict
    new: Members = NOBODY
    gone: Members = NOBODY
    left: int = 0
    told: Sequence[Crossings] = ()

    @property
    def tells(self) -> int:
        """How many crossings are told."""
        return sum(len(crossing.rows) for crossing in self.told)


def _changed(verdict: Verdict, held: Members) -> _Found:
    """The rows that are new and gone, none where the rule cannot be judged."""
    if verdict.seen is None or verdict.problem is not None or verdict.scope is None:
        return _Found(verdict)
    return _Found(verdict, verdict.seen.members - held, held - verdict.seen.members)


def _seen(connection: Connection, changed: Sequence[_Found]) -> dict[Scope, NDArray[np.int64]]:
    """The customers whom the users of rules with rows that are gone see, by their scopes."""
    scopes = {change.verdict.scope.unfiltered for change in changed if change.verdict.scope and len(change.gone)}
    key = customer.c.customer_key
    every = {scope: scope.restrict(sa.select(key), key) for scope in scopes}
    return {scope: fetch(connection, statement)["customer_key"].to_numpy() for scope, statement in every.items()}


def _found(change: _Found, seen: Mapping[Scope, NDArray[np.int64]], told_before: Told) -> _Found:
    """Rows of customers whom the rule's owner sees no more go unsaid; so does what this period told before."""
    verdict = change.verdict
    if verdict.scope is None:
        return change
    left = change.gone.of(seen[verdict.scope.unfiltered]) if len(change.gone) else NOBODY
    rule_id, period = verdict.rule_id, verdict.period
    told = [
        replace(crossing, rows=crossing.rows - told_before.get((rule_id, crossing.kind, period), NOBODY))
        for crossing in _crossings(verdict, change.new, left)
    ]
    return replace(change, left=len(left), told=[crossing for crossing in told if len(crossing.rows)])


def _states(connection: Connection) -> dict[str, State]:
    row = alert_state.c
    rows = connection.execute(sa.select(row.rule_id, row.import_id, row.holds))
    return {state.rule_id: State(state.import_id, state.holds) for state in rows}


def _members(connection: Connection) -> Mapping[tuple[str, ...], Members]:
    return _listed(connection, alert_member, ["rule_id"])


def _told_before(connection: Connection, verdicts: Sequence[Verdict]) -> Told:
    """What the data of the verdicts' periods has told already."""
    of_periods = alert_event.c.period.in_({verdict.period for verdict in verdicts})
    return _listed(connection, alert_event, ["rule_id", "kind", "period"], of_periods)


def _listed(
    connection: Connection, table: sa.Table, by: Sequence[str], *limits: sa.ColumnElement[bool]
) -> dict[tuple[Any, ...], Members]:
    """Whose rows a table has, by these columns: of every rule, for most are judged together."""
    keys = [table.c[name] for name in by]
    rows = listed(table.c.customer_key, table.c.subscription_key).label("members")
    answer = fetch(connection, sa.select(*keys, rows).where(*limits).group_by(*keys))
    groups = zip(*(answer[name].to_pylist() for name in by), strict=True)
    return dict(zip(groups, map(members, answer["members"]), strict=True))


def _move(connection: Connection, verdicts: Sequence[Verdict]) -> None:
    """Brings the states to the import; what a KPI said stays where it is not known now."""
    row = alert_state.c
    later = [verdict for verdict in verdicts if verdict.before is not None]
    for ids in _parts([verdict.rule_id for verdict in later]):
        move = sa.update(alert_state).where(row.rule_id.in_(ids))
        connection.execute(move.values(import_id=later[0].import_id))
    for verdict in later:
        if verdict.holds is not None and verdict.before is not None and verdict.holds != verdict.before.holds:
            changed = sa.update(alert_state).where(row.rule_id == verdict.rule_id)
            connection.execute(changed.values(holds=verdict.holds))
    first = [verdict for verdict in verdicts if verdict.before is None]
    rows = [{"rule_id": verdict.rule_id, "import_id": verdict.import_id, "holds": verdict.holds} for verdict in first]
    _insert(connection, alert_state, rows)


def _keep_members(connection: Connection, outcomes: Sequence[_Found]) -> None:
    key = tuple(alert_member.primary_key)
    gone = [(*member, outcome.verdict.rule_id) for outcome in outcomes for member in outcome.gone]
    if gone:  # as three lists: a bound value for each key of each row takes far longer to write than to delete
        lists = [
            sa.literal(list(values), sa.ARRAY(of.type)) for of, values in zip(key, zip(*gone, strict=True), strict=True)
        ]
        listed_rows = sa.select(*(sa.func.unnest(column) for column in lists))
        connection.execute(sa.delete(alert_member).where(sa.tuple_(*key).in_(listed_rows)))
    new = [outcome for outcome in outcomes if len(outcome.new)]
    _insert_of_each(connection, alert_member, [({"rule_id": outcome.verdict.rule_id}, outcome.new) for outcome in new])


def _keep_judgements(connection: Connection, outcomes: Sequence[_Found], at: datetime) -> None:
    row, rows = alert_judgement.c, []
    for outcome in outcomes:
        verdict, first = outcome.verdict, outcome.verdict.before is None
        value = verdict.seen.value if verdict.seen else None
        new, left = (0, 0) if first else (len(outcome.new), outcome.left)
        counts = {"entered": new, "left": left, "told": outcome.tells}
        about = {"as_of": verdict.as_of, "at": at, "value": value, "problem": verdict.problem}
        rows.append({"rule_id": verdict.rule_id, "import_id": verdict.import_id, **about, **counts})
    for ids in _parts([judgement["rule_id"] for judgement in rows]):
        of_import = row.import_id == outcomes[0].verdict.import_id
        connection.execute(sa.delete(alert_judgement).where(of_import, row.rule_id.in_(ids)))
    _insert(connection, alert_judgement, rows)


def _crossings(verdict: Verdict, new: Members, gone: Members) -> list[Crossings]:
    """What is worth telling by the rule's way; nothing the first time."""
    if verdict.before is None or verdict.seen is None:
        return []
    if verdict.way in ("above", "below"):
        crossed = verdict.holds is True and verdict.before.holds is not True
        return [Crossings(verdict.way, KPI, verdict.seen.value)] if crossed else []
    entered = [Crossings("entered", new)] if verdict.way in ("entered", "either") else []
    return entered + ([Crossings("left", gone)] if verdict.way in ("left", "either") else [])


def _keep_events(connection: Connection, outcomes: Sequence[_Found], at: datetime) -> None:
    """Keeps what is told, and what is to be sent of it."""
    telling = [outcome for outcome in outcomes if outcome.told]
    if not telling:
        return
    last = connection.scalar(sa.select(sa.func.max(alert_event.c.event_id))) or 0
    pairs = [(outcome.verdict, crossing) for outcome in telling for crossing in outcome.told]
    events = [(_event(verdict, crossing, at), crossing.rows) for verdict, crossing in pairs]
    _insert_of_each(connection, alert_event, events, event_id=last + 1)
    messages = [_message(outcome.verdict, channel, at) for outcome in telling for channel in outcome.verdict.channels]
    _insert(connection, alert_delivery, messages)


def _event(verdict: Verdict, crossing: Crossings, at: datetime) -> dict[str, object]:
    about = {"rule_id": verdict.rule_id, "import_id": verdict.import_id, "period": verdict.period, "at": at}
    return {"kind": crossing.kind, "value": crossing.value, **about}


def _message(verdict: Verdict, channel: str, at: datetime) -> dict[str, object]:
    keys = {"delivery_id": secrets.token_hex(8), "rule_id": verdict.rule_id, "import_id": verdict.import_id}
    return {**keys, "channel": channel, "state": "due", "attempts": 0, "next_at": at}


def _insert(connection: Connection, table: sa.Table, rows: Sequence[Mapping[str, object]]) -> None:
    if rows:
        columns = arrow_schema([table.c[name] for name in rows[0]])
        insert(connection, table, pa.Table.from_pylist(list(rows), columns))


def _insert_of_each(
    connection: Connection, table: sa.Table, pairs: Sequence[tuple[Mapping[str, object], Members]], **first: int
) -> None:
    """Inserts each row once for every one of its members; `first` is what a column is numbered from."""
    if not pairs:
        return
    alike = arrow_schema([table.c[name] for name in pairs[0][0]])
    columns = {
        field.name: pa.chunked_array(
            [pa.repeat(pa.scalar(row[field.name], field.type), len(some)) for row, some in pairs], field.type
        )
        for field in alike
    }
    columns["customer_key"] = np.concatenate([some.customers for _row, some in pairs])
    columns["subscription_key"] = np.concatenate([some.subscriptions for _row, some in pairs])
    columns |= {name: np.arange(number, number + len(columns["customer_key"])) for name, number in first.items()}
    insert(connection, table, pa.table(columns))


def _parts(items: Sequence[T]) -> list[Sequence[T]]:
    return [items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK)]
