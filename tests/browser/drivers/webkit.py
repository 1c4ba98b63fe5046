"""WebKit as GTK brings it: MiniBrowser on a screen of memory, driven by WebKitWebDriver over W3C WebDriver.

One session lasts for the whole run: a new one takes two seconds. So a tab that is opened ends the one before it, and
begins without its cookies and storage.
"""

import os
import shutil
import subprocess
import tempfile
import time
from base64 import b64decode
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.browser.drivers.keys import key_actions, pointer_actions
from tests.browser.drivers.programs import wait_for_port
from tests.browser.drivers.tab import BLANK, Ability, Browser, Complaint, Gone, Tab
from tests.browser.drivers.webdriver import Session, WebDriverError
from tests.fixtures.served import free_port

_TAKE = """() => {
  const told = sessionStorage.getItem("test-complaints") ?? "[]";
  sessionStorage.removeItem("test-complaints");
  return JSON.parse(told);
}"""
# The driver's own /back at times takes a page that stays the same document for one that still loads.
_TRAVEL = """const travel = (window.testTravel = {});
addEventListener("popstate", () => (travel.done = true), { once: true });
setTimeout(() => history.go(arguments[0]));
travel.number = arguments[1];"""
_TRAVELLED = "return window.testTravel?.number !== arguments[0] || !!window.testTravel.done;"
_LEAVE = 3.0  # seconds until there is nowhere to go
_FORGET = "() => { localStorage.clear(); sessionStorage.clear(); return true; }"
_GTK = "[Settings]\ngtk-enable-animations=0\n"  # what `prefers-reduced-motion` says


class WebKitTab(Tab):
    """The page of the session's one window."""

    def __init__(self, session: Session, base: str, size: tuple[int, int]) -> None:
        super().__init__(base)
        self._session = session
        old = session.get("/window/handles")
        new = session.post("/window/new", type="window")["handle"]
        for handle in old:
            session.post("/window", handle=handle)
            session.delete("/window")
        session.post("/window", handle=new)
        self._bar = 0
        self.resize(*size)
        self.navigate(base + BLANK)
        self.clear_cookies()
        self.evaluate(_FORGET)

    def navigate(self, address: str) -> None:
        self._session.post("/url", url=address)

    def run(self, expression: str) -> Any:
        script = f"""const done = arguments[arguments.length - 1];
            Promise.resolve({expression}).then((value) => done([value]), (error) => done(String(error)));"""
        told = self._session.post("/execute/async", script=script, args=[])
        assert isinstance(told, list), told
        return told[0]

    def point(self, x: float, y: float, *, press: bool) -> None:
        self._session.post("/actions", actions=pointer_actions(x, y, press=press))

    def keys(self, *names: str) -> None:
        self._session.post("/actions", actions=key_actions(names))

    def choose_files(self, selector: str, *paths: Path) -> None:
        [field] = self._session.post("/element", using="css selector", value=selector).values()
        self._session.post(f"/element/{field}/value", text="\n".join(map(str, paths)))

    def travel(self, steps: int) -> None:
        # A script that waits while its document is put aside is never answered: these do not wait.
        number = time.monotonic_ns()
        self._session.post("/execute/sync", script=_TRAVEL, args=[steps, number])
        deadline = time.monotonic() + _LEAVE
        while time.monotonic() < deadline and not self._session.post("/execute/sync", script=_TRAVELLED, args=[number]):
            time.sleep(0.05)

    def reload(self) -> None:
        self._session.post("/refresh")

    def picture(self) -> bytes:
        return b64decode(self._session.get("/screenshot"))

    def cookies(self) -> dict[str, str]:
        return {one["name"]: one["value"] for one in self._session.get("/cookie")}

    def set_cookies(self, cookies: Mapping[str, str]) -> None:
        for name, value in cookies.items():
            self._session.post("/cookie", cookie={"name": name, "value": value, "path": "/", "httpOnly": True})

    def clear_cookies(self) -> None:
        self._session.delete("/cookie")

    def resize(self, width: int, height: int) -> None:
        self._session.post("/window/rect", width=width, height=height + self._bar)
        bar = height + self._bar - int(self.evaluate("() => innerHeight"))
        if bar:  # what the window keeps for its own tools
            self._bar += bar
            self._session.post("/window/rect", width=width, height=height + self._bar)

    def offline(self, cut: bool) -> None:
        raise NotImplementedError("WebKit's driver cannot cut the network")

    def print(self) -> bytes:
        raise NotImplementedError("WebKit's driver cannot print")

    def heard(self) -> list[Complaint]:
        return [Complaint(kind, text) for kind, text in self.asked(_TAKE) or ()]

    def can(self, ability: Ability) -> bool:
        return False

    def close(self) -> None:
        self.navigate("about:blank")  # the window stays for the next


class WebKit(Browser):
    """A MiniBrowser, its driver and its screen."""

    name = "webkit"

    def __init__(self) -> None:
        self._home = Path(tempfile.mkdtemp(prefix="webkit"))
        (self._home / "gtk-3.0").mkdir()
        (self._home / "gtk-3.0" / "settings.ini").write_text(_GTK)
        self._programs: list[subprocess.Popen[bytes]] = []
        try:
            self._session = self._begin()
        except BaseException:
            self._end()
            raise

    def _begin(self) -> Session:
        screen = self._screen()
        port = free_port()
        own = {"DISPLAY": screen, "XDG_CONFIG_HOME": str(self._home), "NO_AT_BRIDGE": "1", "LIBGL_ALWAYS_SOFTWARE": "1"}
        self._start("WebKitWebDriver", f"--port={port}", environment=own)
        wait_for_port(port)
        options = {"binary": str(_mini_browser()), "args": ["--automation"]}
        return Session(f"http://127.0.0.1:{port}", {"webkitgtk:browserOptions": options})

    def _screen(self) -> str:
        """The name of a screen that is only memory, large enough for every window."""
        read, write = os.pipe()
        options = ["-displayfd", str(write), "-screen", "0", "2600x1700x24", "-nolisten", "tcp"]
        self._start("Xvfb", *options, keep=(write,))
        os.close(write)
        with os.fdopen(read) as said:
            return f":{said.readline().strip()}"

    def _start(
        self, name: str, *options: str, keep: tuple[int, ...] = (), environment: dict[str, str] | None = None
    ) -> None:
        program = shutil.which(name)
        assert program, f"{name} is missing: `make test` installs webkit2gtk-driver and xvfb"
        with (self._home / f"{name}.log").open("w") as log:
            started = subprocess.Popen(
                [program, *options], stdout=log, stderr=log, pass_fds=keep, env={**os.environ, **(environment or {})}
            )
        self._programs.append(started)

    def tab(self, base: str, *, size: tuple[int, int] = (1366, 900), dark: bool = False) -> Tab:
        return WebKitTab(self._session, base, size)

    def close(self) -> None:
        with suppress(WebDriverError, Gone, OSError):  # a browser that a page has brought down
            self._session.delete()
        self._end()

    def _end(self) -> None:
        for program in reversed(self._programs):
            program.terminate()
            program.wait(timeout=30)
        shutil.rmtree(self._home, ignore_errors=True)


def _mini_browser() -> Path:
    found = [
        *Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"),
        *Path("/usr/libexec").glob("webkit2gtk-4.*/MiniBrowser"),
    ]
    assert found, "MiniBrowser is missing: `make test` installs webkit2gtk-driver"
    return found[0]
