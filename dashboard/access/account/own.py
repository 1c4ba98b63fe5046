"""What every user does with their own account: password, sessions, tokens. Each step is logged."""

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from dashboard.access.accounts import User
from dashboard.access.rights import demand
from dashboard.access.sign_in.limits import count_failure, forgive, limits, wait
from dashboard.access.sign_in.passwords import Busy, hash_password, verify
from dashboard.access.sign_in.sessions import end_other_sessions
from dashboard.access.tokens import create_token, revoke_token, tokens_of
from dashboard.data.storage.store import audit, came_from, now, reading, writing
from dashboard.data.storage.store import user as users
from dashboard.errors import BadParameter, DashboardError, NotFound
from dashboard.i18n import N_

LONGEST_NAME, MOST_TOKENS = 60, 50
LIFETIMES = (0, 30, 90, 365)  # days; 0: until it is revoked


def has_password(store: Engine, user: User) -> bool:
    """Whether the user signs in with a password."""
    return _hash(store, user) is not None


def change_password(store: Engine, user: User, old: str, new: str, key: str) -> int:
    """Gives the user another password and ends their other sessions; how many. `key`: of the session that stays.

    Raises BadParameter for a wrong old password, whose guesses count as failed sign-ins do.
    """
    demand(user, "own_settings")
    at, counted = now(), limits(user.email, came_from.get())
    if wait(store, at, *counted):
        raise BadParameter("old", N_("Too many failed attempts. Try again in a few minutes."))
    count_failure(store, at, *counted)
    try:
        right = verify(_hash(store, user), old)
    except Busy:
        raise BadParameter("old", N_("Too many failed attempts. Try again in a few minutes.")) from None
    if not right:
        with writing(store) as connection:
            audit(connection, N_("own password not changed: the old one was wrong"), user.email, user.email)
        raise BadParameter("old", N_("This is not your current password."))
    forgive(store, at, *counted)
    password_hash = hash_password(new)
    with writing(store) as connection:
        mine = users.c.user_id == user.user_id
        connection.execute(sa.update(users).where(mine).values(password_hash=password_hash))
        audit(connection, N_("own password changed"), user.email, user.email)
        return end_other_sessions(connection, user, key)


def end_others(store: Engine, user: User, key: str) -> int:
    """Ends every session of the user but the one of a key; how many."""
    demand(user, "own_settings")
    with writing(store) as connection:
        ended = end_other_sessions(connection, user, key)
        audit(connection, N_("other sessions ended"), user.email, user.email, details={"sessions": ended})
        return ended


def make_token(store: Engine, user: User, name: str, days: int) -> str:
    """A new token of the user, to be shown this once. Raises BadParameter for a name or a lifetime that is none."""
    demand(user, "own_settings")
    name = name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise BadParameter("token_name", N_("Enter a name of 1 to %(most)s characters."), most=LONGEST_NAME)
    if days not in LIFETIMES:
        raise BadParameter("days", N_("Choose one of the list."))
    if len(tokens_of(store, user)) >= MOST_TOKENS:
        raise BadParameter("token_name", N_("at most %(most)s tokens a person: revoke some first"), most=MOST_TOKENS)
    return create_token(store, user.email, name, user.email, days or None)


def end_token(store: Engine, user: User, token_id: int) -> None:
    """Ends a token of the user for good. Raises NotFound when the user has no such token in force."""
    demand(user, "own_settings")
    try:
        revoke_token(store, user.email, token_id, user.email)
    except DashboardError:
        raise NotFound(N_("There is no such token.")) from None


def _hash(store: Engine, user: User) -> str | None:
    with reading(store) as connection:
        return connection.execute(sa.select(users.c.password_hash).where(users.c.user_id == user.user_id)).scalar()
