"""Reports by e-mail, against a mail server on this machine."""

import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller

from dashboard.data.storage.store import user as users
from dashboard.data.storage.store import writing
from dashboard.data.storage.store.reports import report_run
from dashboard.reports import mail, sending
from dashboard.reports.schedules import Plan, add_schedule
from dashboard.reports.templates import save_template
from tests.fixtures.served import free_port
from tests.reports.conftest import NOW, Office


@dataclass
class Post:
    """What a mail server was given."""

    letters: list[EmailMessage] = field(default_factory=list)
    refuse: bool = False

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - the library's name
        if self.refuse:
            return "550 no"
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 OK"


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def mailing(office: Office, post: Post) -> Iterator[Office]:
    """The office with a mail server."""
    port = free_port()
    controller = Controller(post, hostname="127.0.0.1", port=port)
    controller.start()
    given = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none", "smtp_from": "reports@example.com"}
    settings = office.services.settings.model_copy(update={**given, "public_url": "https://dashboard.example.com/"})
    office.services = replace(office.services, settings=settings)
    yield office
    controller.stop()


def schedule(office: Office, how: str, template: str = "subscription_details") -> None:
    add_schedule(office.services, office.user, Plan(template, "US", "daily", "10:00", "Europe/Berlin", mail=how), NOW)


def body(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def test_a_link_with_what_the_file_holds(mailing: Office, post: Post) -> None:
    made = save_template(
        mailing.services.store,
        mailing.user,
        name="Mine",
        base="subscription_details",
        filters=[("meeting_license_used", ">3")],
    )
    schedule(mailing, "link", made.template_id)
    mailing.work(hours=1)
    mailing.work()
    [letter], [run] = post.letters, mailing.runs()
    assert (letter["To"], letter["From"]) == (mailing.user.email, "reports@example.com")
    assert letter["Subject"] == "Mine · US · 2026-11-23"
    assert body(letter).splitlines() == [
        "Report: Mine",
        "Region: US",
        "As of: 2026-11-23",
        "Filters: Meeting License (Used): >3",
        "Rows: 1",
        f"File: {run.file_name}",
        f"SHA-256: {run.sha256}",
        "",
        "Sign in and fetch it here:",
        f"https://dashboard.example.com/api/v1/reports/{run.run_id}/file",
    ]
    assert list(letter.iter_attachments()) == []
    assert run.mail_state == "sent"


@pytest.mark.parametrize(
    ("base", "narrowed", "said"),
    [
        ("recently_added", "", []),
        ("recently_added", "product=calling&tag=Gold&tag=New", ["Product: Calling", "Tags: Gold, New"]),
        ("recently_added", "managed_by=own&q=B%20AG", ["Managed by: own organisation", "Search: B AG"]),
        ("renewals", "days=30", ["Days ahead: 30"]),
    ],
)
def test_a_letter_says_what_narrows_the_file(
    mailing: Office, post: Post, base: str, narrowed: str, said: list[str]
) -> None:
    """Beside its filters: of which product, of whose customers, how far ahead."""
    made = save_template(mailing.services.store, mailing.user, name="Mine", base=base, narrowed=narrowed)
    schedule(mailing, "link", made.template_id)
    mailing.work(hours=1)
    mailing.work()
    lines = body(post.letters[0]).splitlines()
    assert lines[lines.index("As of: 2026-11-23") + 1 : lines.index(next(x for x in lines if x[:5] == "Rows:"))] == said


def test_the_file_itself_in_the_language_of_the_person(mailing: Office, post: Post) -> None:
    with writing(mailing.services.store) as connection:
        connection.execute(sa.update(users).where(users.c.user_id == mailing.user.user_id).values(language="de"))
    schedule(mailing, "attachment")
    mailing.work(days=3)
    [letter], [run] = post.letters, mailing.runs()
    assert body(letter).splitlines()[:3] == ["Bericht: Abonnementdetails", "Region: US", "Stand: 2026-11-23"]
    assert "Er kommt verspätet: Als er fällig war, lief der Server nicht." in body(letter)
    [attached] = letter.iter_attachments()
    assert attached.get_filename() == run.file_name
    assert attached.get_payload(decode=True) == mailing.text(run.run_id).encode()


def test_a_file_that_is_too_large_goes_out_as_a_link(mailing: Office, post: Post) -> None:
    settings = mailing.services.settings.model_copy(update={"smtp_attachment_bytes": 100})
    mailing.services = replace(mailing.services, settings=settings)
    schedule(mailing, "attachment")
    mailing.work(hours=1)
    assert list(post.letters[0].iter_attachments()) == []


def test_a_server_that_refuses_is_told_and_the_file_stays(mailing: Office, post: Post) -> None:
    post.refuse = True
    schedule(mailing, "link")
    mailing.work(hours=1)
    [run] = mailing.runs()
    assert (run.status, run.mail_state, run.mail_error) == ("done", "failed", sending.UNSENT)


def test_without_a_server_nothing_is_pretended(office: Office) -> None:
    schedule(office, "link")
    office.work(hours=1)
    assert office.runs()[0].mail_error == sending.NO_SERVER


def test_a_message_is_never_sent_twice(mailing: Office, post: Post) -> None:
    schedule(mailing, "link")
    mailing.work(hours=1)
    with writing(mailing.services.store) as connection:
        connection.execute(sa.update(report_run).values(mail_state="sending"))  # as if it had died right then
    mailing.work(minutes=11)
    assert (len(post.letters), mailing.runs()[0].mail_error) == (1, sending.UNCERTAIN)


def test_a_name_cannot_add_a_header(mailing: Office) -> None:
    row = {
        "name": "A\r\nBcc: eve@example.com",
        "definition": '{"base": "devices", "columns": [], "filters": []}',
        "sidecar": '{"as_of": "2026-11-23", "filters": []}',
        "email": "ana@example.com",
        "language": "en",
        "mail": "link",
        "file": None,
    }
    same = dict.fromkeys(("region", "as_of", "rows", "file_name", "sha256", "missed", "run_id"), "")
    letter = mail.message(mailing.services.settings, {**same, **row})
    assert letter["Bcc"] is None
    assert letter["Subject"].startswith("A Bcc: eve@example.com")
