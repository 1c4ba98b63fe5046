"""To whom a message goes, as they are when it goes: it may wait a day for its server."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from dashboard.access.accounts import User
from dashboard.data.storage.schema import assignment
from dashboard.data.storage.store import user as users
from dashboard.data.storage.store import writing
from dashboard.data.storage.store.reports import report_run
from dashboard.reports import sending
from dashboard.reports.rights import OTHERS
from dashboard.reports.runner import run_due
from dashboard.reports.schedules import Plan, add_schedule
from tests.reports.conftest import NOW, Office, user_with
from tests.reports.test_mail import Post, mailing, post

__all__ = ["mailing", "post"]


def set_user(office: Office, user: User, **values: object) -> None:
    with writing(office.services.store) as connection:
        connection.execute(sa.update(users).where(users.c.user_id == user.user_id).values(values))


def made(office: Office, reader: User) -> None:
    """Two files that wait for their messages: the office's own, and the reader's."""
    to = Plan("subscription_details", "US", "daily", "10:00", "Europe/Berlin", mail="attachment")
    add_schedule(office.services, office.user, Plan(**{**vars(to), "recipients": (reader.email,)}), NOW)
    office.at += timedelta(hours=1)
    run_due(office.services, office.clock, mail=False)


def told(office: Office) -> dict[int, tuple[str | None, str | None]]:
    return {run.user_id: (run.mail_state, run.mail_error) for run in office.runs()}


def assign(office: Office, user: User, *keys: int) -> None:
    with office.services.regions["US"].write() as connection:
        connection.execute(sa.delete(assignment).where(assignment.c.user_id == user.user_id))
        for key in keys:
            connection.execute(sa.insert(assignment).values(user_id=user.user_id, customer_key=key))


@pytest.mark.parametrize(
    ("address", "given", "state"),
    [
        ("ana@münchen.example", "ana@xn--mnchen-3ya.example", ("sent", None)),
        ("jörg@example.com", None, ("failed", sending.UNWRITTEN)),
        ("ana@" + "ü" * 80, None, ("failed", sending.UNWRITTEN)),
    ],
)
def test_an_address_beyond_ascii_keeps_no_other_message(
    mailing: Office, post: Post, address: str, given: str | None, state: tuple[str, str | None]
) -> None:
    reader = user_with(mailing.services, "read_only_admin")
    made(mailing, reader)
    set_user(mailing, reader, email=address)
    mailing.work()
    assert told(mailing) == {mailing.user.user_id: ("sent", None), reader.user_id: state}
    assert {str(letter["To"]) for letter in post.letters} == {mailing.user.email, *filter(None, [given])}


@pytest.mark.parametrize("stale", ['{"base": "of_old", "columns": [], "filters": []}', "no JSON"])
def test_a_report_of_another_version_keeps_no_other_message(mailing: Office, post: Post, stale: str) -> None:
    reader = user_with(mailing.services, "read_only_admin")
    made(mailing, reader)
    with writing(mailing.services.store) as connection:
        old = sa.update(report_run).where(report_run.c.user_id == reader.user_id)
        connection.execute(old.values(definition=stale))
    mailing.work()
    assert told(mailing)[reader.user_id] == ("failed", sending.UNWRITTEN)
    assert [letter["To"] for letter in post.letters] == [mailing.user.email]


@pytest.mark.parametrize("lost", ["customers", "every customer", "role"])
def test_who_lost_a_right_meanwhile_is_sent_no_file(mailing: Office, post: Post, lost: str) -> None:
    reader = user_with(mailing.services, "partner_admin")
    assign(mailing, reader, 1, 2)
    made(mailing, reader)
    if lost == "role":
        set_user(mailing, reader, role="help_desk")
    else:
        assign(mailing, reader, *([1] if lost == "customers" else []))
    mailing.work()
    assert told(mailing)[reader.user_id] == ("failed", OTHERS)
    assert [letter["To"] for letter in post.letters] == [mailing.user.email]
