"""Chromium, by Playwright."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser as Started
from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, Request, Response

from tests.browser.drivers.tab import Ability, Browser, Complaint, Gone, Tab

LATE = "was preloaded using link preload but not used within a few seconds"
"""A remark of Chromium on a busy machine, which is no fault of the page."""
_ABLE: frozenset[Ability] = frozenset({"offline", "print", "dark", "profiles"})
_POLICY = "policy: "
_TELL = f"""document.addEventListener("securitypolicyviolation", (event) =>
    console.error("{_POLICY}" + event.violatedDirective + " " + event.blockedURI));"""
_GONE = ("Execution context was destroyed", "Cannot find context", "navigating", "Target closed", "frame was detached")
_TOLD = ("Failed to load resource", LATE)  # the first is a request, too
_LEFT = "net::ERR_ABORTED"  # the page was left while it asked


class ChromiumTab(Tab):
    """A page in a context of its own."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        super().__init__(base)
        self._context = context
        self._heard: list[Complaint] = []
        context.add_init_script(_TELL)
        self.page = self._page()
        """Playwright's own page, for what only Chromium can do."""

    def _page(self) -> Page:
        page = self._context.new_page()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._heard.append(Complaint("uncaught", error.message)))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)
        return page

    def _console(self, message: ConsoleMessage) -> None:
        if message.text.startswith(_POLICY):
            self._heard.append(Complaint("policy", message.text.removeprefix(_POLICY)))
        elif message.type in ("error", "warning") and not any(one in message.text for one in _TOLD):
            self._heard.append(Complaint("console", message.text))

    def _failed(self, request: Request) -> None:
        if request.failure != _LEFT:
            self._heard.append(Complaint("request", f"{request.failure} {request.url}"))

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self._heard.append(Complaint("request", f"{response.status} {response.url}"))

    def navigate(self, address: str) -> None:
        try:
            self.page.goto(address, wait_until="commit")
        except Error as error:
            if "net::ERR_" not in error.message:
                raise

    def run(self, expression: str) -> Any:
        try:
            return self.page.evaluate(expression)
        except Error as error:
            if any(part in error.message for part in _GONE):
                raise Gone(error.message) from error
            raise

    def point(self, x: float, y: float, *, press: bool) -> None:
        self.page.mouse.move(x, y)
        if press:
            self.page.mouse.down()
            self.page.mouse.up()

    def keys(self, *names: str) -> None:
        for name in names:
            self.page.keyboard.press("Space" if name == " " else name)

    def choose_files(self, selector: str, *paths: Path) -> None:
        self.page.set_input_files(selector, list(paths))

    def travel(self, steps: int) -> None:
        (self.page.go_back if steps < 0 else self.page.go_forward)(wait_until="commit")

    def reload(self) -> None:
        self.page.reload(wait_until="commit")

    def picture(self) -> bytes:
        return self.page.screenshot()

    def cookies(self) -> dict[str, str]:
        return {one["name"]: one["value"] for one in self._context.cookies(self.base)}

    def set_cookies(self, cookies: Mapping[str, str]) -> None:
        self._context.add_cookies([{"name": name, "value": value, "url": self.base} for name, value in cookies.items()])

    def clear_cookies(self) -> None:
        self._context.clear_cookies()

    def resize(self, width: int, height: int) -> None:
        self.page.set_viewport_size({"width": width, "height": height})

    def offline(self, cut: bool) -> None:
        self._context.set_offline(cut)

    def print(self) -> bytes:
        return self.page.pdf()

    def heard(self) -> list[Complaint]:
        found, self._heard = self._heard, []
        return found

    def can(self, ability: Ability) -> bool:
        return ability in _ABLE

    def close(self) -> None:
        self._context.close()


class Chromium(Browser):
    """The machine's Chromium, started by Playwright."""

    name = "chromium"

    def __init__(self, started: Started) -> None:
        self._started = started

    def tab(self, base: str, *, size: tuple[int, int] = (1366, 900), dark: bool = False) -> Tab:
        context = self._started.new_context(
            locale="en-GB",
            viewport={"width": size[0], "height": size[1]},
            reduced_motion="reduce",
            color_scheme="dark" if dark else "light",
        )
        return ChromiumTab(context, base)

    def close(self) -> None:
        self._started.close()
