"""What each subscription is for its whole life: ids, type, licences ordered, how far they are assigned and used."""

from dataclasses import dataclass

import numpy as np

from dashboard.data.sample.customers import Customers
from dashboard.data.sample.draws import Array, Draw, days, marked, pick, spread, tidy
from dashboard.data.sample.terms import Terms, make_terms

_OPEN_END, _NO_START_DATE = 0.012, 0.08
_SUSPENDED, _NEVER_SET_UP = 0.008, 0.004
_SHELVED, _OVER, _HEAVY = 0.12, 0.055, 0.01
_PRODUCTS = ("meetings", "calling", "both", "neither")
_FIRST, _FURTHER = (0.44, 0.22, 0.32, 0.02), (0.27, 0.55, 0.16, 0.02)
_OVER_BEFORE = 400  # days before the first snapshot that an overage may have begun


@dataclass(frozen=True)
class Subscriptions:
    """Subscriptions by position, in order of customers; their key is the position plus one.

    Tables of three columns hold meetings, professional and standard licences.
    """

    terms: Terms
    ids: list[str]
    types: Array
    trial_ids: list[str | None]  # of trials only
    open_end: Array
    start_known: Array
    suspended: Array
    set_up_on: Array
    lingers: Array  # days that an expired one stays in the report
    seats: Array  # (n, 3)
    grows_on: Array
    growth: Array
    assigned: Array  # (n, 3) shares of the purchased, once settled
    used: Array  # (n, 3) shares of the assigned
    ramp: Array  # days until most licences are assigned
    fades: Array  # whether use declines before the end
    over_from: Array
    over_until: Array
    over_by: Array  # (n, 3) shares of the purchased; 0 where there never is one


def make_subscriptions(draw: Draw, customers: Customers, first: np.datetime64, last: np.datetime64) -> Subscriptions:
    """The subscriptions of the customers that some snapshot from first to last shows."""
    terms = make_terms(draw, customers.joined, first, last)
    number, trial = len(terms.start), terms.trial_days > 0
    size = customers.size[terms.customer]
    sub = 1_000_000 + draw.permutation(number * 2)[:number]
    seats = _seats(draw, terms, size)
    over = _overage(draw, terms, seats, first - np.timedelta64(_OVER_BEFORE, "D"), last)
    return Subscriptions(
        terms=terms,
        ids=[f"Sub{code}" for code in sub.tolist()],
        types=_types(draw, trial, size),
        trial_ids=[f"ET{7_000_000 + code}" if tried else None for code, tried in zip(sub.tolist(), trial, strict=True)],
        open_end=~trial & (terms.end > last + days(60)) & marked(draw, number, _OPEN_END),
        start_known=~marked(draw, number, _NO_START_DATE),
        suspended=~trial & marked(draw, number, _SUSPENDED),
        set_up_on=terms.start + _set_up_days(draw, number),
        lingers=pick(draw, number, [0, 7, 14, 28], [0.35, 0.35, 0.2, 0.1]),
        seats=seats,
        grows_on=last - days(540 * spread(draw, number)),
        growth=np.where(trial, 1.0, pick(draw, number, [1.0, 1.1, 1.25, 1.5, 0.85], [0.6, 0.18, 0.1, 0.05, 0.07])),
        assigned=_assigned(draw, number),
        used=_used(draw, number),
        ramp=draw.uniform(15, 80, number),
        fades=marked(draw, number, 0.6),
        over_from=over[0],
        over_until=over[1],
        over_by=over[2],
    )


def _types(draw: Draw, trial: Array, size: Array) -> Array:
    """Large customers have an agreement for everybody, the others pay by user."""
    agreement = draw.random(len(trial)) < np.where(size > 250, 0.75, 0.08)
    by_user = pick(draw, len(trial), ["Named User", "Active User"], [0.78, 0.22])
    return np.where(trial, "Enterprise Trial", np.where(agreement, "Enterprise Agreement", by_user))


def _set_up_days(draw: Draw, number: int) -> Array:
    some = np.where(marked(draw, number, 0.4), draw.integers(5, 26, number), 0)
    return days(np.where(marked(draw, number, _NEVER_SET_UP), 9999, some))


def _seats(draw: Draw, terms: Terms, size: Array) -> Array:
    """Licences ordered at first: the first contract for most users, further ones for a part, trials for few."""
    number, trial = len(size), terms.trial_days > 0
    product = np.where(terms.slot == 0, pick(draw, number, _PRODUCTS, _FIRST), pick(draw, number, _PRODUCTS, _FURTHER))
    product = np.where(trial & (product == "neither"), "meetings", product)
    share = np.where(terms.slot == 0, draw.uniform(0.7, 1.1, number), draw.uniform(0.1, 0.7, number))
    some = np.where(
        trial, np.minimum(pick(draw, number, [10, 25, 50, 100], [0.3, 0.35, 0.2, 0.15]), size), size * share
    )
    calls = np.isin(product, ("calling", "both"))
    standard = np.where(marked(draw, number, 0.45), draw.uniform(0.2, 0.6, number), 0.0) * (some >= 5)
    parts = [
        np.where(np.isin(product, ("meetings", "both")), tidy(some), 0),
        np.where(calls, tidy(some * (1 - standard)), 0),
        np.where(calls & (standard > 0), tidy(some * standard), 0),
    ]
    return np.stack(parts, axis=1)


def _assigned(draw: Draw, number: int) -> Array:
    """Most assign nearly everything; some shelve their licences."""
    usual = 0.62 + 0.36 * draw.beta(3.0, 1.6, number)
    base = np.where(marked(draw, number, _SHELVED), draw.uniform(0.08, 0.45, number), usual)
    return np.clip(base[:, None] + 0.03 * draw.standard_normal((number, 3)), 0.03, 1.0)


def _used(draw: Draw, number: int) -> Array:
    """Fewer than assigned, but for the few that took licences away from people who had used them."""
    base = 0.5 + 0.46 * draw.beta(2.6, 1.6, number)
    shares = np.clip(base[:, None] + 0.04 * draw.standard_normal((number, 3)), 0.05, 0.98)
    return np.where(marked(draw, number, _HEAVY)[:, None], 1.04, shares)


def _overage(
    draw: Draw, terms: Terms, seats: Array, first: np.datetime64, last: np.datetime64
) -> tuple[Array, Array, Array]:
    """From when until when more licences are assigned than purchased, and by which share, in one product."""
    number = len(terms.start)
    over = (terms.slot == 0) & marked(draw, number, _OVER)
    begun = first + days((last - first).astype(np.int64) * spread(draw, number))
    settled = marked(draw, number, 0.6)
    until = begun + np.where(settled, days(draw.uniform(30, 200, number)), days(9999))
    share = np.where(marked(draw, number, 0.08), draw.uniform(0.15, 0.4, number), draw.uniform(0.01, 0.15, number))
    meets = (seats[:, 0] > 0) & ((seats[:, 1] == 0) | marked(draw, number, 0.5))
    by = np.where(over, share, 0.0)
    return begun, until, np.stack([np.where(meets, by, 0), *(np.where(meets, 0, by),) * 2], axis=1)
