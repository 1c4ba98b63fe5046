"""A session of W3C WebDriver over HTTP."""

import json
import urllib.error
import urllib.request
from typing import Any

from tests.browser.drivers.tab import Gone

_DEADLINE = 90  # seconds; the driver itself gives up before
_TIMEOUTS = {"script": 20_000, "pageLoad": 60_000, "implicit": 0}  # milliseconds
# A script ends late, or not at all, when its document was left.
_GONE = ("javascript error", "no such window", "no such frame", "script timeout")


class WebDriverError(Exception):
    """The driver refused a command."""


class Session:
    """A session of W3C WebDriver."""

    def __init__(self, driver: str, capabilities: dict[str, Any]) -> None:
        self._at = driver
        made = self._call(
            "POST", "/session", {"capabilities": {"alwaysMatch": {"timeouts": _TIMEOUTS, **capabilities}}}
        )
        self._at = f"{driver}/session/{made['sessionId']}"

    def get(self, path: str) -> Any:
        """The value of a resource."""
        return self._call("GET", path)

    def post(self, path: str, **body: Any) -> Any:
        """The result of a command. Raises Gone when the document it was for is no more, WebDriverError."""
        return self._call("POST", path, body)

    def delete(self, path: str = "") -> Any:
        """Takes a resource away, without a path the session."""
        return self._call("DELETE", path)

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._at + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=_DEADLINE) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            told = json.load(error)["value"]
            message = f"{path}: {told['error']}: {told['message']}"
            raise (Gone if told["error"] in _GONE else WebDriverError)(message) from None
