"""Pairs: every subscription as it is now beside what it was seven days before."""

from typing import Any

import sqlalchemy as sa

from dashboard.data.headline import SOON, expires
from dashboard.data.metric import Columns
from dashboard.data.moment import a_week_before
from dashboard.data.question import PRODUCTS, Moment, Question
from dashboard.data.schema import COUNTS
from dashboard.data.scope import Scope
from dashboard.data.states import active, current_states, has_product, licences, trial

_SIDES = ("was", "now")
_KEYS = ("customer_key", "subscription_key")
_TOLD = ("customer_name", "trial_id", "subscription_type", "ends_on", "auto_renew")
Bool = sa.ColumnElement[bool]


def pairs(question: Question) -> Columns:
    """The columns of a row per subscription that either moment knows: `was_…` a week before, `now_…` at the moment.

    `here` (in the reports), `active`, `licensed` in either product, `later` (starts after that day), `soon` (ends in 0
    to 90 days), `expires`, `trial` and `over` are never unknown. `<product>` says whether it has licences of it,
    `<product>_<count>` how many.
    """
    now = _side(question.scope, question.moment).cte("now")
    was = _side(question.scope, a_week_before(question.moment)).cte("a_week_before")
    same = sa.and_(*(was.c[key] == now.c[key] for key in _KEYS))
    columns = [sa.func.coalesce(now.c[key], was.c[key]).label(key) for key in _KEYS]
    for name, side in zip(_SIDES, (was, now), strict=True):
        columns += [_known(column).label(f"{name}_{column.key}") for column in side.c if column.key not in _KEYS]
    return sa.select(*columns).select_from(sa.join(was, now, same, full=True)).subquery("pair").c


def _known(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """A flag of a subscription that one side does not know is false there; an attribute is unknown."""
    is_flag = isinstance(column.type, sa.Boolean) and column.key not in _TOLD
    return sa.func.coalesce(column, sa.false()) if is_flag else column


def _side(scope: Scope, moment: Moment) -> sa.Select[Any]:
    state, day = current_states(scope, moment, before=False).c, moment.as_of
    over = sa.or_(*(licences(state, p, "assigned") > licences(state, p, "purchased") for p in PRODUCTS))
    columns: dict[str, sa.ColumnElement[Any]] = {
        "here": sa.true(),
        "active": active(state, day),
        "licensed": sa.or_(*(has_product(state, product) for product in PRODUCTS)),
        "later": state.added_on > day,
        "soon": state.ends_on.between(day, day + SOON),
        "expires": expires(state),
        "trial": trial(state),
        "over": over,
        "customer_name": state.customer_name,
        "trial_id": sa.case((trial(state), state.enterprise_trial_id)),
        "subscription_type": state.subscription_type,
        "ends_on": state.ends_on,
        "auto_renew": state.auto_renew,
    }
    for product in PRODUCTS:
        columns[product] = has_product(state, product)
        columns |= {f"{product}_{count}": licences(state, product, count) for count in COUNTS}
    keys = [state[key] for key in _KEYS]
    return sa.select(*keys, *(column.label(key) for key, column in columns.items()))


def told(row: Columns) -> list[sa.Label[Any]]:
    """What is said of a subscription: as it is, or as it was when the reports have it no more."""
    return [
        *(sa.case((row.now_here, row[f"now_{key}"]), else_=row[f"was_{key}"]).label(key) for key in _TOLD),
        row.was_ends_on.label("ends_on_before"),
    ]


def came(row: Columns) -> list[tuple[Bool, str]]:
    """Why a subscription counts that was not active a week before; cases in order."""
    fresh = ~row.was_here | row.was_later
    return [(fresh & row.now_trial, "trial_started"), (fresh, "new"), (~row.was_active, "resumed")]


def went(row: Columns) -> list[tuple[Bool, str]]:
    """Why a subscription counts no more that is not active now; cases in order."""
    return [(~row.now_here, "gone"), (~row.now_active & row.was_trial, "trial_ended"), (~row.now_active, "ended")]
