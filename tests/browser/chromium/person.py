"""A person at a screen of Chromium, who finds everything by the words of their language: labels, buttons, headings."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.chromium.screen import Screen

WORDS: dict[str, dict[str, str]] = {
    "en-GB": {
        "e-mail": "E-mail address", "password": "Password", "sign in": "Sign in",
        "overview": "Overview", "needs": "What needs somebody since", "pages": "Main",
        "work": "Work", "owner": "Owner", "own form": "Owner and next step", "save": "Save",
        "owned": "Owner and next step are saved.",
        "note": "New note", "add": "Add the note", "noted": "The note is added.",
        "near": "Came near expiration", "state": "Renewal state", "contacted": "Contacted", "step": "Next step",
        "due": "Due on", "renewed": "The renewal of {} is saved.",
        "low": "Low licence assignment", "export": "Export CSV",
        "renewals": "Renewals", "formats": "Other formats", "as report": "Schedule as a report",
        "schedules": "Schedules", "region": "Region", "schedule": "Schedule", "scheduled": "Scheduled; next on",
        "subscriptions": "Subscriptions", "tell": "Tell me when this changes",
        "rows": "When a row comes in or leaves", "keep": "Save rule", "kept": "it begins with what there is now.",
        "one alert": "1 new alert", "told": "What your rules told", "came": "came in", "read": "Mark as read",
        "was read": "Marked as read.", "alerts": "Alerts",
    },
    "de-DE": {
        "e-mail": "E-Mail-Adresse", "password": "Passwort", "sign in": "Anmelden",
        "overview": "Übersicht", "needs": "Was seit", "pages": "Hauptnavigation",
        "work": "Arbeit", "owner": "Verantwortlich", "own form": "Verantwortlich und nächster Schritt",
        "save": "Speichern", "owned": "Verantwortlich und nächster Schritt sind gespeichert.",
        "note": "Neue Notiz", "add": "Notiz hinzufügen", "noted": "Die Notiz ist hinzugefügt.",
        "near": "Läuft neuerdings bald ab", "state": "Stand der Verlängerung", "contacted": "Angesprochen",
        "step": "Nächster Schritt", "due": "Fällig am", "renewed": "Die Verlängerung von {} ist gespeichert.",
        "low": "Geringe Lizenzzuweisung", "export": "Export CSV",
        "renewals": "Verlängerungen", "formats": "Andere Formate", "as report": "Als Bericht planen",
        "schedules": "Zeitpläne", "region": "Region", "schedule": "Planen", "scheduled": "Geplant; das nächste Mal am",
        "subscriptions": "Abonnements", "tell": "Änderungen melden",
        "rows": "Wenn eine Zeile hinzukommt oder wegfällt", "keep": "Regel speichern",
        "kept": "Sie beginnt mit dem jetzigen Stand.",
        "one alert": "1 neue Meldung", "told": "Was Ihre Regeln gemeldet haben", "came": "neu dabei",
        "read": "Als gelesen markieren", "was read": "Als gelesen markiert.", "alerts": "Meldungen",
    },
}  # fmt: skip
"""What stands on the screen by the language of the browser, written down here as it is read there."""


@dataclass(frozen=True)
class Person:
    """Somebody at the screen, who reads one language."""

    screen: Screen
    words: Mapping[str, str]
    email: str

    @property
    def page(self) -> Page:
        """What they look at."""
        return self.screen.page

    def api(self, path: str, **query: str) -> Any:
        """The API's answer to this person."""
        answer = self.page.request.get(f"/api/v1{path}", params=dict(query.items()))
        assert answer.ok, answer.text()
        return answer.json()

    def part(self, title: str) -> Locator:
        """A part of the page by its heading, or by how the heading begins."""
        return self.page.get_by_role("region", name=re.compile(f"^{re.escape(title)}")).first

    def goes(self, name: str) -> "Person":
        """Presses an entry of the menu."""
        menu = self.page.get_by_role("navigation", name=self.words["pages"])
        menu.get_by_role("link", name=self.words[name], exact=True).click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(re.compile(f"^{self.words[name]}"))
        self.screen.ready()
        return self

    def presses(self, name: str, place: Locator | None = None) -> None:
        """Presses a button by what it says; what it is about may follow, for who hears it."""
        said = re.compile(rf"^{re.escape(self.words[name])}(:|$)")
        (place or self.page).get_by_role("button", name=said).click()

    def choice(self, name: str, place: Locator | None = None) -> Locator:
        """A list to choose from, by its label."""
        return (place or self.page).get_by_role("combobox", name=self.words[name], exact=True)

    def text(self, name: str) -> Locator:
        """A field to write into, by its label."""
        return self.page.get_by_role("textbox", name=self.words[name], exact=True)

    def is_in(self, region: str) -> None:
        """Asserts that the page speaks of a region."""
        expect(self.page.get_by_role("radio", name=region, exact=True)).to_be_checked()

    def reads(self, text: str) -> None:
        """Asserts that the page says so."""
        expect(self.page.get_by_role("main")).to_contain_text(text)

    @property
    def entries(self) -> Locator:
        """The lines of the list of what needs somebody."""
        return self.part(self.words["needs"]).get_by_role("listitem")

    def line_of(self, region: str) -> Locator:
        """The first of them that is of a region."""
        return self.entries.filter(has=self.page.get_by_text(region, exact=True)).first

    def opens(self, line: Locator, region: str) -> str:
        """Follows an entry of the list to its customer, and there to the work on it: the organisation's id."""
        link = line.get_by_role("link")
        name, place = link.inner_text(), link.get_attribute("href") or ""
        link.click()
        heading = self.page.get_by_role("heading", level=1)
        expect(heading).to_contain_text(name)
        self.is_in(region)
        self.page.get_by_role("link", name=self.words["work"], exact=True).click()
        expect(self.page.get_by_role("form", name=self.words["own form"], exact=True)).to_be_visible()
        expect(heading).to_contain_text(name)
        self.screen.ready()
        return place.removeprefix("/customers/").partition("?")[0]
