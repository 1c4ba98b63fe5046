"""The administrator of sample data, who has no password, becomes a real one, or gives way to one."""

from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from dashboard.access.accounts import EMAIL, User, change_row, find_user
from dashboard.access.rights import demand
from dashboard.access.sign_in.links import SAMPLE_ADMIN
from dashboard.access.sign_in.passwords import hash_password
from dashboard.data.storage.store import user as users
from dashboard.data.storage.store import writing
from dashboard.errors import BadParameter
from dashboard.i18n import N_


def is_sample(user: User) -> bool:
    """Whether the user is the one whom a fresh installation with sample data lets in by a link."""
    return user.email == SAMPLE_ADMIN


def become_real(store: Engine, user: User, email: str, password: str) -> User:
    """The sample's administrator under an address and a password of their own: no link lets anybody in any more.

    Their sessions are over. Raises BadParameter for the field that is wrong, Forbidden, also for anybody else.
    """
    demand(user, "users_edit")
    email = email.strip().lower()
    if not is_sample(user):
        raise BadParameter("email", N_("You have an address of your own already."))
    if not EMAIL.fullmatch(email) or email == SAMPLE_ADMIN:
        raise BadParameter("email", N_("Enter an e-mail address, such as ana@example.com."))
    password_hash = hash_password(password)
    try:
        with writing(store) as connection:
            action = N_("sample administrator became a real one")
            change_row(connection, user.user_id, action, email, email=email, password_hash=password_hash)
            admin = find_user(connection, users.c.user_id == user.user_id)
    except sa.exc.IntegrityError:
        raise BadParameter("email", N_("There is a user with this address already: sign in as them.")) from None
    return admin or replace(user, email=email)


def give_way(connection: Connection, user: User) -> None:
    """Shuts the sample's administrator out, once somebody real has set the organisation up."""
    sample = find_user(connection, users.c.email == SAMPLE_ADMIN)
    if sample is not None and not sample.disabled and not is_sample(user):
        change_row(connection, sample.user_id, N_("user disabled"), user.email, disabled=True)
