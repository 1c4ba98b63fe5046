"""The served application as browser tests have it: its answers for comparison, a hand that makes it fail, an end."""

import json
import os
import signal
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.fixtures.application import OWN, PASSWORD, email_of
from tests.fixtures.faulty import CONTROL, UNTOUCHED
from tests.fixtures.served import Served, serving

Query = Sequence[tuple[str, str]]
_DEADLINE = 60  # seconds
_POLL = 0.05  # seconds
_MODULE = "tests.fixtures.faulty"


class Application:
    """A server process, ended and started again at will on the same port."""

    def __init__(self, data_dir: Path, codes: tuple[str, ...]) -> None:
        self.data_dir, self._codes = data_dir, codes
        self._running = ExitStack()
        self._known: dict[str, Any] = {}
        self._served = self.start()
        self.cookies = self.sign_in("full_admin")
        """What a full administrator's browser is sent."""

    @property
    def url(self) -> str:
        """Where it listens."""
        return self._served.url

    @property
    def pid(self) -> int:
        """The number of its first process."""
        return self._served.pid

    def start(self) -> Served:
        """Serves, again where it was before."""
        port = urllib.parse.urlsplit(self.url).port or 0 if hasattr(self, "_served") else 0
        made = serving(self.data_dir, codes=self._codes, module=_MODULE, port=port)
        self._served = self._running.enter_context(made)
        return self._served

    def stop(self) -> None:
        """Ends the process: nobody listens at its address any more."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGINT)  # at once, whoever is still connected
        self._running.close()

    def sign_in(self, role: str) -> dict[str, str]:
        """The cookies of a new session of the role's user."""
        form = urllib.parse.urlencode({"email": email_of(role), "password": PASSWORD}).encode()
        request = urllib.request.Request(f"{self.url}/login", form, {**OWN, UNTOUCHED: "1"})
        with _status(lambda: urllib.request.build_opener(_Stay).open(request, timeout=_DEADLINE)) as answer:
            assert answer.status == 303, f"signing in was answered {answer.status}"
            return dict(one.split(";")[0].split("=", 1) for one in answer.headers.get_all("Set-Cookie", []))

    def exists(self, path: str) -> bool:
        """Whether there is a page under the address."""
        with _status(lambda: self._ask(path)) as answer:
            assert answer.status in (200, 404), f"{path} was answered {answer.status}"
            return bool(answer.status == 200)

    def api(self, path: str, query: Query = ()) -> Any:
        """The answer of `/api/v1` to a full administrator, None where the API has nothing there. No rule touches it;
        data do not change while the tests run, so each is asked for once. Raises AssertionError for another refusal."""
        address = f"/api/v1{path}?{urllib.parse.urlencode(query)}"
        if address not in self._known:
            self._known[address] = self._json(address)
        return self._known[address]

    def _json(self, address: str) -> Any:
        with _status(lambda: self._ask(address)) as answer:
            if answer.status == 404:
                return None
            assert answer.status == 200, f"{address}: {answer.status} {answer.read().decode()}"
            return json.load(answer)

    def _ask(self, address: str) -> Any:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        request = urllib.request.Request(self.url + address, headers={"Cookie": cookie, UNTOUCHED: "1"})
        return urllib.request.urlopen(request, timeout=_DEADLINE)

    # The hand (tests/fixtures/faulty.py).

    def let(self, pattern: str, do: str, times: int = -1) -> None:
        """From now on requests of that kind get a status, "close", "cut", "hold", or wait some seconds.

        The pattern is searched in "METHOD /path?query", of a Dash callback in "POST /_dash-update-component output".
        """
        self._control("POST", "/rules", {"pattern": pattern, "do": do, "times": times})

    @contextmanager
    def letting(self, pattern: str, do: str, times: int = -1) -> Iterator[None]:
        """`let` until the end of the block."""
        self.let(pattern, do, times)
        try:
            yield
        finally:
            self.clear()

    def clear(self) -> None:
        """No rules any more, nothing asked, and requests that are held go on."""
        self._control("DELETE", "/rules", {})

    def asked(self) -> list[str]:
        """The kinds of request since the last `clear`, in order, files left out."""
        return list(self._control("GET", "/asked")["asked"])

    def hits(self) -> int:
        """How many requests the rules in force have taken."""
        return int(self._control("GET", "/asked")["hits"])

    def wait_for_hit(self) -> None:
        """Until the rules in force have taken a request. Raises AssertionError when none comes."""
        deadline = time.monotonic() + _DEADLINE
        while not self.hits():
            assert time.monotonic() < deadline, "no request came that the rules take"
            time.sleep(_POLL)

    def _control(self, method: str, path: str, body: object = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.url + CONTROL + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=_DEADLINE) as answer:
            return json.load(answer)


def _status(ask: Callable[[], Any]) -> Any:
    """The answer, whatever its status."""
    try:
        return ask()
    except urllib.error.HTTPError as answer:
        return answer


class _Stay(urllib.request.HTTPRedirectHandler):
    """Goes nowhere: the answer itself holds what is wanted."""

    def redirect_request(self, *given: Any, **named: Any) -> None:
        return None
