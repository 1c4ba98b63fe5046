"""Random walks: whatever a person does in whatever order, and whatever fails or is late meanwhile, at rest the page is
the API's answer to its address, or says that it failed.

`TEST_LONG=1 TEST_WALKS=1000 TEST_STEPS=30 pytest tests/browser/test_walk.py -k chromium` walks longer; a walk is
repeated by its number.
"""

import random
from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

import pytest
from werkzeug.datastructures import MultiDict

from dashboard.data.tables import TABLES
from dashboard.web.address import Reader
from tests.browser.states import ASKED_ALONE, TOLD, try_again
from tests.browser.visit import Control, Visit
from tests.fixtures.long import number, only_long

PATHS = ("/subscriptions", "/calling", "/queues", "/changes", "/customers", "/renewals", "/")
FILTERS = {
    "/subscriptions": (
        "expiring.filter.days_left=<=30",
        "renewing.filter.purchased=>=50",
        "low_assignment.sort=-purchased",
    ),
    "/calling": ("customer_usage.filter.calls=>=100", "customer_quality.sort=-poor"),
    "/queues": ("customer_queues.filter.offered=>=10", "customer_queues.sort=customer"),
    "/changes": ("measure=used", "changes.sort=-change"),
    "/customers": ("customers.sort=-customer", "q=a"),
    "/renewals": (
        "renewals.filter.purchased=>=20",
        "renewals.filter.owner=unknown",
        "renewals.sort=-days_left",
        "days=45",
    ),
    "/": ("since=2026-11-02", "since=2026-10-05", "reason=expiring", "compare=2026-11-02"),
}
OTHERS: tuple[Control, ...] = ("days", "measure", "weeks", "window", "reason")
"""Controls that some pages have beside those of most."""
WALKS = number("TEST_WALKS", 60)
STEPS = number("TEST_STEPS", 20)
SHARES = {"chromium": 1, "firefox": 4, "webkit": 4}
"""Each browser walks a share of the walks."""


class Walk:
    """A walk that a number decides."""

    def __init__(self, visit: Visit, seed: int) -> None:
        self._visit, self._dice = visit, random.Random(seed)
        self._path = self._dice.choice(PATHS)
        self.told: list[str] = []

    def begin(self) -> None:
        """To a page."""
        self._visit.open(f"{self._path}?region=US").whole()

    def step(self) -> None:
        """Does one thing, perhaps while something fails or is late; then the page must tell the truth, and after trying
        again all of it."""
        action = self._dice.choice(self._actions())
        trouble = self._dice.choice(("", "", "", "500", "0.3", "close"))
        self.told.append(f"{action.__name__} {trouble} at {self._visit.tab.address()}")
        if trouble:
            self._visit.application.let(ASKED_ALONE, trouble, times=self._dice.choice((1, 2)))
        action()
        self._come_in()
        self._visit.rest()
        self._visit.agree()
        self._visit.application.clear()
        try_again(self._visit)
        assert [str(one) for one in self._visit.complaints()] == []

    def _come_in(self) -> None:
        """Forward again where back led out of the walk: a page that is none of ours never rests."""
        self._visit.tab.wait_for("() => document.readyState === 'complete'", what="the page that was gone to")
        if urlsplit(self._visit.tab.address()).path != self._path:
            self._visit.tab.forward()

    def _actions(self) -> list[Callable[[], None]]:
        return [
            self.toggle,
            self.region,
            self.day,
            self.filter,
            self.sort,
            self.back,
            self.forward,
            self.reload,
            self.look,
            self.other,
            self.press,
        ]

    def _choose(self, control: Control) -> None:
        shown = self._visit.tab.evaluate(_SHOWN, f'[data-control="{control}"]')
        if shown and (choices := self._visit.choices(control)):
            self._visit.choose(control, self._dice.choice(choices))

    def toggle(self) -> None:
        """Another product."""
        self._choose("product")

    def region(self) -> None:
        """Another region, perhaps the one without data."""
        self._choose("region")

    def day(self) -> None:
        """Another day of the list."""
        self._choose("as_of")

    def other(self) -> None:
        """Another value of a control that only this page may have."""
        self._choose(self._dice.choice(OTHERS))

    def press(self) -> None:
        """A press on something in sight that changes the address: a chip, a preset, a line of a table."""
        if number := self._visit.tab.evaluate(_PRESSES):
            self._visit.tab.click(f'[data-walk="{self._dice.randrange(number)}"]')

    def filter(self) -> None:
        """An address with a filter or an order, as from a bookmark."""
        name, _, value = self._dice.choice(FILTERS[self._path]).partition("=")
        query = [(key, kept) for key, kept in self._visit.seen().query if key != name] + [(name, value)]
        self._visit.tab.open(f"{self._path}?{urlencode(query)}")

    def sort(self) -> None:
        """A press on the head of a column in sight."""
        heads = self._visit.tab.evaluate(_HEADS)
        if heads:
            table, column = self._dice.choice(heads)
            self._visit.tab.click(f'[data-table="{table}"] .ag-header-cell[col-id="{column}"] .ag-header-cell-label')

    def back(self) -> None:
        """One step back."""
        self._visit.tab.back()

    def forward(self) -> None:
        """One step forward."""
        self._visit.tab.forward()

    def reload(self) -> None:
        """The same again."""
        self._visit.tab.reload()

    def look(self) -> None:
        """Brings a table into sight."""
        tables = self._visit.seen().tables
        if tables:
            self._visit.near(self._dice.choice(tables)["name"])


_SHOWN = "css => !!document.querySelector(css)?.getClientRects().length"
_PRESSES = """() => {
    document.querySelectorAll('[data-walk]').forEach(one => one.removeAttribute('data-walk'));
    const found = [...document.querySelectorAll('main [data-set]:not([data-to])')].filter(one => {
        const { top, bottom, width } = one.getBoundingClientRect();
        return width && top > 100 && bottom < innerHeight && !one.disabled;
    });
    found.forEach((one, place) => one.setAttribute('data-walk', place));
    return found.length;
}"""
_HEADS = """() => [...document.querySelectorAll('[data-table] .ag-header-cell[col-id]')].filter(one => {
    const { top, bottom, left, right } = one.getBoundingClientRect();
    return one.querySelector('.ag-header-cell-label') && getComputedStyle(one).cursor === 'pointer'
        && top > 100 && bottom < innerHeight && left > 0 && right < innerWidth && right > left;
}).map(one => [one.closest('[data-table]').dataset.table, one.getAttribute('col-id')])"""


def test_what_a_walk_filters_and_sorts_by_is_there() -> None:
    """Of an address with a column that no table has, the page says so and the API answers nothing to compare."""
    tables = {table.name: table for table in TABLES}
    for key, _, value in (one.partition("=") for filters in FILTERS.values() for one in filters):
        name, dot, _ = key.partition(".")
        if dot:
            Reader(MultiDict({key: value})).view(tables[name], f"{name}.")


@only_long
@pytest.mark.parametrize("seed", range(WALKS))
def test_a_walk_meets_only_the_truth(visit: Visit, browser: str, seed: int) -> None:
    if seed % SHARES[browser] >= 1:
        pytest.skip("this browser walks a share of the walks")
    visit.expected += ["^request: ", TOLD]  # answers that are let fail
    walk = Walk(visit, seed)
    walk.begin()
    for _ in range(STEPS):
        try:
            walk.step()
        except Exception as error:
            error.add_note(f"walk {seed} in {browser}:\n  " + "\n  ".join(walk.told))
            raise
