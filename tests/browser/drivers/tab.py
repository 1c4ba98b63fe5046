"""One page in a browser, said in words that all three browsers understand. What waits has a deadline.

A driver brings the primitives; clicking, typing, waiting and reading are made of them here, so that a test presses the
same place at the same moment everywhere.
"""

import json
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

PATIENCE = 60.0
"""Seconds for what takes one on an idle machine: those that run tests are busy."""
BLANK = "/_tests/blank"
"""An empty page of the served application's origin."""
_POLL = 0.02
_SIZE = (1366, 900)
_WHOLE = "() => document.readyState === 'complete'"
_PLACE = (Path(__file__).parent / "place.js").read_text(encoding="utf-8")

Ability = Literal["offline", "print", "dark", "profiles"]
"""What not every driver can do; `profiles` are several people at once, each with their own cookies."""


class Gone(Exception):
    """The document went away while it was asked: a navigation is on its way."""


class Waited(AssertionError):
    """Something did not come about in time."""


@dataclass(frozen=True)
class Complaint:
    """Something that a person would see in the browser's console.

    `kind` is console, uncaught, policy, or request: one that failed or was answered with 400 or more.
    """

    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"


class Tab(ABC):
    """A page in a window of its own, at one origin."""

    def __init__(self, base: str) -> None:
        self.base = base

    # What a driver brings.

    @abstractmethod
    def navigate(self, address: str) -> None:
        """Goes to a whole address; returns when the document is there, or could not be had."""

    @abstractmethod
    def run(self, expression: str) -> Any:
        """The text that a JavaScript expression, or the promise it gives, has as its value. Raises Gone."""

    @abstractmethod
    def point(self, x: float, y: float, *, press: bool) -> None:
        """Moves the mouse to a place of the window, and presses there."""

    @abstractmethod
    def keys(self, *names: str) -> None:
        """Presses keys one after the other: characters, or names as in KeyboardEvent.key; `Shift+Tab` with Shift."""

    @abstractmethod
    def choose_files(self, selector: str, *paths: Path) -> None:
        """Chooses files in a field for them; the window in which a person does so is out of a driver's reach."""

    @abstractmethod
    def travel(self, steps: int) -> None:
        """Back (-1) or forward (1) in the history, as the browser's own buttons go."""

    @abstractmethod
    def reload(self) -> None:
        """Loads the document again."""

    @abstractmethod
    def picture(self) -> bytes:
        """A PNG of what is in sight."""

    @abstractmethod
    def cookies(self) -> dict[str, str]:
        """Names and values of the cookies that this page's server is sent."""

    @abstractmethod
    def set_cookies(self, cookies: Mapping[str, str]) -> None:
        """Puts cookies as the server would, out of the page's reach."""

    @abstractmethod
    def clear_cookies(self) -> None:
        """A browser that has never been here, as far as the server can tell: a session is gone."""

    @abstractmethod
    def resize(self, width: int, height: int) -> None:
        """Gives the page this room, in CSS pixels; WebKit's window has a least width of about 450."""

    @abstractmethod
    def offline(self, cut: bool) -> None:
        """Cuts the network, or gives it back. Only where `can("offline")`."""

    @abstractmethod
    def print(self) -> bytes:
        """The page as a PDF file, as it is printed. Only where `can("print")`."""

    @abstractmethod
    def heard(self) -> list[Complaint]:
        """What the page complained of since this was last asked."""

    @abstractmethod
    def can(self, ability: Ability) -> bool:
        """Whether this browser's driver is able to do so."""

    @abstractmethod
    def close(self) -> None:
        """Closes the window, and forgets its cookies."""

    # What is made of it.

    def open(self, address: str) -> None:
        """Goes to an address of the served application, a path with its query."""
        self.navigate(self.base + address)
        self.wait_for(_WHOLE)

    def evaluate(self, function: str, *given: Any) -> Any:
        """What a JavaScript function of JSON values returns, or its promise gives. Raises Gone."""
        arguments = ", ".join(json.dumps(one) for one in given)
        told = self.run(f"Promise.resolve(({function})({arguments})).then(value => JSON.stringify(value ?? null))")
        return json.loads(told)

    def wait_for(self, condition: str, *given: Any, timeout: float = PATIENCE, what: str = "") -> Any:
        """The first true value of a JavaScript function, or a sign of an element that a CSS selector finds."""
        function = condition if "=>" in condition else f"() => !!document.querySelector({json.dumps(condition)})"
        deadline = time.monotonic() + timeout
        while True:
            found = self.asked(function, *given)
            if found:
                return found
            if time.monotonic() > deadline:
                raise Waited(f"not within {timeout} s at {self.address()}: {what or condition} {given or ''}")
            time.sleep(_POLL)

    def asked(self, function: str, *given: Any) -> Any:
        """As `evaluate`, and None while the document changes."""
        try:
            return self.evaluate(function, *given)
        except Gone:
            return None

    def address(self) -> str:
        """Path, query and fragment of the page."""
        return str(self.asked("() => location.href") or "").removeprefix(self.base)

    def click(self, selector: str) -> None:
        """Presses the first element that the selector finds, once it is in sight, still, and nothing covers it."""
        self.point(*self._place(selector), press=True)

    def hover(self, selector: str) -> None:
        """Moves the mouse over an element as `click` does, from somewhere else."""
        place = self._place(selector)
        self.point(1, 1, press=False)
        self.point(*place, press=False)

    def _place(self, selector: str) -> Sequence[float]:
        place: Sequence[float] = self.wait_for(_PLACE, selector, what=f"a place to press: {selector}")
        return place

    def fill(self, selector: str, text: str) -> None:
        """Types a text into a field in place of what is there."""
        self.click(selector)
        self.evaluate("css => document.querySelector(css).select()", selector)
        self.keys(*(text or ["Backspace"]))

    def select(self, selector: str, value: str) -> None:
        """Picks a value of a native list: what opens it is drawn by the browser, out of a driver's reach."""
        self.wait_for(selector)
        self.evaluate(
            """(css, value) => {
                const list = document.querySelector(css);
                const own = Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, "value");
                own.set.call(list, value);
                for (const kind of ["input", "change"]) list.dispatchEvent(new Event(kind, { bubbles: true }));
            }""",
            selector,
            value,
        )

    def text(self, selector: str) -> str:
        """What the first element that the selector finds shows; waits for it."""
        found = self.wait_for("css => [document.querySelector(css)?.innerText]?.filter(x => x != null)", selector)
        return str(found[0])

    def texts(self, selector: str) -> list[str]:
        """What each element shows that the selector finds now."""
        found: list[str] = self.evaluate("css => [...document.querySelectorAll(css)].map(x => x.innerText)", selector)
        return found

    def attribute(self, selector: str, name: str) -> str | None:
        """An attribute of the first element that the selector finds; waits for the element."""
        self.wait_for(selector)
        found: str | None = self.evaluate(
            "(css, name) => document.querySelector(css).getAttribute(name)", selector, name
        )
        return found

    def count(self, selector: str) -> int:
        """How many elements the selector finds now."""
        return int(self.evaluate("css => document.querySelectorAll(css).length", selector))

    def screenshot(self, path: Path) -> None:
        """Saves a PNG of what is in sight."""
        path.write_bytes(self.picture())

    def back(self) -> None:
        """One step back."""
        self.travel(-1)

    def forward(self) -> None:
        """One step forward."""
        self.travel(1)

    def sign_in(self, email: str, password: str) -> None:
        """Fills in the form of the sign-in page and sends it; waits until it is left."""
        self.wait_for("form [name=password]")
        self.fill("form [name=email]", email)
        self.fill("form [name=password]", password)
        self.keys("Enter")
        self.wait_for("() => !location.pathname.startsWith('/login') && document.readyState === 'complete'")


class Browser(ABC):
    """A running browser."""

    name: str

    @abstractmethod
    def tab(self, base: str, *, size: tuple[int, int] = _SIZE, dark: bool = False) -> Tab:
        """A window without cookies. `dark` where the driver can ask for it. In WebKit the one before it ends."""

    @abstractmethod
    def close(self) -> None:
        """Ends the browser and what it needed."""
