"""Sessions of browsers: seen by their user, ended one by one or all at once.

The cookie holds a random key, the store its hash: ending the row ends every copy of the cookie.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from dashboard.access.accounts import User, find_user
from dashboard.access.rights import demand
from dashboard.data.storage.store import audit, browser_session, digest, now, reading, writing
from dashboard.data.storage.store import user as users
from dashboard.errors import NotFound
from dashboard.i18n import N_

SESSION_KEY = "key"  # in the cookie
LENGTH = timedelta(hours=12)
_NOTED_EVERY = timedelta(minutes=1)
_MARK = 16
_KEPT = timedelta(days=7)  # how long an ended one stays
_BROWSERS = (
    ("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True)
class BrowserSession:
    """A session in force. `mark` names it in a form; it is no key."""

    mark: str
    created_at: datetime
    last_seen: datetime
    agent: str
    address: str


def agent_name(text: str) -> str:
    """Browser and system of a User-Agent header in a few words, "" when it says nothing known."""
    browser = next((name for sign, name in _BROWSERS if sign in text), "")
    system = next((name for sign, name in _SYSTEMS if sign in text), "")
    return " · ".join(filter(None, (browser, system)))


def open_session(connection: Connection, user: User, address: str, agent: str) -> str:
    """The key of a new session of a user."""
    key, at = secrets.token_urlsafe(32), now()
    connection.execute(sa.delete(browser_session).where(browser_session.c.created_at < at - LENGTH - _KEPT))
    values = {"hash": digest(key), "user_id": user.user_id, "created_at": at, "last_seen": at}
    connection.execute(sa.insert(browser_session).values(**values, agent=agent_name(agent), address=address))
    return key


def session_user(store: Engine, key: str, address: str) -> User | None:
    """The user of a session; None when it is unknown, ended or too old, and when the user is disabled."""
    at = now()
    with reading(store) as connection:
        session = connection.execute(sa.select(browser_session).where(_live(at), _keyed(key))).one_or_none()
        user = find_user(connection, users.c.user_id == session.user_id) if session else None
    if session is None or user is None or user.disabled:
        return None
    if at - session.last_seen > _NOTED_EVERY:
        with writing(store) as connection:
            connection.execute(sa.update(browser_session).where(_keyed(key)).values(last_seen=at, address=address))
    return user


def sessions_of(store: Engine, user: User) -> list[BrowserSession]:
    """The sessions of a user that are in force, the one used last first."""
    row = browser_session.c
    chosen = sa.select(row.hash, row.created_at, row.last_seen, row.agent, row.address)
    mine = chosen.where(_live(now()), row.user_id == user.user_id).order_by(row.last_seen.desc())
    with reading(store) as connection:
        rows = connection.execute(mine).all()
    return [BrowserSession(session.hash[:_MARK], *session[1:]) for session in rows]


def mark_of(key: str) -> str:
    """The mark of a session by its key."""
    return digest(key)[:_MARK]


def end_session(store: Engine, user: User, mark: str) -> None:
    """Ends a session of a user. Raises NotFound when the user has no such session in force."""
    demand(user, "own_settings")
    with writing(store) as connection:
        row = browser_session.c
        mine = (row.user_id == user.user_id, row.hash.startswith(mark, autoescape=True), _live(now()))
        ended = connection.execute(sa.update(browser_session).where(*mine).values(ended_at=now())).rowcount
        if len(mark) != _MARK or not ended:
            raise NotFound(N_("This session is over already."))
        audit(connection, N_("session ended"), user.email, user.email)


def end_other_sessions(connection: Connection, user: User, key: str) -> int:
    """Ends every session of a user but one; how many."""
    others = (browser_session.c.user_id == user.user_id, browser_session.c.hash != digest(key), _live(now()))
    return connection.execute(sa.update(browser_session).where(*others).values(ended_at=now())).rowcount


def close_session(connection: Connection, key: str) -> None:
    """Ends the session of a key."""
    connection.execute(sa.update(browser_session).where(_keyed(key)).values(ended_at=now()))


def _keyed(key: str) -> sa.ColumnElement[bool]:
    return browser_session.c.hash == digest(key)


def _live(at: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(browser_session.c.ended_at.is_(None), browser_session.c.created_at > at - LENGTH)
