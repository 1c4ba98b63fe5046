"""Data in, in a browser alone: what is done with a mouse, and how what was refused looks."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.chromium.screen import Screen
from tests.browser.chromium.test_quality import LOOKS, axe
from tests.browser.conftest import _context, _screen
from tests.data.files.reports import org
from tests.fixtures.application import PASSWORD, email_of
from tests.fixtures.served import Served, serving

DROP = """([selector, name, body]) => {
    const data = new DataTransfer();
    data.items.add(new File([body], name));
    document.querySelector(selector).dispatchEvent(new DragEvent('drop', {dataTransfer: data, bubbles: true}));
}"""


@pytest.fixture(scope="module")
def fresh(application_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An installation without data."""
    data_dir = tmp_path_factory.mktemp("fresh") / "data"
    shutil.copytree(application_template, data_dir)
    with serving(data_dir) as served:
        yield served


def signed_in(chromium: Browser, fresh: Served, faults: list[str], look: str = "light") -> Screen:
    screen = _screen(_context(chromium, fresh, None, **LOOKS[look]), faults)
    screen.page.goto("/login")
    screen.page.fill("[name=email]", email_of("full_admin"))
    screen.page.fill("[name=password]", PASSWORD)
    screen.page.click("button[type=submit]")
    return screen.ready()


def settled(screen: Screen) -> Screen:
    """Waits until nothing is being done about the files."""
    screen.page.wait_for_url("**/data/uploads/*")
    screen.page.wait_for_selector("#batch:not([data-poll])")
    return screen


def test_files_are_dropped_mapped_and_left(chromium: Browser, fresh: Served, faults: list[str]) -> None:
    screen = signed_in(chromium, fresh, faults)
    page = screen.page
    page.goto("/data")
    body = f"Mieter,Apparat,Adresse\r\n{org('A')},8845,AABBCCDDEE01\r\n"
    page.evaluate(DROP, ["[data-drop]", "phones.csv", body])
    expect(screen.find("[data-chosen]")).to_have_text("phones.csv")
    page.get_by_role("button", name="Check the files").click()
    settled(screen)
    page.get_by_role("link", name="Say what its columns are").click()
    page.get_by_label("Kind", exact=True).select_option("Devices")
    page.get_by_role("button", name="Show its columns").click()
    axe(screen.ready())
    for label, header in (("Customer Org ID *", "Mieter"), ("Product *", "Apparat"), ("MAC *", "Adresse")):
        field = page.get_by_label(label, exact=True)
        field.select_option(field.locator("option", has_text=header).get_attribute("value"))
    page.get_by_role("button", name="Keep and check again").click()
    settled(screen).says("1 row loads.")
    page.get_by_role("button", name="Leave").click()
    page.wait_for_url("**/data?region=US")
    screen.says("Nothing of them was kept.")
    assert faults == []


@pytest.mark.parametrize("look", LOOKS)
def test_a_refused_file_looks_right_everywhere(
    chromium: Browser, fresh: Served, faults: list[str], look: str, tmp_path: Path
) -> None:
    screen = signed_in(chromium, fresh, faults, look)
    screen.page.goto("/data")
    path = tmp_path / ("A_very_long_name_without_any_space_in_it" * 4 + ".csv")
    path.write_text("who,knows,what\n1,2,3\n")
    screen.page.set_input_files("#file", path)
    screen.page.locator("form[data-send] button").click()
    axe(settled(screen))
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert screen.page.evaluate(wide) <= 0
    assert faults == []
