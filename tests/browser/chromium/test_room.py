"""On a laptop's screen no table goes sideways, and no heading and no value in it is cut, in either language."""

from typing import Any

import pytest

from dashboard.pages.proof.kpis import HEADLINE_ROWS, LICENCE_ROWS, kpis
from tests.browser.chromium.screen import Screen
from tests.browser.conftest import Browse

PROVED = {kpi.section.name: kpi.address for kpi in kpis() if kpi.section in (*HEADLINE_ROWS, LICENCE_ROWS)}
"""Numbers whose rows stand on no other page."""
PAGES = (
    *("/subscriptions", "/calling", "/queues", "/changes", "/customers", "/renewals", "/quality"),
    *(f"/proof?kpi={address}" for address in PROVED.values()),
)
CUT = """name => {
    const frame = document.querySelector(`[data-table="${name}"]`);
    if (!frame) return [];
    const cut = (one) => one.scrollWidth > one.clientWidth + 2;
    const [inside, room] = ["container", "viewport"].map((part) => frame.querySelector(`.ag-center-cols-${part}`));
    const heads = [...frame.querySelectorAll(".ag-header-cell:not(.bar-head) .ag-header-cell-text")].filter(cut);
    // A name, and tags beside each other, end with what they are cut for and tell the whole on hover.
    const named = (cell) => cell.closest('[col-id="customer"]') || cell.querySelector(".cell-tags, span[title]");
    const cells = [...frame.querySelectorAll(".ag-cell-value")].filter((cell) => cut(cell) && !named(cell));
    return [...(inside.offsetWidth > room.clientWidth + 1 ? ["sideways"] : []), ...heads.map((head) => head.innerText),
        ...cells.map((cell) => cell.closest("[col-id]").getAttribute("col-id") + ": " + cell.innerText)];
}"""
LANGUAGES: dict[str, dict[str, Any]] = {"english": {}, "german": {"locale": "de-DE"}}


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_cut(browse: Browse, language: str) -> None:
    screen = browse(**LANGUAGES[language])
    assert {path: found for path in PAGES if (found := _cut(screen, path))} == {}


def _cut(screen: Screen, path: str) -> dict[str, list[str]]:
    """What is cut of a page, by table."""
    screen.open(path).find("input[value=EU]").check()
    screen.ready()
    names = screen.find("section.tabled [data-near]").evaluate_all("all => all.map(one => one.dataset.near)")
    found = {name: screen.near(name).page.evaluate(CUT, name) for name in names}
    return {name: cut for name, cut in found.items() if cut}
