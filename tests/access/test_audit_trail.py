"""The audit log: who reads it, what filters leave, what nobody can do to it, and what never stands in it."""

import csv
import io
from datetime import date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine

from dashboard.access.accounts import User, user_of
from dashboard.access.audit_trail import PAGE, Wanted, actions, entries, export
from dashboard.data.storage.store import audit, audit_log, open_store, reading, writing
from dashboard.data.storage.upgrade import upgrade_store
from dashboard.errors import Forbidden
from dashboard.services import Services
from tests.fixtures.application import OWN, PASSWORD, email_of, sign_in

ADMIN = email_of("full_admin")


@pytest.fixture
def admin(opened: Services) -> User:
    with reading(opened.store) as connection:
        return user_of(connection, ADMIN)


def write(store: Engine, at: datetime, actor: str, action: str, subject: str) -> None:
    values = {"at": at, "actor": actor, "action": action, "subject": subject, "address": ""}
    with writing(store) as connection:
        connection.execute(sa.insert(audit_log).values(values))


def refused(store: Engine, *statements: sa.Executable) -> list[str]:
    """What the database says to each."""
    told = []
    for statement in statements:
        with pytest.raises(sa.exc.DBAPIError) as caught, writing(store) as connection:
            connection.execute(statement)
        told.append(str(caught.value.orig))
    return told


def test_an_entry_is_neither_changed_nor_deleted(opened: Services) -> None:
    told = refused(opened.store, sa.update(audit_log).values(actor="nobody"), sa.delete(audit_log))
    assert told == ["the audit log is append-only"] * 2


@pytest.mark.postgres
def test_an_entry_is_neither_changed_nor_deleted_on_postgresql(postgres_server: Any) -> None:
    with postgres_server.database() as url:
        store = open_store(url)
        upgrade_store(store)
        with writing(store) as connection:
            audit(connection, "tried", "something")
        told = refused(store, sa.update(audit_log).values(actor="nobody"), sa.delete(audit_log))
        assert all("append-only" in one for one in told)
        store.dispose()


def test_filters(opened: Services, admin: User) -> None:
    write(opened.store, datetime(2020, 1, 1, 23, 59), "ana@x.example", "role changed", "ben@x.example")
    write(opened.store, datetime(2020, 1, 2, 0, 0), "ben@x.example", "signed in", "ben@x.example")

    def found(**wanted: Any) -> list[str]:
        return [one.action for one in entries(opened.store, admin, Wanted(**wanted))[0]]

    assert found(person="BEN@x") == ["signed in", "role changed"]
    assert found(person="ana@") == ["role changed"]
    assert found(person="%") == []
    assert found(action="role changed") == ["role changed"]
    assert found(until=date(2020, 1, 1)) == ["role changed"]
    assert found(since=date(2020, 1, 2), until=date(2020, 1, 2)) == ["signed in"]
    assert {"role changed", "signed in", "user added"} <= set(actions(opened.store, admin))


def test_pages_are_newest_first(opened: Services, admin: User) -> None:
    for number in range(PAGE + 1):
        write(opened.store, datetime(2020, 1, 1), "x", "counted", str(number))
    first, total = entries(opened.store, admin, Wanted(action="counted"))
    second, _ = entries(opened.store, admin, Wanted(action="counted"), 2)
    assert (total, len(first), first[0].subject) == (PAGE + 1, PAGE, str(PAGE))
    assert [one.subject for one in second] == ["0"]


def test_full_administrators_alone(opened: Services) -> None:
    for role in ("partner_admin", "read_only_admin", "help_desk"):
        with reading(opened.store) as connection:
            user = user_of(connection, email_of(role))
        for attempt in (entries, export):
            with pytest.raises(Forbidden):
                attempt(opened.store, user, Wanted())


def test_file_is_safe_for_a_spreadsheet_and_tells_of_itself(client: FlaskClient, opened: Services) -> None:
    write(opened.store, datetime(2020, 1, 1, 12, 30), "=HYPERLINK(1)", "signed in", "x")
    text = sign_in(client, "full_admin").get("/audit.csv?until=2020-01-01").get_data(as_text=True)
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["at"], row["actor"]) == ("2020-01-01T12:30:00Z", "'=HYPERLINK(1)")
    whole = client.get("/audit.csv").get_data(as_text=True).splitlines()
    assert "audit log exported" in whole[-1]


def test_entries_say_from_where_and_hold_no_secret(client: FlaskClient, opened: Services) -> None:
    client.post("/login", data={"email": ADMIN, "password": "wrong-one"}, headers=OWN)
    sign_in(client, "full_admin")
    client.post("/account/tokens", data={"token_name": "script", "days": "30"}, headers=OWN)
    with reading(opened.store) as connection:
        rows = connection.execute(sa.select(audit_log).where(audit_log.c.actor == ADMIN)).all()
    assert [row.action for row in rows] == ["sign-in failed", "signed in", "token created"]
    assert {row.address for row in rows} == {"127.0.0.1"}
    assert not {PASSWORD, "wrong-one", "pd_"} & set(repr(rows).replace("'", " ").split())
    assert "pd_" not in repr(rows)


def test_wrong_tokens_are_told_and_not_shown(client: FlaskClient, opened: Services) -> None:
    client.get("/api/v1/regions", headers={"Authorization": "Bearer pd_guessed"})
    with reading(opened.store) as connection:
        row = connection.execute(sa.select(audit_log).order_by(audit_log.c.entry_id.desc()).limit(1)).one()
    assert (row.action, row.subject, row.address) == ("token refused", "/api/v1/regions", "127.0.0.1")
    assert "guessed" not in repr(row)
