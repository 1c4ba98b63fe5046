"""Pairs: every subscription as it is now beside what it was at the moment that is compared with."""

from typing import Any

import sqlalchemy as sa

from dashboard.data.changes.renewals import renewals
from dashboard.data.query.metric import Columns
from dashboard.data.query.moment import compared_with
from dashboard.data.query.question import PRODUCTS, Moment, Question
from dashboard.data.query.scope import Scope
from dashboard.data.storage.schema import COUNTS
from dashboard.data.subscriptions.headline import headline_flags
from dashboard.data.subscriptions.states import active, current_states, expires, has_product, licences, trial

_SIDES = ("was", "now")
_KEYS = ("customer_key", "subscription_key")
_TOLD = ("customer_name", "trial_id", "subscription_type", "ends_on", "auto_renew")
Bool = sa.ColumnElement[bool]


def pairs(question: Question, *, renewed: bool = True) -> Columns:
    """The columns of a row per subscription that either moment knows: `was_…` then, `now_…` at the moment.

    `here` (in the reports), `active`, `licensed` in either product, `later` (starts after that day), `expires`, `trial`
    and the flags of the headline's KPIs are never unknown. `<product>` says whether it has licences of it,
    `<product>_<count>` how many. With `renewed`, `follows` says that it took another's place, `followed` that another
    took its.
    """
    now = _side(question.scope, question.moment).cte("now")
    was = _side(question.scope, compared_with(question)).cte("was")
    same = sa.and_(*(was.c[key] == now.c[key] for key in _KEYS))
    columns = [sa.func.coalesce(now.c[key], was.c[key]).label(key) for key in _KEYS]
    for name, side in zip(_SIDES, (was, now), strict=True):
        columns += [_known(column).label(f"{name}_{column.key}") for column in side.c if column.key not in _KEYS]
    rows = sa.select(*columns).select_from(sa.join(was, now, same, full=True)).subquery("both")
    return (_with_renewals(rows, question).subquery("pair") if renewed else rows).c


def _with_renewals(rows: sa.Subquery, question: Question) -> sa.Select[Any]:
    renewed_pairs = renewals(question)
    same = sa.and_(*(renewed_pairs.c[key] == rows.c[key] for key in _KEYS))
    flags = [sa.func.coalesce(renewed_pairs.c[key], sa.false()).label(key) for key in ("follows", "followed")]
    return sa.select(*rows.c, *flags).outerjoin_from(rows, renewed_pairs, same)


def _known(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """A flag of a subscription that one side does not know is false there; an attribute is unknown."""
    is_flag = isinstance(column.type, sa.Boolean) and column.key not in _TOLD
    return sa.func.coalesce(column, sa.false()) if is_flag else column


def _side(scope: Scope, moment: Moment) -> sa.Select[Any]:
    state, day = current_states(scope, moment, before=False).c, moment.as_of
    columns: dict[str, sa.ColumnElement[Any]] = {
        "here": sa.true(),
        "active": active(state, day),
        "licensed": sa.or_(*(has_product(state, product) for product in PRODUCTS)),
        "later": state.added_on > day,
        "expires": expires(state),
        "trial": trial(state),
        **headline_flags(state, day, (moment.expiring_until, moment.renewing_until)),
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
    """Why a subscription counts that was not active then; cases in order."""
    fresh = ~row.was_here | row.was_later
    return [
        (~row.was_active & row.follows, "renewed"),
        (fresh & row.now_trial, "trial_started"),
        (fresh, "new"),
        (~row.was_active, "resumed"),
    ]


def went(row: Columns) -> list[tuple[Bool, str]]:
    """Why a subscription counts no more that is not active now; cases in order."""
    return [
        (~row.now_active & row.followed, "renewed"),
        (~row.now_here, "gone"),
        (~row.now_active & row.was_trial, "trial_ended"),
        (~row.now_active, "ended"),
    ]
