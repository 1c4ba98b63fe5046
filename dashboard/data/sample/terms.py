"""Which subscriptions there are: up to three a customer, trials that convert or lapse, contracts that run on."""

from dataclasses import dataclass, fields

import numpy as np

from dashboard.data.sample.calendar import add_months, early_in_month, months_passed
from dashboard.data.sample.draws import Array, Draw, days, marked, pick, spread

YES, NO, UNKNOWN = 1, 0, -1
_TRIALS_A_DAY = 0.00033  # share of all customers who begin one
_CONVERT_AFTER, _LAPSE_AFTER = 0.45, 0.4
_LAPSES = {YES: 0.08, NO: 0.45, UNKNOWN: 0.3}  # of contracts at the end of a term, by auto-renewal
_TRIAL_SLOT, _CONVERTED_SLOT = 3, 4


@dataclass(frozen=True)
class Rows:
    """Beginnings of subscriptions: the customer's position, its slot among the customer's, days of trial or 0."""

    customer: Array
    slot: Array
    start: Array
    trial_days: Array
    joint: Array  # has the terms of the customer's first one


@dataclass(frozen=True)
class Terms:
    """Subscriptions in order of customers. `end` is when it is over for good, which a snapshot may not know yet."""

    customer: Array
    slot: Array
    start: Array
    trial_days: Array
    months: Array  # of a contract, 0 of a trial
    auto_renew: Array  # YES, NO, UNKNOWN
    lead: Array  # days before its end that a renewal is ordered
    end: Array

    def shown_end(self, day: np.datetime64) -> Array:
        """The end that a snapshot of the day shows: of the running term, or of the next once that is ordered."""
        today = np.full(len(self.start), day) + days(self.lead)
        months = np.maximum(self.months, 1)
        run = np.maximum(months_passed(self.start, today) // months + 1, 1)
        running = add_months(self.start, run * months)
        return np.where((self.months == 0) | (self.end < running), self.end, running)


def make_terms(draw: Draw, joined: Array, first: np.datetime64, last: np.datetime64) -> Terms:
    """The subscriptions that some snapshot from first to last shows."""
    rows = _sorted(_beginnings(draw, joined, first, last))
    number = len(rows.customer)
    months = pick(draw, number, [12, 24, 36], [0.22, 0.30, 0.48])
    auto_renew = pick(draw, number, [YES, NO, UNKNOWN], [0.86, 0.12, 0.02])
    lead = np.where(auto_renew == YES, 0, draw.integers(0, 60, number))
    lapses = np.select([auto_renew == kind for kind in _LAPSES], list(_LAPSES.values()))
    renewals = draw.geometric(lapses)
    copied = np.where(rows.joint, np.searchsorted(rows.customer, rows.customer), np.arange(number))
    months, auto_renew, lead, renewals = months[copied], auto_renew[copied], lead[copied], renewals[copied]
    over_before = np.maximum(months_passed(rows.start, np.full(number, first)) // months, 0)
    paid_end = add_months(rows.start, (over_before + renewals) * months)
    trial = rows.trial_days > 0
    terms = Terms(
        rows.customer,
        rows.slot,
        rows.start,
        rows.trial_days,
        np.where(trial, 0, months),
        np.where(trial, NO, auto_renew),
        np.where(trial, 0, lead),
        np.where(trial, rows.start + days(rows.trial_days), paid_end),
    )
    return _chosen(terms, (terms.start <= last) & (terms.end >= first))


def _beginnings(draw: Draw, joined: Array, first: np.datetime64, last: np.datetime64) -> list[Rows]:
    """Contracts, trials that came before a first contract, trials beside a contract, and what they turned into."""
    number, length = len(joined), pick(draw, len(joined), [30, 60, 90], [0.35, 0.35, 0.3])
    window = int((last - first).astype(np.int64)) + 1
    tried_first = (joined >= first) & marked(draw, number, 0.35)
    lost = tried_first & marked(draw, number, _LAPSE_AFTER)
    begun = early_in_month(joined + np.where(tried_first, days(length), days(0)))
    wanted = pick(draw, number, [1, 2, 3], [0.52, 0.34, 0.14])
    contracts = [_contracts(draw, slot, (wanted > slot) & ~lost, begun, last) for slot in range(3)]
    beside = (wanted < 3) & ~tried_first & marked(draw, number, min(0.9, _TRIALS_A_DAY / 0.86 * (window + 60)))
    since = np.maximum(joined + days(30), first - days(60))
    tried = since + days(np.maximum((last - since).astype(np.int64), 1) * spread(draw, number))
    converted = beside & marked(draw, number, _CONVERT_AFTER)
    return [
        *contracts,
        _rows(tried_first, _TRIAL_SLOT, joined, length),
        _rows(beside & (tried <= last), _TRIAL_SLOT, tried, length),
        _rows(converted, _CONVERTED_SLOT, early_in_month(tried + days(length)), 0),
    ]


def _contracts(draw: Draw, slot: int, who: Array, begun: Array, last: np.datetime64) -> Rows:
    """The customers' first contract, or a further one, half of the time begun with the first on the same terms."""
    number = len(begun)
    joint = (slot > 0) & marked(draw, number, 0.5)
    later = begun + days(np.maximum((last - begun).astype(np.int64), 0) * draw.random(number))
    start = begun if slot == 0 else np.where(joint, begun, early_in_month(later))
    rows = _rows(who, slot, start, 0)
    return Rows(rows.customer, rows.slot, rows.start, rows.trial_days, joint[who])


def _rows(who: Array, slot: int, start: Array, trial_days: Array | int) -> Rows:
    number = len(who)
    spans = np.broadcast_to(trial_days, number)[who]
    none = np.zeros(int(who.sum()), dtype=bool)
    return Rows(who.nonzero()[0], np.full(number, slot)[who], start[who], spans, none)


def _sorted(parts: list[Rows]) -> Rows:
    whole = {field.name: np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Rows)}
    order = np.lexsort((whole["slot"], whole["customer"]))
    return Rows(**{name: values[order] for name, values in whole.items()})


def _chosen(terms: Terms, which: Array) -> Terms:
    return Terms(**{field.name: getattr(terms, field.name)[which] for field in fields(Terms)})
