"""Saved views: what a page's address states, under a name; shared with colleagues, or where one's own page begins.

A view is a query string and opens whatever its reader may see. A search is never kept: it may name a person.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from dashboard.access.accounts import User
from dashboard.access.rights import demand
from dashboard.data.storage.store import now, reading, saved_view, writing
from dashboard.data.storage.store import user as users
from dashboard.errors import BadParameter, NotFound
from dashboard.i18n import N_
from dashboard.web.address import fields_of

LONGEST_NAME, MOST = 60, 50
_LONGEST_QUERY = 4_000
_NOT_KEPT = frozenset({"q", "as_of", "compare", "since", "view"})  # a view speaks of the day on which it is opened
PAGES = (
    "/", "/subscriptions", "/calling", "/queues", "/changes", "/renewals", "/customers", "/quality", "/proof",
    "/reports", "/alerts",
)  # fmt: skip
"""Where views can be kept."""


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
    page: str
    home: bool

    @property
    def address(self) -> str:
        """Where it opens, in the scope of whoever opens it."""
        return f"{self.page}?{self.query}" if self.query else self.page


def views_of(store: Engine, user: User, page: str | None = None) -> list[View]:
    """The user's own views of a page (of every page) by name, then those that colleagues share."""
    row = saved_view.c
    mine = row.user_id == user.user_id
    kept = [row[name] for name in ("view_id", "name", "query", "shared", "start", "page", "home")]
    every = (
        sa.select(*kept, mine.label("own"), users.c.email)
        .join_from(saved_view, users, users.c.user_id == row.user_id)
        .where(sa.or_(mine, row.shared.is_(True) & users.c.disabled.is_(False)))
        .order_by(row.page, mine.desc(), sa.func.lower(row.name), row.view_id)
    )
    with reading(store) as connection:
        rows = connection.execute(every if page is None else every.where(row.page == page)).all()
    return [_view(stored) for stored in rows]


def view_for(store: Engine, user: User, view_id: int) -> View:
    """A view of the user's own, or one that is shared. Raises NotFound."""
    for view in views_of(store, user):
        if view.view_id == view_id:
            return view
    raise NotFound(N_("There is no such view."))


def home_of(store: Engine, user: User) -> View | None:
    """The view with which the user begins, None when they chose none."""
    return next((view for view in views_of(store, user) if view.home), None)


def _view(row: Any) -> View:
    """Where another begins says nothing to the asker."""
    own = bool(row.own)
    shown = {name: getattr(row, name) for name in ("view_id", "name", "query", "page")}
    return View(**shown, shared=row.shared, start=row.start and own, home=row.home and own, own=own, owner=row.email)


def save_view(store: Engine, user: User, page: str, name: str, query: str, *, shared: bool) -> int:
    """Keeps a view; one of the same name is replaced. Raises BadParameter, Forbidden."""
    demand(user, "own_settings")
    name, kept = _name(name), _kept(query)
    if page not in PAGES:
        raise BadParameter("page", N_("one of %(names)s"), names=", ".join(PAGES))
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
        inserted = connection.execute(sa.insert(saved_view).values(**values, start=False, home=False, created_at=now()))
        return int(inserted.inserted_primary_key[0])  # type: ignore[index]


def change_view(
    store: Engine, user: User, view_id: int, *, name: str | None = None, query: str | None = None, **flags: bool
) -> None:
    """Changes what is given of a view of the user's own; flags are `shared`, `start` and `home`.

    One view a page starts it, one view is where the user begins; a name is that of one view of a page. Raises NotFound,
    BadParameter, Forbidden.
    """
    demand(user, "own_settings")
    row, values = saved_view.c, dict[str, object](flags)
    if name is not None:
        values["name"] = _name(name)
    if query is not None:
        values["query"] = _kept(query)
    with writing(store) as connection:
        mine = (row.view_id == view_id) & (row.user_id == user.user_id)
        page = connection.scalar(sa.select(row.page).where(mine))
        if page is None:
            raise NotFound(N_("There is no such view."))
        same = sa.select(row.view_id).where(row.user_id == user.user_id, row.page == page, row.view_id != view_id)
        if connection.scalar(same.where(row.name == values.get("name"))) is not None:
            raise BadParameter("name", N_("Another view of this page has this name."))
        for flag, others in (("start", row.page == page), ("home", sa.true())):
            if flags.get(flag):
                cleared = sa.update(saved_view).where(row.user_id == user.user_id, others)
                connection.execute(cleared.values({flag: False}))
        if values:
            connection.execute(sa.update(saved_view).where(mine).values(values))


def delete_view(store: Engine, user: User, view_id: int) -> None:
    """Forgets a view of the user's own. Raises NotFound, Forbidden."""
    demand(user, "own_settings")
    row = saved_view.c
    with writing(store) as connection:
        gone = sa.delete(saved_view).where(row.view_id == view_id, row.user_id == user.user_id)
        if connection.execute(gone).rowcount != 1:
            raise NotFound(N_("There is no such view."))


def set_start(store: Engine, user: User, page: str, view_id: int | None) -> None:
    """Where the user's page begins: one of their own views, or none. Raises NotFound, Forbidden."""
    demand(user, "own_settings")
    row = saved_view.c
    mine = (row.user_id == user.user_id) & (row.page == page)
    with writing(store) as connection:
        connection.execute(sa.update(saved_view).where(mine).values(start=False))
        if view_id is None:
            return
        chosen = sa.update(saved_view).where(mine, row.view_id == view_id).values(start=True)
        if connection.execute(chosen).rowcount != 1:
            raise NotFound(N_("There is no such view."))


def set_home(store: Engine, user: User, view_id: int | None) -> None:
    """Where the user begins after signing in: one of their own views, or none. Raises NotFound, Forbidden."""
    demand(user, "own_settings")
    if view_id is not None:
        return change_view(store, user, view_id, home=True)
    with writing(store) as connection:
        mine = saved_view.c.user_id == user.user_id
        connection.execute(sa.update(saved_view).where(mine).values(home=False))
    return None


def start_query(store: Engine, user: User, page: str) -> str:
    """The query string with which the user's page begins, "" when they chose none."""
    row = saved_view.c
    with reading(store) as connection:
        query = sa.select(row.query).where(row.user_id == user.user_id, row.page == page, row.start.is_(True))
        return connection.scalar(query) or ""


def begins_with_view(store: Engine, user: User, page: str) -> bool:
    """Whether the address of a page that asks for nothing leads the user to a view."""
    home = home_of(store, user) if page == "/" else None
    return bool(start_query(store, user, page)) or (home is not None and home.address != "/")


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not (1 <= len(name) <= LONGEST_NAME and name.isprintable()):
        raise BadParameter("name", N_("a name of 1 to %(most)s characters"), most=LONGEST_NAME)
    return name


def _kept(query: str) -> str:
    text = query.removeprefix("?")
    if len(text) > _LONGEST_QUERY:
        raise BadParameter("query", f"at most {_LONGEST_QUERY} characters")
    fields = fields_of(text).items(multi=True)
    return urlencode([(key, value) for key, value in fields if value and key not in _NOT_KEPT])
