"""Firefox, by WebDriver BiDi over its own port: no driver program stands between."""

import shutil
import subprocess
import tempfile
from base64 import b64decode
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.browser.drivers.bidi import BidiError, Connection
from tests.browser.drivers.keys import key_actions, pointer_actions
from tests.browser.drivers.programs import wait_for_line
from tests.browser.drivers.tab import Ability, Browser, Complaint, Gone, Tab

_NAMES = ("firefox-esr", "firefox")
_ABLE: frozenset[Ability] = frozenset({"offline", "print", "profiles"})
_EVENTS = ["log.entryAdded", "network.fetchError", "network.responseCompleted"]
_LEFT = ("NS_BINDING_ABORTED", "NS_ERROR_ABORT")  # the page was left while it asked
_POLICY = "policy: "
_TELL = f"""() => {{
  document.addEventListener("securitypolicyviolation", (event) =>
    console.error("{_POLICY}" + event.violatedDirective + " " + event.blockedURI));
}}"""
# Nothing calls home, nothing asks, nothing moves.
_SETTINGS = {
    "ui.prefersReducedMotion": 1,
    "layout.css.prefers-color-scheme.content-override": 1,
    "browser.shell.checkDefaultBrowser": False,
    "browser.aboutwelcome.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.disabledForTesting": True,
    "app.normandy.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "extensions.getAddons.cache.enabled": False,
    "toolkit.telemetry.enabled": False,
    "signon.rememberSignons": False,
    "dom.disable_open_during_load": False,
    "fission.webContentIsolationStrategy": 0,
    "dom.ipc.processPrelaunch.enabled": False,
}


class FirefoxTab(Tab):
    """A page in a user context of its own."""

    def __init__(self, connection: Connection, base: str, size: tuple[int, int]) -> None:
        super().__init__(base)
        self._send = connection.send
        self._connection = connection
        self._user = self._send("browser.createUserContext")["userContext"]
        self._send("emulation.setLocaleOverride", locale="en-GB", userContexts=[self._user])
        self._send("script.addPreloadScript", functionDeclaration=_TELL, userContexts=[self._user])
        self._context = self._send("browsingContext.create", type="tab", userContext=self._user)["context"]
        self.resize(*size)

    def navigate(self, address: str) -> None:
        try:
            self._send("browsingContext.navigate", context=self._context, url=address, wait="interactive")
        except BidiError as error:
            if "NS_ERROR" not in str(error) and "Error code" not in str(error):
                raise

    def run(self, expression: str) -> Any:
        told = self._send(
            "script.evaluate", expression=expression, target={"context": self._context}, awaitPromise=True
        )
        if told["type"] == "success":
            return told["result"].get("value")
        text = str(told["exceptionDetails"]["text"])
        raise (Gone if "actor" in text.lower() or "destroyed" in text else AssertionError)(text)

    def point(self, x: float, y: float, *, press: bool) -> None:
        self._send("input.performActions", context=self._context, actions=pointer_actions(x, y, press=press))

    def keys(self, *names: str) -> None:
        self._send("input.performActions", context=self._context, actions=key_actions(names))

    def choose_files(self, selector: str, *paths: Path) -> None:
        locator = {"type": "css", "value": selector}
        [field] = self._send("browsingContext.locateNodes", context=self._context, locator=locator)["nodes"]
        element, files = {"sharedId": field["sharedId"]}, list(map(str, paths))
        self._send("input.setFiles", context=self._context, element=element, files=files)

    def travel(self, steps: int) -> None:
        try:
            self._send("browsingContext.traverseHistory", context=self._context, delta=steps)
        except BidiError as error:
            if "no such history entry" not in str(error):  # the button does nothing there
                raise

    def reload(self) -> None:
        self._send("browsingContext.reload", context=self._context, wait="interactive")

    def picture(self) -> bytes:
        return b64decode(self._send("browsingContext.captureScreenshot", context=self._context)["data"])

    def _partition(self) -> dict[str, str]:
        return {"type": "storageKey", "userContext": self._user}

    def cookies(self) -> dict[str, str]:
        found = self._send("storage.getCookies", partition=self._partition())["cookies"]
        return {one["name"]: one["value"]["value"] for one in found}

    def set_cookies(self, cookies: Mapping[str, str]) -> None:
        for name, value in cookies.items():
            typed = {"type": "string", "value": value}
            cookie = {"name": name, "value": typed, "domain": urlsplit(self.base).hostname, "httpOnly": True}
            self._send("storage.setCookie", cookie=cookie, partition=self._partition())

    def clear_cookies(self) -> None:
        self._send("storage.deleteCookies", partition=self._partition())

    def resize(self, width: int, height: int) -> None:
        self._send("browsingContext.setViewport", context=self._context, viewport={"width": width, "height": height})

    def offline(self, cut: bool) -> None:
        conditions = {"type": "offline"} if cut else None
        self._send("emulation.setNetworkConditions", networkConditions=conditions, userContexts=[self._user])

    def print(self) -> bytes:
        return b64decode(self._send("browsingContext.print", context=self._context, background=True)["data"])

    def heard(self) -> list[Complaint]:
        told = (_complaint(event) for event in self._connection.events(self._context))
        return [complaint for complaint in told if complaint]

    def can(self, ability: Ability) -> bool:
        return ability in _ABLE

    def close(self) -> None:
        self._send("browser.removeUserContext", userContext=self._user)


def _complaint(event: dict[str, Any]) -> Complaint | None:
    told = event["params"]
    match event["method"]:
        case "log.entryAdded" if told["level"] in ("error", "warn"):
            text = told["text"] or ""
            if text.startswith(_POLICY):
                return Complaint("policy", text.removeprefix(_POLICY))
            return Complaint("uncaught" if told["type"] == "javascript" else "console", text)
        case "network.fetchError" if told["errorText"] not in _LEFT:
            return Complaint("request", f"{told['errorText']} {told['request']['url']}")
        case "network.responseCompleted" if told["response"]["status"] >= 400:
            return Complaint("request", f"{told['response']['status']} {told['request']['url']}")
    return None


class Firefox(Browser):
    """A Firefox without a window, in a profile of its own."""

    name = "firefox"

    def __init__(self) -> None:
        program = next((path for name in _NAMES if (path := shutil.which(name))), None)
        assert program, "no Firefox found: `make test` installs firefox-esr"
        self._profile = Path(tempfile.mkdtemp(prefix="firefox"))
        lines = [f"user_pref({_literal(name)}, {_literal(value)});" for name, value in _SETTINGS.items()]
        (self._profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
        self._log = (self._profile / "log").open("w")
        options = ["--headless", "--no-remote", "--profile", str(self._profile), "--remote-debugging-port=0"]
        self._process = subprocess.Popen([program, *options], stdout=self._log, stderr=self._log)
        try:
            self._connection = Connection(self._listens() + "/session")
            self._connection.send("session.new", capabilities={})
            self._connection.send("session.subscribe", events=_EVENTS)
        except BaseException:
            self._end()
            raise

    def _listens(self) -> str:
        return wait_for_line(self._profile / "log", r"ws://\S+(?=\s)", self._process)

    def tab(self, base: str, *, size: tuple[int, int] = (1366, 900), dark: bool = False) -> Tab:
        return FirefoxTab(self._connection, base, size)

    def close(self) -> None:
        self._connection.close()
        self._end()

    def _end(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=30)
        self._log.close()
        shutil.rmtree(self._profile, ignore_errors=True)


def _literal(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value).replace("'", '"')
