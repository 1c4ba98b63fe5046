"""What a deleted user leaves, and who is not deleted."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from dashboard.access import people
from dashboard.access.account.calendars import new_calendar
from dashboard.access.account.saved_views import save_view
from dashboard.access.accounts import User, add_user, find_user
from dashboard.access.assignments import assign
from dashboard.access.sign_in.sessions import open_session, session_user
from dashboard.access.tokens import create_token, token_user
from dashboard.alerts.rule_input import Wish
from dashboard.alerts.rules import add_rule
from dashboard.data.customers.notes import add_note, notes_of
from dashboard.data.customers.work import Owner, Work, set_work, work_of
from dashboard.data.query.scope import Scope
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import assignment
from dashboard.data.storage.schema.work import alert_state
from dashboard.data.storage.store import audit_log, now, reading, writing
from dashboard.data.storage.store import user as users
from dashboard.data.storage.store.reports import report_run
from dashboard.data.storage.store.work import store_metadata
from dashboard.errors import BadParameter, Conflict, Forbidden, NotFound, RegionUnavailable
from dashboard.services import Services
from tests.access.test_people import last_entry, state, who
from tests.data.factories import TODAY, load, org_id, row
from tests.fixtures.application import PASSWORD

A = org_id("A")


@pytest.fixture
def admin(opened: Services) -> User:
    return who(opened, "full_admin")


@pytest.fixture
def helper(opened: Services) -> User:
    return who(opened, "help_desk")


@pytest.fixture
def leaver(opened: Services, us: Region) -> User:
    """A partner administrator with all that a user may have: A assigned, work on it, a note, a token, a session, a
    view, a rule with what it told, a calendar, and a finished report with its file."""
    load(us, [row("A", "S1", m=(10, 5, 5), ends_on=TODAY + timedelta(days=30))])
    made = add_user(opened.store, "leaver@example.com", "partner_admin", PASSWORD)
    scope, own = Scope(us, None), Owner(made.user_id, made.email)
    assign(opened, made.email, [A])
    set_work(scope, A, {"owner_id": made.user_id, "next_step": "call"}, own, None, made.email)
    add_note(scope, A, "Wants more", own)
    save_view(opened.store, made, "/renewals", "Mine", "renewals.filter.owner=me", shared=True)
    new_calendar(opened.store, made)
    file = opened.settings.data_dir / "reports" / "US" / "x.csv"
    file.parent.mkdir(parents=True)
    file.write_text("kept")
    run = {"run_id": "run00001", "user_id": made.user_id, "name": "x", "definition": "{}", "region": "US", "weeks": 1}
    run |= {"headers": "en", "due_at": now(), "missed": 0, "status": "done", "attempts": 1, "mail": "none"}
    rule = add_rule(opened, made, Wish("Over", "US", "overage", shared=True))
    with writing(opened.store) as connection:
        connection.execute(sa.insert(report_run).values(**run, file="reports/US/x.csv"))
    with us.write() as region:
        region.execute(sa.insert(alert_state).values(rule_id=rule.rule_id, import_id=1))
    return made


def left_in(opened: Services, user_id: int) -> dict[str, int]:
    """Rows of the store that name a user, by table: none but the log's."""
    with reading(opened.store) as connection:
        counted = {
            table.name: connection.execute(
                sa.select(sa.func.count()).select_from(table).where(table.c.user_id == user_id)
            ).scalar_one()
            for table in store_metadata.sorted_tables
            if "user_id" in table.c
        }
    return {name: number for name, number in counted.items() if number}


def test_a_deleted_user_leaves_their_work_and_nothing_else(
    opened: Services, us: Region, admin: User, leaver: User
) -> None:
    token = create_token(opened.store, leaver.email)
    with writing(opened.store) as connection:
        session = open_session(connection, leaver, "127.0.0.1", "")
    assert left_in(opened, leaver.user_id).keys() >= {"user", "saved_view", "calendar_feed", "alert_rule", "report_run"}
    people.delete_user(opened, admin, leaver.user_id, 0)
    assert last_entry(opened) == (admin.email, "user deleted", leaver.email, '{"role": "partner_admin"}')
    assert left_in(opened, leaver.user_id) == {}
    assert (token_user(opened.store, token), session_user(opened.store, session, "127.0.0.1")) == (None, None)
    assert not (opened.settings.data_dir / "reports" / "US" / "x.csv").exists()
    scope = Scope(us, None)
    assert work_of(scope, A) == Work("former user", "call", None, 1)
    assert [(one.author, one.text) for one in notes_of(scope, A)] == [("former user", "Wants more")]
    with us.read() as connection:
        for table in (assignment, alert_state):
            assert connection.execute(sa.select(table)).all() == [], table.name
    with reading(opened.store) as connection:
        assert find_user(connection, users.c.email == leaver.email) is None
        logged = connection.scalars(sa.select(audit_log.c.action).where(audit_log.c.subject == leaver.email)).all()
    assert {"user added", "user disabled", "user deleted"} <= set(logged)


def test_who_is_not_deleted(opened: Services, us: Region, admin: User, helper: User) -> None:
    with pytest.raises(BadParameter, match="Another full administrator"):
        people.delete_user(opened, admin, admin.user_id, 0)
    with pytest.raises(Conflict):
        people.delete_user(opened, admin, helper.user_id, 7)
    with pytest.raises(NotFound):
        people.delete_user(opened, admin, 424242, 0)
    with pytest.raises(Forbidden):
        people.delete_user(opened, helper, admin.user_id, 0)
    other = add_user(opened.store, "other@example.com", "full_admin", None)  # who can sign in by a link alone
    with pytest.raises(BadParameter, match="last full administrator"):
        people.delete_user(opened, other, admin.user_id, 0)
    assert state(opened, helper.user_id) == ("help_desk", False, 0)
    assert state(opened, admin.user_id) == ("full_admin", False, 0)


def test_a_region_out_of_reach_leaves_the_user_disabled(
    opened: Services, us: Region, admin: User, leaver: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_: object) -> None:
        raise RegionUnavailable("region US: out of reach")

    with monkeypatch.context() as patched:
        patched.setattr(people, "forget_user", down)
        with pytest.raises(RegionUnavailable):
            people.delete_user(opened, admin, leaver.user_id, 0)
    assert state(opened, leaver.user_id) == ("partner_admin", True, 1)
    assert (opened.settings.data_dir / "reports" / "US" / "x.csv").exists()
    people.delete_user(opened, admin, leaver.user_id, 1)
    assert left_in(opened, leaver.user_id) == {}
