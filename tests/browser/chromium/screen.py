"""What a test says and sees of a page: addresses, marks, tables; and what the API says of the same address."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from playwright.sync_api import Locator, Page, expect

SECTIONS = ("recently_added", "expiring", "renewing", "low_assignment", "overage")
Marks = dict[str, float | None]
_MADE = """table => {
    const place = document.querySelector(`[data-near="${table}"]`);
    return !place.firstElementChild || place.querySelector('.ag-center-cols-container .ag-row');
}"""


@dataclass(frozen=True)
class Screen:
    """A page of the application."""

    page: Page

    def open(self, address: str) -> "Screen":
        """Goes to an address and waits for all of its answers."""
        self.page.goto(address)
        return self.ready()

    def ready(self) -> "Screen":
        """Waits until every part of the page has its answer. A control that was used has made it unready by then."""
        self.page.wait_for_selector('main[data-ready="true"]')
        return self

    def find(self, selector: str, has_text: str | re.Pattern[str] | None = None) -> Locator:
        """Elements of the page, looked up when used."""
        return self.page.locator(selector, has_text=has_text)

    def query(self) -> list[tuple[str, str]]:
        """The parameters of the address, in order."""
        return parse_qsl(urlsplit(self.page.url).query)

    def marks(self) -> Marks:
        """Every `data-kpi` with its `data-value`; empty is None."""
        found = self.find("[data-kpi]").evaluate_all("all => all.map(one => [one.dataset.kpi, one.dataset.value])")
        marks = {key: float(value) if value else None for key, value in found}
        assert len(marks) == len(found), "a KPI stands on the page twice"
        return marks

    def asked(self, path: str, **more: str) -> Any:
        """The API's answer to this page's address, with the page's own session."""
        return self._got(path, [*self.query(), *more.items()])

    def table(self, name: str, **more: str) -> Any:
        """The API's answer for one table as this page's address states it."""
        own = [(key.removeprefix(f"{name}."), value) for key, value in self.query() if key.startswith(f"{name}.")]
        shared = [(key, value) for key, value in self.query() if "." not in key]
        asked = [(key, value) for key, value in shared + own if key != "columns"]
        return self._got(f"/api/v1/tables/{name}", [*asked, *more.items()])

    def _got(self, path: str, query: list[tuple[str, str]]) -> Any:
        # Once more when the server ended the idle connection in the same moment.
        answer = self.page.request.get(f"{path}?{urlencode(query)}", max_retries=1)
        assert answer.ok, answer.text()
        return answer.json()

    def agree(self) -> Marks:
        """Asserts that every mark on the page is the API's number for the same address, and gives the marks."""
        answer = self.asked("/api/v1/subscriptions")
        said = dict(answer["kpis"])
        for name, section in answer["sections"].items():
            said |= {f"{name}.{key}": value for key, value in section["kpis"].items()}
            assert self.count(name) == (section["rows"] if answer["data_as_of"] else None)
        marks = self.marks()
        assert marks == said
        return marks

    def count(self, table: str) -> int | None:
        """How many rows a section says its table has; None when it says nothing."""
        told = self.find(f"#{table} .row-count").all_inner_texts()
        found = re.match(r"[\d.,]+", told[0]) if told else None
        return int(re.sub(r"\D", "", found[0])) if found else None

    def near(self, table: str) -> "Screen":
        """Brings the place of a table into sight, which makes it, and waits for its rows, where it has any."""
        place = self.find(f'[data-near="{table}"]')
        place.evaluate("one => one.scrollIntoView({block: 'center'})")
        self.page.wait_for_function(_MADE, arg=table)
        return self.ready()

    def texts(self, table: str, column: str) -> list[str]:
        """A column's cells, as far as they are drawn, in the order of the rows; the total is left out."""
        cells = self.cells(table, column)
        expect(cells.filter(has_not_text=re.compile(r"\S"))).to_have_count(0)  # each is drawn by itself, a moment later
        rows = cells.evaluate_all(
            "all => all.map(one => [+one.closest('[row-index]').getAttribute('row-index'), one.innerText])"
        )
        return [text for _, text in sorted(rows)]

    def cells(self, table: str, column: str) -> Locator:
        """A column's cells without the total."""
        self.near(table)
        return self.find(f'[data-table="{table}"] .ag-row:not(.ag-row-pinned) .ag-cell[col-id="{column}"]')

    def header(self, table: str, column: str) -> Locator:
        """The head of a column."""
        self.near(table)
        return self.find(f'[data-table="{table}"] .ag-header-cell[col-id="{column}"]')

    def choose(self, control: str, value: str) -> "Screen":
        """Picks one of the values of a control as a mouse does, and waits for the answers."""
        self.find(f'[data-control="{control}"] input[value="{value}"]').click()
        return self.ready()

    def says(self, text: str | re.Pattern[str]) -> None:
        """Asserts that the main part of the page shows a text."""
        expect(self.find("main:not([hidden])")).to_contain_text(text)
