"""How rules tell: in the product, by mail, by webhook; with whose rights; KPIs; previews; what is refused."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
import sqlalchemy as sa

from dashboard.alerts import delivery
from dashboard.alerts.delivery import deliver_due
from dashboard.alerts.inbox import bell, history, looked_at, told
from dashboard.alerts.judge import NOBODY, NOT_ALLOWED, judge
from dashboard.alerts.preview import preview
from dashboard.alerts.rule_input import Wish, wish_of
from dashboard.alerts.rules import add_rule, change_rule, delete_rule, rules_for, webhook_secret
from dashboard.alerts.webhook import Refused, check_address, post, signature
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import assignment
from dashboard.errors import BadParameter, Conflict, Forbidden, NotFound
from dashboard.services import Services
from tests.alerts.snapshots import FIRST, WEEK, bring, customers
from tests.alerts.test_histories import user_of
from tests.fixtures.accounts import set_disabled
from tests.fixtures.application import email_of

NOW = datetime(2026, 11, 23, 8, 0)
OVER = Wish("Over the limit", "US", "overage")


class Receiver(HTTPServer):
    """Takes webhooks; `answers` are the statuses it gives, in order, the last one for ever."""

    def __init__(self) -> None:
        self.answers, self.got = [200], list[tuple[str, dict[str, str], bytes]]()
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}/hook?key=1"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:  # noqa: N802 - the library's name
        receiver: Any = self.server
        body = self.rfile.read(int(self.headers["Content-Length"]))
        receiver.got.append((self.path, dict(self.headers.items()), body))
        status = receiver.answers.pop(0) if len(receiver.answers) > 1 else receiver.answers[0]
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def made(opened: Services, us: Region) -> Services:
    """Six customers, A over the limit; private addresses may be told."""
    customers(us)
    bring(us, FIRST, "A")
    return replace(
        opened, settings=opened.settings.model_copy(update={"webhook_private": True, "smtp_from": "a@example.com"})
    )


def week(made: Services, number: int, over: str) -> int:
    """A week later: that many crossings are told."""
    bring(made.regions["US"], FIRST + number * WEEK, over)
    return judge(made, made.regions["US"], lambda: NOW)


def test_in_the_product(made: Services) -> None:
    admin = user_of(made, "full_admin")
    rule = add_rule(made, admin, OVER)
    assert judge(made, made.regions["US"]) == 0  # A is where it begins
    assert week(made, 1, "AB") == 1
    assert week(made, 1, "AB") == 0  # imported again
    assert week(made, 2, "B") == 0  # only who comes is told
    assert week(made, 3, "AC") == 2
    found = [(one.event.kind, one.event.customer, one.event.subscription_id) for one in told(made, admin)]
    assert found == [("entered", "C AG", "S-C"), ("entered", "A AG", "S-A"), ("entered", "B AG", "S-B")]
    assert (bell(made, admin), bell(made, user_of(made, "read_only_admin"))) == (3, 0)
    looked_at(made, admin)
    assert bell(made, admin) == 0
    said = [(one.file_name, one.value, one.entered, one.left, one.told) for one in history(made, admin, rule.rule_id)]
    assert said[0] == ("2026-10-24.csv", 2, 2, 1, 2)
    assert said[-1] == ("2026-10-03.csv", 1, 0, 0, 0)
    delete_rule(made, admin, rule.rule_id)
    assert (told(made, admin), rules_for(made.store, admin)) == ([], [])


def test_rights_are_those_of_the_time_of_judging(made: Services) -> None:
    us, partner = made.regions["US"], user_of(made, "partner_admin")
    rule = add_rule(made, partner, replace(OVER, way="either"))
    judge(made, us)
    assert week(made, 1, "AB") == 0
    assert history(made, partner, rule.rule_id)[0].problem == NOBODY
    with us.write() as connection:
        connection.execute(sa.insert(assignment).values(user_id=partner.user_id, customer_key=2))
    assert week(made, 2, "ABC") == 1
    assert [one.event.customer for one in told(made, partner)] == ["B AG"]
    with us.write() as connection:
        connection.execute(sa.delete(assignment))
    assert told(made, partner) == []  # whom they may not see now is not shown either
    set_disabled(made.store, partner.email, disabled=True)
    assert week(made, 3, "") == 0
    assert history(made, partner, rule.rule_id)[0].problem == NOT_ALLOWED
    with pytest.raises(Forbidden):
        add_rule(made, user_of(made, "help_desk"), OVER)


def test_a_kpi_is_quiet_until_it_holds_again(made: Services) -> None:
    admin = user_of(made, "full_admin")
    add_rule(made, admin, Wish("Many", "US", "headline.over_limit", way="above", threshold=1))
    judge(made, made.regions["US"])
    assert [week(made, number, over) for number, over in enumerate(["A", "AB", "ABC", "A", "AC"], 1)] == [0, 1, 0, 0, 1]
    assert [(one.event.kind, one.event.value) for one in told(made, admin)] == [("above", 2), ("above", 2)]


def test_filters_and_changed_rules(made: Services) -> None:
    admin = user_of(made, "full_admin")
    rule = add_rule(made, admin, replace(OVER, filters=(("customer", "B AG"),)))
    judge(made, made.regions["US"])
    assert week(made, 1, "ABC") == 1
    with pytest.raises(Conflict):
        change_rule(made, admin, rule.rule_id, OVER, version=7)
    changed = change_rule(made, admin, rule.rule_id, OVER, version=1)
    assert (changed.version, changed.wish) == (2, OVER)
    assert judge(made, made.regions["US"]) == 0  # it begins anew, with A, B and C
    assert week(made, 2, "ABCD") == 1
    with pytest.raises(NotFound):
        change_rule(made, user_of(made, "read_only_admin"), rule.rule_id, OVER, None)


def test_a_preview_tells_what_would_have_been_told(made: Services) -> None:
    us, admin, partner = made.regions["US"], user_of(made, "full_admin"), user_of(made, "partner_admin")
    for number, over in enumerate(["AB", "B", "BC"], 1):
        bring(us, FIRST + number * WEEK, over)
    found = preview(made, admin, replace(OVER, way="either"))
    assert [(one.entered, one.left, one.tells) for one in found.steps] == [
        ((), (), 0),
        (("B AG",), (), 1),
        ((), ("A AG",), 1),
        (("C AG",), (), 1),
    ]
    with us.write() as connection:
        connection.execute(sa.insert(assignment).values(user_id=partner.user_id, customer_key=2))
    other = preview(made, admin, OVER, partner.email)
    assert ([one.tells for one in other.steps], other.rows, other.own_rows) == ([0, 1, 0, 0], 1, 2)
    with pytest.raises(Forbidden):
        preview(made, partner, OVER, admin.email)
    assert told(made, admin) == []


def test_a_webhook_is_signed_and_tried_again(made: Services, receiver: Receiver) -> None:
    admin = user_of(made, "full_admin")
    rule = add_rule(made, admin, replace(OVER, webhook=receiver.address))
    judge(made, made.regions["US"], lambda: NOW)
    week(made, 1, "AB")
    receiver.answers = [500, 302, 204]
    assert deliver_due(made, lambda: NOW) == 0
    assert deliver_due(made, lambda: NOW) == 0  # too early to try again
    assert len(receiver.got) == 1
    assert deliver_due(made, lambda: NOW + timedelta(minutes=1)) == 0  # a redirect is no success, and is not followed
    assert deliver_due(made, lambda: NOW + timedelta(minutes=6)) == 1
    assert deliver_due(made, lambda: NOW + timedelta(days=9)) == 0
    assert len(receiver.got) == 3
    path, headers, body = receiver.got[-1]
    secret = webhook_secret(made.settings, rule.rule_id)
    assert path == "/hook?key=1"
    assert headers["X-Dashboard-Signature"] == signature(secret, headers["X-Dashboard-Timestamp"], body)
    assert len({got[1]["X-Dashboard-Delivery"] for got in receiver.got}) == 1
    sent = json.loads(body)
    assert (sent["rule"]["name"], sent["region"], sent["data_of"]) == ("Over the limit", "US", "2026-10-10")
    assert [(one["kind"], one["customer"]) for one in sent["events"]] == [("entered", "B AG")]
    assert history(made, admin, rule.rule_id)[0].sent == (("webhook", "sent", None),)


def test_a_webhook_goes_to_no_private_address(made: Services, receiver: Receiver) -> None:
    for bad in ("ftp://a.example", "https://u:p@a.example/", "https://", "http://a.example", "https://a.example/#x"):
        with pytest.raises(BadParameter):
            check_address(bad, private=False)
    for private in ("127.0.0.1", "10.0.0.1", "[::1]", "169.254.169.254", "[::ffff:10.0.0.1]", "localhost"):
        with pytest.raises(Refused, match="private"):
            post(f"https://{private}/", b"{}", "secret", "1", "d", private=False)
    assert receiver.got == []


def test_a_mail_in_the_language_of_its_reader(made: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    letters: list[EmailMessage] = []
    answers = [None, "refused"]

    def taken(_settings: Any, written: Any, _about: str) -> str | None:
        letters.append(written())
        return answers[len(letters) - 1]

    monkeypatch.setattr(delivery, "deliver", taken)
    admin = user_of(made, "full_admin")
    rule = add_rule(made, admin, replace(OVER, mail=True))
    judge(made, made.regions["US"], lambda: NOW)
    week(made, 1, "AB")
    week(made, 2, "ABC")
    assert deliver_due(made, lambda: NOW) == 1
    assert deliver_due(made, lambda: NOW + timedelta(days=1)) == 0  # for good
    assert [(one["To"], one["Subject"]) for one in letters] == [(email_of("full_admin"), "Over the limit · US · 1")] * 2
    assert "B AG S-B: came in" in letters[0].get_content()
    assert [one.sent[0][1] for one in history(made, admin, rule.rule_id)[:2]] == ["failed", "sent"]


def test_what_a_program_may_state() -> None:
    found = wish_of(
        {"name": "x", "region": "US", "subject": "expiring", "filters": {"days_left": "<30"}, "tags": ["a"]}
    )
    assert (found.filters, found.tags, found.way) == ((("days_left", "<30"),), ("a",), "entered")
    bad: list[dict[str, Any]] = [
        {},
        {"name": 1},
        {"mail": "yes"},
        {"threshold": True},
        {"tags": "a"},
        {"filters": [1]},
        {"filters": {"a": 1}},
        {"owner": "x"},
    ]
    for one in bad:
        with pytest.raises(BadParameter):
            wish_of({"region": "US", "subject": "expiring"} | one)
