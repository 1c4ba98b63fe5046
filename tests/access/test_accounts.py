"""Users, roles, rights, and the customers they may see."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from dashboard.access.accounts import User, add_user, first_admin, has_admin, scope_for, set_password, user_of
from dashboard.access.assignments import assign
from dashboard.access.rights import RIGHTS, Right, may
from dashboard.access.tokens import create_token, revoke_token, token_user
from dashboard.access.visible_regions import regions_for
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import assignment, customer
from dashboard.data.storage.store import audit_log, reading
from dashboard.data.storage.store import user as users
from dashboard.errors import DashboardError, NotFound
from dashboard.roles import Role
from dashboard.services import Services, open_services
from dashboard.settings import Settings
from tests.fixtures.accounts import set_disabled, set_role
from tests.fixtures.application import PASSWORD, email_of, settings_in

ORGS = [f"0000000{number}-0000-4000-8000-000000000000" for number in range(3)]
PARTNER = email_of("partner_admin")


def who(opened: Services, role: str) -> User:
    """The user of the role."""
    with reading(opened.store) as connection:
        return user_of(connection, email_of(role))


@pytest.fixture
def customers(us: Region) -> Region:
    """The region US with three customers."""
    with us.write() as connection:
        rows = [{"customer_key": key, "org_id": org} for key, org in enumerate(ORGS, start=1)]
        connection.execute(sa.insert(customer), rows)
    return us


@pytest.fixture
def at_work(server: Flask) -> Iterator[None]:
    """As within a request."""
    with server.app_context():
        yield


TABLE: dict[Right, str] = {  # full admin, partner admin, read-only admin, help desk
    "analytics": "yyy-",
    "reports": "yyy-",
    "customers": "yyyy",
    "tags_view": "yyyy",
    "tags_edit": "yy--",
    "trials_view": "yyy-",
    "trials_edit": "yy--",
    "work_edit": "yy--",
    "settings_edit": "y---",
    "users_view": "y-y-",
    "users_edit": "y---",
    "audit_view": "y---",
    "own_settings": "yyyy",
    "imports": "y---",
}


@pytest.mark.parametrize("right", TABLE)
def test_rights(right: Right) -> None:
    roles: tuple[Role, ...] = ("full_admin", "partner_admin", "read_only_admin", "help_desk")
    given = [may(User(1, "x@example.com", role, None, None, disabled=False, session_epoch=0), right) for role in roles]
    assert given == [sign == "y" for sign in TABLE[right]]


def test_every_right_is_in_the_table() -> None:
    assert set().union(*RIGHTS.values()) == set(TABLE)


def test_a_disabled_user_may_nothing() -> None:
    assert not may(User(1, "x@example.com", "full_admin", None, None, disabled=True, session_epoch=0), "analytics")


@pytest.mark.parametrize(
    ("email", "role", "password", "words"),
    [
        ("no address", "help_desk", PASSWORD, "not one"),
        ("a@b@c", "help_desk", PASSWORD, "not one"),
        ("new@example.com", "owner", PASSWORD, "one of full_admin, partner_admin, read_only_admin, help_desk"),
        ("new@example.com", "help_desk", "short", "8 to 1000 characters; this one has 5"),
        ("HELP_DESK@example.com", "help_desk", PASSWORD, "exists already"),
    ],
)
def test_add_user_refuses(opened: Services, email: str, role: str, password: str, words: str) -> None:
    with pytest.raises(DashboardError, match=words):
        add_user(opened.store, email, role, password)


def test_passwords_are_hashed_and_changes_are_logged(opened: Services) -> None:
    add_user(opened.store, " New@Example.com ", "help_desk", PASSWORD)
    set_role(opened.store, "new@example.com", "read_only_admin")
    set_disabled(opened.store, "new@example.com", True)
    with reading(opened.store) as connection:
        row = connection.execute(sa.select(users).where(users.c.email == "new@example.com")).one()
        log = connection.execute(sa.select(audit_log.c.action).where(audit_log.c.subject == row.email)).scalars().all()
    assert row.password_hash.startswith("$argon2id$")
    assert (row.role, row.disabled, row.session_epoch) == ("read_only_admin", True, 2)
    assert log == ["user added", "role changed", "user disabled"]


def test_changes_of_unknown_users(opened: Services) -> None:
    with pytest.raises(DashboardError, match=r"user nobody@example.com: unknown"):
        set_password(opened.store, "nobody@example.com", PASSWORD)


@pytest.mark.usefixtures("customers", "at_work")
def test_partner_admins_see_what_is_assigned(opened: Services) -> None:
    partner = who(opened, "partner_admin")
    assert regions_for(partner) == []
    assert assign(opened, PARTNER, [ORGS[0].upper(), f" {ORGS[2]} ", ORGS[0]]) == 2
    assert assign(opened, PARTNER, [ORGS[2]]) == 0
    assert regions_for(partner) == [(opened.regions["US"], 2)]
    assert scope_for(partner, "US").user_id == partner.user_id


@pytest.mark.usefixtures("customers", "at_work")
def test_others_see_every_customer(opened: Services) -> None:
    for role in ("full_admin", "read_only_admin", "help_desk"):
        assert regions_for(who(opened, role)) == [(opened.regions["US"], 3)]
        assert scope_for(who(opened, role), "US").user_id is None


@pytest.mark.usefixtures("at_work")
def test_without_data_every_region_is_named(opened: Services) -> None:
    assert regions_for(who(opened, "full_admin")) == [(opened.regions["US"], 0)]
    assert regions_for(who(opened, "partner_admin")) == []


@pytest.mark.usefixtures("at_work")
def test_a_region_that_is_none(opened: Services) -> None:
    with pytest.raises(NotFound, match="'ATLANTIS'"):
        scope_for(who(opened, "full_admin"), "ATLANTIS")


@pytest.mark.parametrize("role", ["full_admin", "read_only_admin", "help_desk"])
def test_nothing_is_assigned_to_whose_role_sees_all(opened: Services, customers: Region, role: Role) -> None:
    add_user(opened.store, f"{role}@example.org", role, "long enough 1")
    with pytest.raises(DashboardError, match=f"is {role}; customers are assigned to a partner_admin alone"):
        assign(opened, f"{role}@example.org", [ORGS[0]])
    with customers.read() as connection:
        assert connection.execute(sa.select(assignment)).all() == []


def test_an_unknown_organisation_assigns_nothing(opened: Services, customers: Region) -> None:
    with pytest.raises(DashboardError, match="organisation of-nobody: not an organisation id"):
        assign(opened, PARTNER, [ORGS[0], "of-nobody"])
    with customers.read() as connection:
        assert connection.execute(sa.select(assignment)).all() == []


def test_user_ids_are_not_handed_out_again(opened: Services) -> None:
    """A region's assignments outlive the store: another store's users must not inherit them."""
    assert who(opened, "partner_admin").user_id > 1000


def test_token_is_kept_as_a_hash_and_ends(opened: Services) -> None:
    secret = create_token(opened.store, PARTNER)
    user = token_user(opened.store, secret)
    assert user is not None
    assert user.email == PARTNER
    with reading(opened.store) as connection:
        text = repr(connection.execute(sa.text("SELECT * FROM api_token")).all())
        log = repr(connection.execute(sa.select(audit_log)).all())
    assert secret not in text + log
    revoke_token(opened.store, PARTNER, 1)
    assert token_user(opened.store, secret) is None
    with pytest.raises(DashboardError, match="revoked already"):
        revoke_token(opened.store, PARTNER, 1)


def test_the_tokens_of_a_disabled_user_end_for_good(opened: Services) -> None:
    secret = create_token(opened.store, PARTNER)
    set_disabled(opened.store, PARTNER, True)
    assert token_user(opened.store, secret) is None
    set_disabled(opened.store, PARTNER, False)
    assert token_user(opened.store, secret) is None


def test_first_admin_comes_from_the_settings(tmp_path: object, settings: Settings) -> None:
    own = settings.model_copy(update={"data_dir": settings.data_dir / "new"})
    own = settings_in(own.data_dir).model_copy(update=_admin("boss@example.com"))
    made = open_services(own)
    assert not has_admin(made.store)
    first_admin(made)
    assert has_admin(made.store)
    first_admin(Services(own.model_copy(update=_admin("other@example.com")), made.store, made.regions))
    with reading(made.store) as connection:
        assert connection.execute(sa.select(users.c.email)).scalars().all() == ["boss@example.com"]
    made.close()


def _admin(email: str) -> dict[str, object]:
    wanted = Settings(_env_file=None, admin_email=email, admin_password=PASSWORD)
    return {"admin_email": wanted.admin_email, "admin_password": wanted.admin_password}
