"""What became of a letter: taken, refused for good, not taken yet, or nobody knows."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from dashboard.reports.sending import LATER, NO_SERVER, UNCERTAIN, UNSENT
from dashboard.reports.smtp import deliver, new_letter
from dashboard.settings import Settings
from tests.fixtures.served import free_port


class Server:
    """Answers a stage as it is told to; without an answer it hangs up."""

    def __init__(self) -> None:
        self.stage, self.answer = "", ""

    async def _at(self, stage: str, server: Any) -> str:
        if self.stage != stage:
            return "250 OK"
        if not self.answer:
            server.transport.abort()
            await asyncio.sleep(0)
        return self.answer or "250 OK"

    async def handle_MAIL(self, server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        envelope.mail_from = address
        return await self._at("mail", server)

    async def handle_RCPT(self, server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        envelope.rcpt_tos.append(address)
        return await self._at("rcpt", server)

    async def handle_DATA(self, server: Any, _session: Any, _envelope: Any) -> str:  # noqa: N802
        return await self._at("data", server)

    async def handle_QUIT(self, server: Any, _session: Any, _envelope: Any) -> str:  # noqa: N802
        answer = await self._at("quit", server)
        return "221 Bye" if answer == "250 OK" else answer


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def server(port: int) -> Iterator[Server]:
    made = Server()
    controller = Controller(made, hostname="127.0.0.1", port=port)
    controller.start()
    yield made
    controller.stop()


def outcome(port: int, to: str = "ana@example.com", **given: Any) -> str | None:
    host: dict[str, Any] = {
        "smtp_host": "127.0.0.1",
        "smtp_port": port,
        "smtp_security": "none",
        "smtp_from": "a@example.com",
    }
    settings = Settings(_env_file=None, **(host | given))
    return deliver(settings, lambda: new_letter(settings, to, "x"), "a letter")


@pytest.mark.parametrize(
    ("stage", "answer", "expected"),
    [
        ("", "", None),
        ("mail", "451 busy", LATER),
        ("mail", "550 never", UNSENT),
        ("rcpt", "450 greylisted", LATER),
        ("rcpt", "550 unknown", UNSENT),
        ("data", "451 later", LATER),
        ("data", "554 spam", UNSENT),
        ("data", "", UNCERTAIN),
        ("quit", "", None),
        ("quit", "421 busy", None),
    ],
)
def test_an_answer_is_read_for_what_it_means(
    server: Server, port: int, stage: str, answer: str, expected: str | None
) -> None:
    server.stage, server.answer = stage, answer
    assert outcome(port) == expected


def test_without_an_answer(port: int) -> None:
    assert outcome(port) == LATER
    assert outcome(port, smtp_host="") == NO_SERVER


def test_an_address_that_no_server_takes(server: Server, port: int) -> None:
    assert outcome(port, "jörg@example.com") == UNSENT
    assert outcome(port, "ana@münchen.example") is None
