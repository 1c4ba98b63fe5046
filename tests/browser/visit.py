"""A person's visit in any browser: what they do by the marks of the page, and whether the page tells the truth.

`agree` is the heart: at rest every number, row and control on the screen is the API's answer to the address that is
shown, or its part says that it failed and shows none.
"""

import math
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit

from tests.browser.application import Application
from tests.browser.drivers.tab import PATIENCE, Complaint, Tab
from tests.browser.expected import marks_of, own

READY = 'main[data-ready="true"]'
FAILED = "[data-failed]"
UNDONE = '[data-strip="undone"]'
_SEEN = (Path(__file__).parent / "seen.js").read_text(encoding="utf-8")
_REST = """() => new Promise((next) => {
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(next)));
  setTimeout(next, 150); // a window without a screen may draw no frames
}).then(() => !!document.querySelector('main[data-ready="true"]'))"""
_NUMBER = re.compile(r"[+\u2212-]?\d{1,3}(,\d{3})*|[+\u2212-]?\d+")
_DRAWN = ("available", "over")  # the bar says one or the other
_PAINT = 10.0  # seconds
_ROWS = 100  # what the API is asked for; a screen holds fewer

Control = Literal["region", "product", "as_of", "weeks", "measure", "window", "days", "reason"]


@dataclass(frozen=True)
class Seen:
    """What the page shows in one moment. `kpis`, `tables` and `failed` are as seen.js lists them."""

    address: str
    ready: bool
    controls: dict[str, str]
    kpis: list[dict[str, Any]]
    tables: list[dict[str, Any]]
    failed: list[dict[str, Any]]

    @property
    def path(self) -> str:
        """The page's."""
        return urlsplit(self.address).path

    @property
    def query(self) -> list[tuple[str, str]]:
        """The parameters of the address, in order."""
        return parse_qsl(urlsplit(self.address).query)

    @property
    def sight(self) -> tuple[dict[str, str], dict[str, float | None], list[dict[str, Any]]]:
        """What a reader sees: choices, numbers, and the tables in sight; others are made when they come near."""
        return self.controls, self.marks, [table for table in self.tables if table["sight"]]

    @property
    def marks(self) -> dict[str, float | None]:
        """The numbers of the page by their keys, those of failed parts left out."""
        shown = [one for one in self.kpis if not one["failed"]]
        return {one["key"]: float(one["value"]) if one["value"] else None for one in shown}


@dataclass
class Visit:
    """A person at a page of the application."""

    tab: Tab
    application: Application
    expected: list[str] = field(default_factory=list)
    """Patterns of complaints that the test brings about: everything else fails it."""

    def open(self, address: str) -> "Visit":
        """Goes to an address and waits until it rests."""
        self.tab.open(address)
        return self.rest()

    def rest(self, timeout: float = PATIENCE) -> "Visit":
        """Waits until what was done has had its time to begin, and all that is in sight has its answer or failure."""
        self.tab.asked(_REST)
        self.tab.wait_for(_REST, timeout=timeout, what="a page that is ready and stays it")
        return self

    def seen(self) -> Seen:
        """What the page shows now."""
        return Seen(**self.tab.evaluate(_SEEN))

    def choose(self, control: Control, value: str) -> "Visit":
        """Picks a value of a control as a person does: presses it, or picks it from its list."""
        place = f'[data-control="{control}"]'
        self.tab.wait_for(place)
        if self.tab.count(f'{place} input[type="radio"]'):
            self.tab.click(f'{place} input[value="{value}"]')
        else:
            field = f"{place} :is(select, input)" if self.tab.count(f"{place} :is(select, input)") else place
            self.tab.select(field, value)
        return self.rest()

    def choices(self, control: Control) -> list[str]:
        """The values that a control offers, in order."""
        found: list[str] = self.tab.evaluate(
            """place => [...document.querySelectorAll(`${place} input[type=radio], ${place} option`)]
                .filter(one => !one.disabled && one.value).map(one => one.value)""",
            f'[data-control="{control}"]',
        )
        return found

    def near(self, table: str) -> "Visit":
        """Brings the place of a table into sight, which makes the table."""
        place = f'[data-near="{table}"]'
        self.tab.wait_for(place)
        self.tab.evaluate("css => document.querySelector(css).scrollIntoView({block: 'center'})", place)
        return self.rest()

    def agree(self) -> Seen:
        """Asserts that the page tells the truth about its address; gives what it shows."""
        seen = self._painted()
        assert seen.ready, f"{seen.address}: not at rest"
        failures_are_told(seen)
        self._numbers_agree(seen)
        for table in seen.tables:
            self._rows_agree(seen, table)
        return seen

    def _painted(self) -> Seen:
        """What the page shows once the cells of its rows are drawn: React draws each by itself, a few frames later,
        and a page that asks once more of its own accord (/reports) is ready again."""
        deadline = time.monotonic() + _PAINT
        while True:
            seen = self.seen()
            blank = [row for table in seen.tables for row in table["rows"] if row["cells"].get("customer") == ""]
            if (seen.ready and not blank) or time.monotonic() > deadline:
                return seen
            self.tab.asked(_REST)

    def whole(self) -> Seen:
        """`agree`, and nothing has failed."""
        seen = self.agree()
        assert seen.failed == [], f"{seen.address}: failed though nothing fails any more: {seen.failed}"
        return seen

    def _numbers_agree(self, seen: Seen) -> None:
        said = marks_of(self.application, seen.path, seen.query)
        if said is None:
            return
        marks = seen.marks
        assert len(marks) == len([one for one in seen.kpis if not one["failed"]]), f"{seen.address}: a KPI stands twice"
        wrong = {
            key: (marks[key], value)
            for key, value in said.numbers.items()
            if key in marks and not same(marks[key], value)
        }
        assert wrong == {}, f"{seen.address}: (shown, true) {wrong}"
        missing = [key for key in said.numbers if key not in marks]
        assert not missing or seen.failed, f"{seen.address}: not shown and nothing failed: {missing}"
        chosen = {name: value for name, value in said.controls.items() if seen.controls.get(name, value) != value}
        assert chosen == {}, f"{seen.address}: the controls show {seen.controls}, the page {said.controls}"

    def _rows_agree(self, seen: Seen, table: dict[str, Any]) -> None:
        """Rows in sight are those of the API at their places; a table that has rows shows some, whole."""
        if table["failed"] or not table["sight"]:
            return
        asked = [*own(seen.query, table["name"]), ("limit", str(_ROWS))]
        answer = self.application.api(f"/tables/{table['name']}", asked)
        if answer is None:
            return
        where = f"{seen.address}: {table['name']}"
        assert bool(table["rows"]) == bool(answer["rows"]), (
            f"{where}: {len(table['rows'])} rows shown of {answer['total']}"
        )
        if table["total"] is not None:
            assert table["total"] == answer["total"], where
        for row in table["rows"]:
            if row["index"] < len(answer["rows"]):
                wrong = differences(row["cells"], answer["rows"][row["index"]])
                assert wrong == {}, f"{where}, row {row['index']}: (shown, true) {wrong}"

    def complaints(self) -> list[Complaint]:
        """What the page complained of and no pattern expects, since this was last asked."""
        heard = self.tab.heard()
        return [one for one in heard if not any(re.search(pattern, str(one)) for pattern in self.expected)]


def same(shown: float | None, true: float | None) -> bool:
    """Whether two numbers are one; unknown is only unknown."""
    if shown is None or true is None:
        return shown is true
    return math.isclose(shown, true, rel_tol=1e-9)


def differences(cells: dict[str, str], row: dict[str, Any]) -> dict[str, tuple[str, Any]]:
    """Cells that are not what the row says: names and ids as they are, counts with their separators. Cells that show
    something else than one text or whole number beside it (bars, rates, dates) are not judged here."""
    wrong: dict[str, tuple[str, Any]] = {}
    for column, shown in cells.items():
        true = row.get(column)
        text = shown.strip().split("\n")[0]
        if column in ("customer", "subscription_id") and true is not None and not text.startswith(str(true).strip()):
            wrong[column] = (shown, true)
        if isinstance(true, int) and not isinstance(true, bool) and column not in _DRAWN and _NUMBER.fullmatch(text):
            number = int(text.replace(",", "").replace("\u2212", "-"))
            if number != true:
                wrong[column] = (shown, true)
    return wrong


def failures_are_told(seen: Seen) -> None:
    """A part that failed has an id and a way to try again, and shows nothing that could be another question's."""
    for part in seen.failed:
        assert part["id"], f"{seen.address}: a part failed without an error id: {part}"
        assert part["buttons"], f"{seen.address}: a part failed and cannot be tried again: {part}"
        assert part["numbers"] == [], f"{seen.address}: a failed part shows numbers: {part}"
        assert part["rows"] == 0, f"{seen.address}: a failed part shows rows: {part}"
