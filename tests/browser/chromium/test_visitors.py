"""Who comes and how: signing in and out, languages, dark and light, a customer's page."""

import re

from playwright.sync_api import expect

from tests.browser.chromium.screen import Screen
from tests.browser.conftest import LEAVER, SWITCHER, Browse
from tests.fixtures.application import PASSWORD


def test_a_wrong_password_is_told_and_the_right_one_opens_the_page(browse: Browse, faults: list[str]) -> None:
    screen = browse(stranger=True)
    screen.page.goto("/subscriptions?region=EU")
    expect(screen.page).to_have_url(re.compile("/login"))
    _sign_in(screen, LEAVER, "not the password at all")
    expect(screen.page.get_by_role("alert")).to_contain_text("wrong")
    assert faults.pop().startswith("error: Failed to load resource: the server responded with a status of 401")
    _sign_in(screen, LEAVER, PASSWORD)
    screen.ready()
    assert screen.query() == [("region", "EU")]
    screen.find(".account summary").click()
    screen.page.get_by_role("button", name="Sign out").click()
    expect(screen.page).to_have_url(re.compile("/login$"))
    screen.page.goto("/subscriptions")
    expect(screen.page).to_have_url(re.compile("/login"))


def test_german_by_the_browser(browse: Browse) -> None:
    screen = browse(locale="de-DE").open("/subscriptions?product=meetings")
    expect(screen.find("html")).to_have_attribute("lang", "de")
    expect(screen.page.get_by_role("heading", level=1)).to_have_text("Abonnements")
    for words in ("Lizenzverteilung im Zeitverlauf", "Kürzlich hinzugefügt", "Kunden gesamt"):
        screen.says(re.compile(words, re.I))
    unassigned = screen.agree()["low_assignment.unassigned"] or 0
    assert unassigned >= 1_000
    card = screen.find('[data-kpi="low_assignment.unassigned"] .strip-value')
    expect(card).to_contain_text(f"{unassigned:,.0f}".replace(",", "."))
    total = sum(row["purchased"] for row in screen.table("low_assignment")["rows"])
    screen.near("low_assignment")
    shown = screen.find('[data-table="low_assignment"] .ag-floating-bottom .ag-cell[col-id="purchased"]')
    expect(shown).to_have_text(f"{total:,}".replace(",", "."))


def test_switches_of_language_and_theme(browse: Browse) -> None:
    screen = browse(stranger=True)
    screen.page.goto("/login")
    _sign_in(screen, SWITCHER, PASSWORD)
    screen.ready().open("/subscriptions").choose("product", "calling")
    page = screen.find("html")
    screen.page.get_by_role("button", name="Dark mode").first.click()
    expect(page).to_have_attribute("data-bs-theme", "dark")
    screen.ready()
    screen.page.get_by_role("button", name="Deutsch").first.click()
    expect(page).to_have_attribute("lang", "de")
    screen.ready()
    assert screen.query() == [("product", "calling")]
    expect(page).to_have_attribute("data-bs-theme", "dark")
    screen.page.get_by_role("button", name="English").first.click()
    expect(page).to_have_attribute("lang", "en")
    screen.ready()
    screen.page.get_by_role("button", name="Light mode").first.click()
    expect(page).to_have_attribute("data-bs-theme", "light")
    screen.ready()


def test_dark_by_the_system(browse: Browse) -> None:
    screen = browse(color_scheme="dark").open("/subscriptions")
    expect(screen.find("html")).to_have_attribute("data-bs-theme", "dark")
    red, green, blue = _colour(screen, "background-color")
    assert max(red, green, blue) < 64
    assert min(_colour(screen, "color")) > 160


def test_foreign_and_unknown_customers_are_not_found(screen: Screen) -> None:
    for org in ("00000000-0000-4000-8000-00000000ffff", "nobody", "00000000-0000-4000-8000-000000000001"):
        screen.open(f"/customers/{org}?region=US")
        expect(screen.page.get_by_role("heading", level=1)).to_have_text("Not found")
        screen.says("There is no customer with this id among those you look after.")


def _sign_in(screen: Screen, email: str, password: str) -> None:
    screen.page.fill("[name=email]", email)
    screen.page.fill("[name=password]", password)
    screen.page.click("button[type=submit]:not([name])" if screen.find("button[type=submit]").count() else "button")


def _colour(screen: Screen, of: str) -> list[int]:
    text = screen.page.evaluate("of => getComputedStyle(document.body)[of]", of)
    return [int(number) for number in re.findall(r"\d+", text)[:3]]
