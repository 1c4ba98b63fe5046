"""Random customers and snapshots, the same for the same seed, that crowd around the edges of every formula."""

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from tests.reference import UNKNOWN, Counts, Facts, Snapshot

TAGS = ("north", "Süd & more", "=vip")
_TYPES = (
    "Enterprise Agreement",
    "Named User",
    "Active User",
    "Trial",
    "Enterprise Trial",
    "30-day TRIAL",
    "Retrial?",
    None,
)
_NAMES = (
    "=SUM(A1:A9)",
    "-5 GmbH",
    "@home & Co",
    "+49 Telefonie",
    'Quote "me"; Inc, Ltd',
    "<b>Bold</b>",
    "Ångström é",
    "null",
)
_ENDS = (None, None, -1, 0, 0, 1, 13, 14, 45, 89, 90, 90, 91, 120, 400)
_ADDED = (None, -1, 0, 1, 30, 89, 90, 90, 91, 365, 800)
_PURCHASED = (0, 1, 5, 10, 10, 20, 25, 30, 100, 1200, None)
_RATIOS = ((0, 1), (1, 3), (1, 2), (7, 10), (7, 10), (9, 10), (1, 1), (1, 1), (6, 5), (2, 1))
_TIED = ((7, 10), (7, 10), (7, 10), (7, 10), (1, 10), (9, 10))


@dataclass(frozen=True)
class Region:
    """What was made up for a region: what is imported, the dates to ask about, whom a partner admin looks after.

    `mistaken` is a first version of one date's report, replaced by the rows in `facts` when it is imported again.
    """

    code: str
    facts: Facts
    as_of: tuple[date, ...]
    mine: frozenset[str]
    mistaken: tuple[Snapshot, ...]
    seed: int

    @property
    def dates(self) -> list[date]:
        return sorted({one.day for one in self.facts.snapshots})


@dataclass
class _Dice:
    """The random choices of one region; `tied` makes many ratios equal, where the quartile lies."""

    random: random.Random
    tied: bool
    focus: tuple[date, ...]
    taken: set[str] = field(default_factory=set)

    def identifier(self) -> str:
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def near(self, offsets: tuple[int | None, ...], sign: int) -> date | None:
        """A date so many days from one of those that will be asked about."""
        offset = self.random.choice(offsets)
        return None if offset is None else self.random.choice(self.focus) + timedelta(days=sign * offset)


def make_region(code: str, seed: int, last: date, customers: int = 60, tied: bool = False) -> Region:
    """A region whose newest snapshot is `last`."""
    chance = random.Random(seed)
    dates = _dates(last, chance)
    focus = _focus(dates, chance)
    dice = _Dice(chance, tied, (last, last, last, *focus[1:3]))
    identifiers = [dice.identifier() for _ in range(customers)]
    snapshots = tuple(one for org in identifiers for one in _customer(org, dates, dice))
    orgs = sorted({one.org_id for one in snapshots})
    tags = {org: frozenset(chance.sample(TAGS, chance.choice([0, 1, 1, 2]))) for org in orgs}
    mine = frozenset(chance.sample(orgs, max(1, len(orgs) * 2 // 5)))
    facts = Facts(snapshots, _names(orgs, dice), tags)
    return Region(code, facts, focus, mine, _mistaken(facts, dates[-3]), seed)


def _dates(last: date, chance: random.Random) -> list[date]:
    """Weekly, some weeks missing, some twice, and the distances that formulas ask about from the last one."""
    weekly = {last - timedelta(days=7 * back) for back in range(30) if back not in (5, 6, 7, 15)}
    extra = {day - timedelta(days=chance.choice([1, 3, 6])) for day in chance.sample(sorted(weekly), 6)}
    edges = {last - timedelta(days=days) for days in (6, 13, 15, 90, 91)}
    return sorted(weekly | extra | edges)


def _focus(dates: list[date], chance: random.Random) -> tuple[date, ...]:
    """The last snapshot, two days in the past with and without one, the gap, long after, the first, before all."""
    past = dates[-6]
    gap = dates[-1] - timedelta(days=7 * 4 - 20 + 24)  # in the weeks without a report
    return (
        dates[-1],
        past,
        past + timedelta(days=2),
        gap,
        dates[-1] + timedelta(days=100),
        dates[0],
        dates[0] - timedelta(days=1),
    )


def _names(orgs: list[str], dice: _Dice) -> dict[str, str | None]:
    """The Customers file: some customers of the reports, some of them without a name, and one that has no report."""
    listed = {
        org: dice.random.choice([None, f"Listed {i:02d}", *_NAMES[:3]])
        for i, org in enumerate(orgs)
        if dice.chance(0.4)
    }
    return {**listed, dice.identifier(): "No subscription at all"}


def _mistaken(facts: Facts, day: date) -> tuple[Snapshot, ...]:
    """A wrong report of a day: every second row is missing, the others hold other counts and a start date."""
    rows = [one for one in facts.snapshots if one.day == day]
    return tuple(replace(one, meetings=(999, 1, 1), start_date=day - timedelta(days=3)) for one in rows[::2])


def _customer(org: str, dates: list[date], dice: _Dice) -> Iterator[Snapshot]:
    name = None if dice.chance(0.1) else dice.random.choice([*_NAMES, *(f"Customer {org[:4]}" for _ in range(12))])
    for _ in range(dice.random.choice([1, 1, 1, 2, 2, 3])):
        first = Snapshot(dates[0], org, _subscription_id(dice), name, meetings=_licences(dice, 0.7))
        calling = (_licences(dice, 0.5), _licences(dice, 0.35))
        yield from _history(replace(first, professional=calling[0], standard=calling[1]), dates, dice)


def _subscription_id(dice: _Dice) -> str:
    number = f"Sub{dice.random.randrange(10**6)}"
    while number in dice.taken:
        number += "-1"
    dice.taken.add(number)
    return number if dice.chance(0.95) else "-" + number


def _history(first: Snapshot, dates: list[date], dice: _Dice) -> Iterator[Snapshot]:
    """A subscription from its first to its last report; attributes drift, a few reports miss it."""
    end = dice.random.choices([len(dates), *range(len(dates) - 6, len(dates)), 8], [12, 1, 1, 1, 1, 1, 1, 1])[0]
    begin = dice.random.choice([0, 0, len(dates) // 3, len(dates) - 16, len(dates) - 2, len(dates) - 1])
    kind = dice.random.choice(_TYPES)
    now = replace(first, subscription_type=kind, auto_renew=dice.random.choice([True, True, True, False, None]))
    trial_id = f"T-{first.subscription_id}" if kind == "Enterprise Trial" and dice.chance(0.7) else None
    now = replace(now, ends_on=dice.near(_ENDS, 1), trial_id=trial_id, start_date=dice.near(_ADDED, -1))
    for day in dates[begin:end]:
        yield replace(now, day=day)
        if dice.chance(0.25):
            now = _drifted(now, dice)


def _drifted(now: Snapshot, dice: _Dice) -> Snapshot:
    """The next report's view: counts move, a start date goes missing or is corrected, it expires or is prolonged."""
    changes: list[Snapshot] = [
        replace(now, meetings=_moved(now.meetings, dice), professional=_moved(now.professional, dice)),
        replace(now, standard=_moved(now.standard, dice), meetings=_moved(now.meetings, dice)),
        replace(now, start_date=None),
        replace(now, start_date=dice.near(_ADDED, -1) if dice.chance(0.3) else None),
        replace(now, ends_on=dice.near(_ENDS, 1)),
        replace(
            now, status=dice.random.choice(["Active", "ACTIVE", "active", "Active", "expired", "Expired", "EXPIRED"])
        ),
        replace(now, auto_renew=dice.random.choice([True, False, None])),
    ]
    return dice.random.choice(changes)


def _licences(dice: _Dice, share: float) -> Counts:
    if not dice.chance(share):
        return dice.random.choice([(0, 0, 0), UNKNOWN, (0, None, 0)])
    purchased = dice.random.choice((10, 20, 30, 100) if dice.tied else _PURCHASED)
    above, below = dice.random.choice(_TIED if dice.tied else _RATIOS)
    assigned = (purchased or 10) * above // below
    return _with_gaps((purchased, assigned, dice.random.choice([0, assigned // 2, assigned, assigned + 3])), dice)


def _moved(counts: Counts, dice: _Dice) -> Counts:
    if counts[0] is None or counts == (0, 0, 0) or dice.tied:
        return counts
    purchased, assigned, used = counts
    step = dice.random.choice([-3, -1, 0, 1, 2, 5])
    return _with_gaps((purchased, max(0, (assigned or 0) + step), max(0, (used or 0) + step)), dice)


def _with_gaps(counts: Counts, dice: _Dice) -> Counts:
    """The counts, now and then with one of them unknown."""
    purchased, assigned, used = (None if dice.chance(0.06) else count for count in counts)
    return purchased, assigned, used
