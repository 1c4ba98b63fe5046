"""Drawn histories of imports, corrections, deaths and rights: each crossing is told once, none missed or to the wrong.

A few in the usual run, two dozen in the long one; `HISTORIES=1000` in the environment runs as many.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from dashboard.access.accounts import User, find_user
from dashboard.alerts.judge import judge
from dashboard.alerts.rule_input import Wish
from dashboard.alerts.rules import Rule, add_rule
from dashboard.data.alerts.crossings import states
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import assignment
from dashboard.data.storage.schema.work import alert_event
from dashboard.data.storage.store import reading
from dashboard.data.storage.store import user as users
from dashboard.services import Services
from tests.alerts.snapshots import CUSTOMERS, FIRST, WEEK, bring, customers
from tests.fixtures.application import email_of
from tests.fixtures.long import LONG, number

HISTORIES = number("HISTORIES", 24 if LONG else 8)
STEPS = 8


class Killed(BaseException):
    """The process is no more."""


def user_of(made: Services, role: str) -> User:
    """The user of a role."""
    with reading(made.store) as connection:
        found = find_user(connection, users.c.email == email_of(role))
    assert found is not None
    return found


@contextmanager
def dying(monkeypatch: pytest.MonkeyPatch, after: int) -> Iterator[None]:
    """Kills whoever writes after that many statements: within the transaction, or right behind it."""
    left = [after]
    execute = sa.engine.Connection.execute

    def counted(self: Any, statement: Any, *args: Any, **more: Any) -> Any:
        result = execute(self, statement, *args, **more)
        if isinstance(statement, sa.sql.dml.UpdateBase):
            left[0] -= 1
            if left[0] < 0:
                raise Killed
        return result

    with monkeypatch.context() as patch:
        patch.setattr(sa.engine.Connection, "execute", counted)
        yield


class Expected:
    """What one rule has to tell, worked out from the snapshots alone."""

    def __init__(self, sees: set[str]) -> None:
        self.sees, self.held, self.told, self.next = sees, set[str](), set[tuple[str, str, date]](), 0

    def judge(self, imports: list[date], data: dict[date, set[str]]) -> None:
        """At each import that was not judged, in order: whoever is in the list and was not, and the other way round."""
        newest = max(imports[: self.next], default=date.min)
        for day in imports[self.next :]:
            newest = max(newest, day)
            if not self.sees:  # who sees nobody is told nothing, and goes on from there
                self.next += 1
                continue
            now = data[newest] & self.sees
            if self.next:
                self.told |= {("entered", one, newest) for one in now - self.held}
                self.told |= {("left", one, newest) for one in (self.held - now) & self.sees}
            self.held, self.next = now, self.next + 1


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_each_crossing_is_told_once(opened: Services, us: Region, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    draw = Random(seed)
    customers(us)
    rules, expected = _rules(opened, us)
    imports, data = [FIRST], {FIRST: _drawn(draw)}
    bring(us, FIRST, data[FIRST])
    _judged(opened, us, imports, data, expected)
    for _step in range(STEPS):
        day = draw.choice([max(imports), max(imports) + WEEK, max(imports) + WEEK, draw.choice(imports)])
        data[day] = (draw.random() < 0.5 and data.get(day)) or _drawn(
            draw
        )  # the same again, or a correction, or a new day
        imports.append(day)
        bring(us, day, data[day])
        if draw.random() < 0.5:
            with dying(monkeypatch, draw.randrange(12)), suppress(Killed):  # or it lives longer than that
                judge(opened, us)
            _caught_up(us, imports, data, expected)
            if draw.random() < 0.3:
                continue  # and nobody judges until the next import: what died halfway is taken up then
        _judged(opened, us, imports, data, expected)
        if draw.random() < 0.3:
            expected[rules[1].rule_id].sees = _assigned(opened, us, draw)
    _judged(opened, us, imports, data, expected)
    for rule in rules:
        assert _found(us, rule) == sorted(expected[rule.rule_id].told)


def _rules(made: Services, us: Region) -> tuple[list[Rule], dict[str, Expected]]:
    """One of a full administrator who sees all, one of a partner administrator who sees A, B and C at first."""
    partner = user_of(made, "partner_admin")
    with us.write() as connection:
        connection.execute(
            sa.insert(assignment), [{"user_id": partner.user_id, "customer_key": key} for key in (1, 2, 3)]
        )
    wish = Wish("Over", "US", "overage", way="either")
    rules = [add_rule(made, user_of(made, "full_admin"), wish), add_rule(made, partner, wish)]
    return rules, {rules[0].rule_id: Expected(set(CUSTOMERS)), rules[1].rule_id: Expected(set("ABC"))}


def _assigned(made: Services, us: Region, draw: Random) -> set[str]:
    """Gives the partner administrator other customers: a few, or all, or none."""
    partner, sees = user_of(made, "partner_admin"), {one for one in CUSTOMERS if draw.random() < 0.5}
    with us.write() as connection:
        connection.execute(sa.delete(assignment).where(assignment.c.user_id == partner.user_id))
        keys = [{"user_id": partner.user_id, "customer_key": CUSTOMERS.index(one) + 1} for one in sorted(sees)]
        if keys:
            connection.execute(sa.insert(assignment), keys)
    return sees


def _drawn(draw: Random) -> set[str]:
    return {one for one in CUSTOMERS if draw.random() < 0.4}


def _judged(
    made: Services, us: Region, imports: list[date], data: dict[date, set[str]], expected: dict[str, Expected]
) -> None:
    judge(made, us)
    assert judge(made, us) == 0  # nothing is left to tell
    for one in expected.values():
        one.judge(imports, data)


def _caught_up(us: Region, imports: list[date], data: dict[date, set[str]], expected: dict[str, Expected]) -> None:
    """What was judged before the process died was judged by the data of that moment."""
    for rule_id, state in states(us).items():
        expected[rule_id].judge(imports[: state.import_id], data)


def _found(us: Region, rule: Rule) -> list[tuple[str, str, date]]:
    row = alert_event.c
    with us.read() as connection:
        found = connection.execute(sa.select(row.kind, row.customer_key, row.period).where(row.rule_id == rule.rule_id))
        return sorted((one.kind, CUSTOMERS[one.customer_key - 1], one.period) for one in found)
