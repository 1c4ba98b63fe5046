"""Saved views: what a page's address states, under a name; shared with colleagues, or where one's own page begins.

A view is a query string and opens whatever its reader may see. A search is never kept: it may name a person.
"""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from dashboard.access.accounts import User
from dashboard.data.store import now, reading, saved_view, writing
from dashboard.data.store import user as users
from dashboard.errors import BadParameter, NotFound
from dashboard.words import N_

LONGEST_NAME, MOST = 60, 50
_LONGEST_QUERY = 4_000
_NOT_KEPT = frozenset({"q", "as_of"})  # a view speaks of the day on which it is opened


@dataclass(frozen=True)
class View:
    """A saved view; `own` says whether the asker may change it, `owner` is whose it is."""

    view_id: int
    name: str
    query: str
    shared: bool
    start: bool
    own: bool
    owner: str


def views_of(store: Engine, user: User, page: str) -> list[View]:
    """The user's own views of a page by name, then those that colleagues share."""
    row = saved_view.c
    mine = row.user_id == user.user_id
    every = (
        sa.select(row.view_id, row.name, row.query, row.shared, row.start, mine.label("own"), users.c.email)
        .join_from(saved_view, users, users.c.user_id == row.user_id)
        .where(row.page == page, sa.or_(mine, row.shared.is_(True) & users.c.disabled.is_(False)))
        .order_by(mine.desc(), sa.func.lower(row.name), row.view_id)
    )
    with reading(store) as connection:
        return [
            View(one.view_id, one.name, one.query, one.shared, one.start and bool(one.own), bool(one.own), one.email)
            for one in connection.execute(every)
        ]


def save_view(store: Engine, user: User, page: str, name: str, query: str, *, shared: bool) -> int:
    """Keeps a view; one of the same name is replaced. Raises BadParameter."""
    name, kept = " ".join(name.split()), _kept(query)
    if not (1 <= len(name) <= LONGEST_NAME and name.isprintable()):
        raise BadParameter("name", N_("a name of 1 to %(most)s characters"), most=LONGEST_NAME)
    row = saved_view.c
    mine = (row.user_id == user.user_id) & (row.page == page)
    with writing(store) as connection:
        same = connection.scalar(sa.select(row.view_id).where(mine, row.name == name))
        if same is not None:
            connection.execute(sa.update(saved_view).where(row.view_id == same).values(query=kept, shared=shared))
            return int(same)
        if (connection.scalar(sa.select(sa.func.count()).select_from(saved_view).where(mine)) or 0) >= MOST:
            raise BadParameter("name", N_("at most %(most)s views a user"), most=MOST)
        values = {"user_id": user.user_id, "page": page, "name": name, "query": kept, "shared": shared}
        made = connection.execute(sa.insert(saved_view).values(**values, start=False, created_at=now()))
        return int(made.inserted_primary_key[0])  # type: ignore[index]


def delete_view(store: Engine, user: User, view_id: int) -> None:
    """Forgets a view of the user's own. Raises NotFound."""
    row = saved_view.c
    with writing(store) as connection:
        gone = sa.delete(saved_view).where(row.view_id == view_id, row.user_id == user.user_id)
        if connection.execute(gone).rowcount != 1:
            raise NotFound(N_("There is no such view."))


def set_start(store: Engine, user: User, page: str, view_id: int | None) -> None:
    """Where the user's page begins: one of their own views, or none. Raises NotFound."""
    row = saved_view.c
    mine = (row.user_id == user.user_id) & (row.page == page)
    with writing(store) as connection:
        connection.execute(sa.update(saved_view).where(mine).values(start=False))
        if view_id is None:
            return
        chosen = sa.update(saved_view).where(mine, row.view_id == view_id).values(start=True)
        if connection.execute(chosen).rowcount != 1:
            raise NotFound(N_("There is no such view."))


def start_query(store: Engine, user: User, page: str) -> str:
    """The query string with which the user's page begins, "" when they chose none."""
    row = saved_view.c
    with reading(store) as connection:
        found = sa.select(row.query).where(row.user_id == user.user_id, row.page == page, row.start.is_(True))
        return connection.scalar(found) or ""


def _kept(query: str) -> str:
    text = query.removeprefix("?")
    if len(text) > _LONGEST_QUERY:
        raise BadParameter("query", f"at most {_LONGEST_QUERY} characters")
    return urlencode([(key, value) for key, value in parse_qsl(text, max_num_fields=200) if key not in _NOT_KEPT])
