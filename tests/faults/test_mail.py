"""Tried: mail servers that refuse, drop, stall and forget to answer, and a sender that dies.

Until 2026-11 one refused connection lost the e-mail of a report for good.
"""

import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from dashboard.data.storage.store import writing
from dashboard.data.storage.store.reports import report_run
from dashboard.reports import runs, sending
from tests.faults.smtp import Server
from tests.fixtures.served import free_port
from tests.reports.conftest import Office, filled, office

__all__ = ["filled", "office"]  # fixtures


@contextmanager
def listening(server: Server) -> Iterator[int]:
    """The server on a port, a thread a connection."""
    with socket.create_server(("127.0.0.1", 0)) as door:

        def serve(peer: socket.socket) -> None:
            with peer, suppress(OSError):
                server.talk(peer)

        def accept() -> None:
            with suppress(OSError):
                while True:
                    threading.Thread(target=serve, args=(door.accept()[0],), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield int(door.getsockname()[1])
        door.shutdown(socket.SHUT_RDWR)


def mailing_to(office: Office, port: int) -> Office:
    given = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none", "smtp_from": "reports@example.com"}
    office.services = replace(office.services, settings=office.services.settings.model_copy(update=given))
    return office


def ask(office: Office) -> None:
    """A report whose e-mail is wanted."""
    run_id = office.ask()
    with writing(office.services.store) as connection:
        connection.execute(sa.update(report_run).where(report_run.c.run_id == run_id).values(mail="link"))


@pytest.mark.parametrize(
    "fails",
    [
        "drop at greeting",
        "drop at EHLO",
        "drop at MAIL",
        "drop at RCPT",
        "drop at DATA",
        "MAIL 421 too busy",
        "RCPT 451 greylisted, come back",
        "RCPT 450 <ana@example.com> is being checked",
        "DATA 452 no room",
        "END 451 cannot scan it now",
    ],
)
def test_what_certainly_was_not_taken_is_tried_again(
    office: Office, fails: str, caplog: pytest.LogCaptureFixture
) -> None:
    server = Server(fails)
    with listening(server) as port, caplog.at_level(logging.ERROR):
        ask(mailing_to(office, port))
        office.work()
        [run] = office.runs()
        assert (run.mail_state, run.mail_error) == ("due", sending.LATER)
        office.work(seconds=30)
        assert server.letters == []  # not yet
        server.fails = ""
        office.work(minutes=2)
        office.work(hours=2)
    [run] = office.runs()
    assert (len(server.letters), run.mail_state, run.mail_error) == (1, "sent", None)
    told = caplog.text
    assert fails.partition(" ")[2].split(",")[0].replace("<ana@example.com>", "…").startswith("at") or (
        fails.partition(" ")[2].replace("<ana@example.com>", "…") in told
    )
    assert "@" not in told


def test_nobody_listens_for_an_evening(office: Office) -> None:
    ask(mailing_to(office, free_port()))
    for _ in range(6):
        office.work(hours=1)
    assert office.runs()[0].mail_state == "due"
    server = Server()
    with listening(server) as port:
        mailing_to(office, port).work(hours=2)
    assert (len(server.letters), office.runs()[0].mail_state) == (1, "sent")


def test_after_a_day_it_is_given_up(office: Office) -> None:
    ask(mailing_to(office, free_port()))
    for _ in range(30):
        office.work(hours=1)
    [run] = office.runs()
    assert (run.status, run.mail_state, run.mail_error) == ("done", "failed", sending.UNSENT)


@pytest.mark.parametrize("fails", ["RCPT 550 nobody of that name", "END 554 we do not take such"])
def test_what_is_refused_for_good_is_not_tried_again(office: Office, fails: str) -> None:
    server = Server(fails)
    with listening(server) as port:
        ask(mailing_to(office, port))
        office.work()
        office.work(hours=2)
    assert (office.runs()[0].mail_state, server.connections) == ("failed", 1)


def test_only_a_missing_answer_to_the_whole_message_is_uncertain(office: Office) -> None:
    server = Server("drop after the last line")
    with listening(server) as port:
        ask(mailing_to(office, port))
        office.work()
        server.fails = ""
        office.work(hours=2)
    [run] = office.runs()
    assert (run.mail_state, run.mail_error, len(server.letters)) == ("failed", sending.UNCERTAIN, 1)


def test_a_sender_that_dies_before_the_message_was_out_loses_nothing(office: Office) -> None:
    server = Server()
    with listening(server) as port:
        ask(mailing_to(office, free_port()))
        office.work()
        with writing(office.services.store) as connection:  # as if it had died while it was connecting
            claimed = {"mail_attempts": 2, "mail_at": office.at + timedelta(minutes=10)}
            connection.execute(sa.update(report_run).values(**claimed))
        mailing_to(office, port).work(minutes=5)
        assert server.letters == []
        office.work(minutes=6)
    assert (len(server.letters), office.runs()[0].mail_state) == (1, "sent")


def test_several_senders_send_each_message_once(office: Office) -> None:
    server = Server()
    with listening(server) as port:
        mailing_to(office, free_port())
        for _ in range(12):
            ask(office)
        office.work()
        mailing_to(office, port).at += timedelta(hours=2)
        threads = [threading.Thread(target=sending.send_due, args=(office.services, office.clock)) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    subjects = {letter.partition(b"Message-ID: ")[2].partition(b"\r\n")[0] for letter in server.letters}
    assert (len(server.letters), len(subjects)) == (12, 12)
    assert {run.mail_state for run in office.runs()} == {"sent"}


def test_a_server_that_is_down_is_asked_once_a_connection_and_not_once_a_message(office: Office) -> None:
    server = Server("drop at greeting")
    with listening(server) as port:
        mailing_to(office, port)
        for _ in range(runs.MOST_WAITING):
            ask(office)
        office.work()
    assert server.connections <= sending.AT_ONCE
    assert {run.mail_state for run in office.runs()} == {"due"}


def test_many_messages_do_not_wait_for_each_other(office: Office) -> None:
    server = Server(together=threading.Barrier(sending.AT_ONCE, timeout=60))  # taken so many at a time, or not at all
    with listening(server) as port:
        mailing_to(office, free_port())
        for _ in range(4 * sending.AT_ONCE):
            ask(office)
        office.work()
        mailing_to(office, port).at += timedelta(hours=2)
        assert sending.send_due(office.services, office.clock) == 4 * sending.AT_ONCE
    assert server.connections == sending.AT_ONCE


def test_lines_that_begin_with_a_dot_arrive(office: Office) -> None:
    server = Server()
    with listening(server) as port:
        mailing_to(office, port)
        given = office.services.settings.model_copy(update={"public_url": "https://x.example\n..\n.b"})
        office.services = replace(office.services, settings=given)
        ask(office)
        office.work()
    [letter] = server.letters
    assert b"\r\n...\r\n" in letter
