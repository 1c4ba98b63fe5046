"""What full administrators do to other users, and what is refused."""

import pytest
import sqlalchemy as sa

from dashboard.access import people
from dashboard.access.accounts import User, add_user, find_user, user_of
from dashboard.access.sign_in.links import password_link_user, use_password_link
from dashboard.access.sign_in.sessions import open_session, session_user
from dashboard.access.tokens import create_token, token_user
from dashboard.data.storage.store import audit_log, one_time_link, reading, writing
from dashboard.data.storage.store import user as users
from dashboard.errors import BadParameter, Conflict, Forbidden, Invalid, NotFound
from dashboard.services import Services
from tests.data.factories import org_id
from tests.fixtures.accounts import set_disabled, set_role
from tests.fixtures.application import PASSWORD, email_of

A = org_id("A")


def who(opened: Services, role: str) -> User:
    with reading(opened.store) as connection:
        return user_of(connection, email_of(role))


@pytest.fixture
def admin(opened: Services) -> User:
    return who(opened, "full_admin")


@pytest.fixture
def helper(opened: Services) -> User:
    return who(opened, "help_desk")


def state(opened: Services, user_id: int) -> tuple[str, bool, int]:
    with reading(opened.store) as connection:
        row = connection.execute(sa.select(users).where(users.c.user_id == user_id)).one()
    return row.role, row.disabled, row.version


def last_entry(opened: Services) -> tuple[str, str, str, str]:
    with reading(opened.store) as connection:
        row = connection.execute(sa.select(audit_log).order_by(audit_log.c.entry_id.desc()).limit(1)).one()
    return row.actor, row.action, row.subject, row.details


def test_an_invited_user_chooses_a_password_once(opened: Services, admin: User) -> None:
    path = people.invite(opened.store, admin, " New@Example.com ", "read_only_admin")
    secret = path.removeprefix("/password/")
    assert [one.invited for one in people.people(opened.store, admin) if one.email == "new@example.com"] == [True]
    for _ in range(2):
        looked = password_link_user(opened.store, secret)
        assert looked is not None
        assert looked.email == "new@example.com"
    entered = use_password_link(opened.store, secret, "a long password")
    assert entered is not None
    assert use_password_link(opened.store, secret, "another password") is None
    assert [one.invited for one in people.people(opened.store, admin) if one.email == "new@example.com"] == [False]
    with reading(opened.store) as connection:
        kept = [connection.execute(sa.select(table)).all() for table in (one_time_link, audit_log)]
    assert secret not in repr(kept)


def test_every_wrong_field_of_an_invitation_is_named(opened: Services, admin: User) -> None:
    with pytest.raises(Invalid) as caught:
        people.invite(opened.store, admin, "no address", "owner")
    assert [one.parameter for one in caught.value.problems] == ["email", "role"]
    with pytest.raises(BadParameter, match="email: There is a user"):
        people.invite(opened.store, admin, email_of("help_desk"), "help_desk")


def test_a_newer_link_spends_the_older(opened: Services, admin: User, helper: User) -> None:
    first, second = (people.password_link(opened.store, admin, helper.user_id) for _ in range(2))
    assert password_link_user(opened.store, first.removeprefix("/password/")) is None
    assert password_link_user(opened.store, second.removeprefix("/password/")) == helper
    set_disabled(opened.store, helper.email, True)
    assert password_link_user(opened.store, second.removeprefix("/password/")) is None
    with pytest.raises(BadParameter, match="disabled"):
        people.password_link(opened.store, admin, helper.user_id)


def test_a_role_is_changed_and_told(opened: Services, admin: User, helper: User) -> None:
    people.change_role(opened.store, admin, helper.user_id, "read_only_admin", 0)
    assert state(opened, helper.user_id) == ("read_only_admin", False, 1)
    told = '{"from": "help_desk", "to": "read_only_admin"}'
    assert last_entry(opened) == (admin.email, "role changed", helper.email, told)


def test_who_comes_second_is_told(opened: Services, admin: User, helper: User) -> None:
    people.change_role(opened.store, admin, helper.user_id, "read_only_admin", 0)
    with pytest.raises(Conflict, match="Somebody else") as caught:
        people.change_state(opened.store, admin, helper.user_id, True, 0)
    assert isinstance(caught.value.current, people.Person)
    assert caught.value.current.role == "read_only_admin"
    assert state(opened, helper.user_id) == ("read_only_admin", False, 1)


def test_disabling_ends_tokens_for_good(opened: Services, admin: User, helper: User) -> None:
    secret = create_token(opened.store, helper.email)
    people.change_state(opened.store, admin, helper.user_id, True, 0)
    assert token_user(opened.store, secret) is None
    people.change_state(opened.store, admin, helper.user_id, False, 1)
    assert token_user(opened.store, secret) is None


def test_sessions_of_another_are_ended_and_their_tokens_stay(opened: Services, admin: User, helper: User) -> None:
    with writing(opened.store) as connection:
        key = open_session(connection, helper, "127.0.0.1", "")
    token = create_token(opened.store, helper.email)
    people.end_sessions(opened.store, admin, helper.user_id)
    assert session_user(opened.store, key, "127.0.0.1") is None
    assert token_user(opened.store, token) is not None


def test_nobody_changes_themselves(opened: Services, admin: User) -> None:
    add_user(opened.store, "second@example.com", "full_admin", PASSWORD)
    with pytest.raises(BadParameter, match="Another full administrator"):
        people.change_role(opened.store, admin, admin.user_id, "help_desk", 0)


def test_one_full_administrator_with_a_password_stays(opened: Services, admin: User) -> None:
    linked = add_user(opened.store, "linked@example.com", "full_admin", None)
    with pytest.raises(BadParameter, match="last full administrator"):
        people.change_role(opened.store, linked, admin.user_id, "help_desk", 0)
    with pytest.raises(BadParameter, match="last full administrator"):
        set_disabled(opened.store, admin.email, True)
    with pytest.raises(BadParameter, match="last full administrator"):
        set_role(opened.store, admin.email, "help_desk")
    assert state(opened, admin.user_id) == ("full_admin", False, 0)
    people.change_state(opened.store, admin, linked.user_id, True, 0)
    assert state(opened, linked.user_id)[1]


@pytest.mark.parametrize("role", ["partner_admin", "read_only_admin", "help_desk"])
def test_others_change_nobody(opened: Services, role: str, helper: User) -> None:
    user, store = who(opened, role), opened.store
    for attempt in (
        lambda: people.invite(store, user, "new@example.com", "full_admin"),
        lambda: people.change_role(store, user, helper.user_id, "full_admin", 0),
        lambda: people.change_state(store, user, helper.user_id, True, 0),
        lambda: people.password_link(store, user, helper.user_id),
    ):
        with pytest.raises(Forbidden):
            attempt()
    assert state(opened, helper.user_id) == ("help_desk", False, 0)


def test_nobody_of_that_id(opened: Services, admin: User) -> None:
    with pytest.raises(NotFound):
        people.change_role(opened.store, admin, 1, "help_desk", 0)
    with writing(opened.store) as connection:
        assert find_user(connection, users.c.user_id == 1) is None
