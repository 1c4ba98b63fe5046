"""Renewals added up: by month, by owner, and seats at risk by week; all of them from one statement's sums."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from dashboard.data.money.prices import prices_at
from dashboard.data.money.values import Money, money_of
from dashboard.data.query.cache import kept
from dashboard.data.query.conditions import condition
from dashboard.data.query.question import Question, View
from dashboard.data.renewals.table import BANDS, RENEWALS
from dashboard.data.storage.weeks import sunday
from dashboard.data.subscriptions.states import PRODUCT_PARTS, current_states

_EVERY = View()
_NUMBERS = ("renewals", "seats", "forecast", "forecast_of")

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Stretch:
    """Renewals of a month (its first day), a week (its Sunday) or an owner (None: nobody's).

    `seats` are purchased licences, `by_risk` the same by the name of BANDS; `forecast` is the sum of what people
    expect, of `forecast_of` seats; `money` is a month's worth of the seats.
    """

    of: Any
    renewals: int
    seats: int
    by_risk: dict[str, int]
    forecast: int
    forecast_of: int
    money: Money


def by_month(question: Question, view: View = _EVERY) -> list[Stretch]:
    """By the month of the end, in order."""
    return _added_up(question, view, lambda row: row["ends_on"].replace(day=1))


def by_week(question: Question, view: View = _EVERY) -> list[Stretch]:
    """By the week of the end, in order; a week without any is left out."""
    return _added_up(question, view, lambda row: sunday(row["ends_on"]))


def by_owner(question: Question, view: View = _EVERY) -> list[Stretch]:
    """By who owns the customer, most seats first, nobody's last."""
    stretches = _added_up(question, view, lambda row: row["owner"])
    return sorted(stretches, key=lambda stretch: (stretch.of is None, -stretch.seats, stretch.of or ""))


def _added_up(question: Question, view: View, of: Callable[[Row], Any]) -> list[Stretch]:
    groups: dict[Any, list[Row]] = {}
    for row in _rows(question, view):
        groups.setdefault(of(row), []).append(row)
    kinds, prices = PRODUCT_PARTS[question.product], prices_at(question.scope, question.moment.as_of)
    stretches = []
    for key in sorted(groups, key=lambda key: (key is None, key or "")):
        rows = groups[key]
        money = money_of({kind: sum(row[kind] for row in rows) for kind in kinds}, prices)
        risks = {name: sum(row["seats"] for row in rows if row["risk"] == name) for name, _points in BANDS}
        sums = {name: sum(row[name] for row in rows) for name in _NUMBERS}
        stretches.append(Stretch(key, by_risk=risks, money=money, **sums))
    return stretches


@kept
def _rows(question: Question, view: View) -> list[Row]:
    """The sums of each day, owner and level of risk: numbers, and licences by kind."""
    wanted = frozenset(("risk", "owner", "forecast")) | {part.column for part in view.filters}
    row = RENEWALS.relation(question, wanted).subquery("rows")
    state = current_states(question.scope, question.moment, before=False)
    same = (state.c.customer_key == row.c.customer_key) & (state.c.subscription_key == row.c.subscription_key)
    by = [row.c[name] for name in ("ends_on", "owner", "risk")]
    known = sa.case((row.c.forecast.is_not(None), row.c.purchased))
    kinds = PRODUCT_PARTS[question.product]
    sums = {
        "seats": row.c.purchased,
        "forecast": row.c.forecast,
        "forecast_of": known,
        **{kind: state.c[f"{kind}_purchased"] for kind in kinds},
    }
    added = [sa.func.coalesce(sa.func.sum(column), 0).label(name) for name, column in sums.items()]
    limits = [condition(row.c, part) for part in view.filters]
    statement = sa.select(*by, sa.func.count().label("renewals"), *added).join_from(row, state, same)
    with question.scope.region.read() as connection:
        rows = connection.execute(statement.where(*limits).group_by(*by)).mappings().all()
    return [dict(total) | {name: int(total[name]) for name in (*_NUMBERS, *kinds)} for total in rows]
