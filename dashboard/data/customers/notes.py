"""Notes on a customer: dated, signed, plain text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from dashboard.data.customers.edits import customer_key, note_changes
from dashboard.data.customers.work import Owner, know
from dashboard.data.query.scope import Scope
from dashboard.data.storage.schema.work import colleague, customer_note
from dashboard.data.work.columns import owner_shown
from dashboard.errors import BadParameter, NotFound
from dashboard.i18n import N_

LONGEST, MOST = 4_000, 1_000


@dataclass(frozen=True)
class Note:
    """A note. `author` is an address, or FORMER (customers.work) when the user is gone; `at` is UTC."""

    note_id: int
    at: datetime
    author_id: int
    author: str
    text: str


def notes_of(scope: Scope, org_id: str) -> Sequence[Note]:
    """The notes on a customer, the newest first. Raises NotFound."""
    row = customer_note.c
    joined = customer_note.join(colleague, colleague.c.user_id == row.author_id, isouter=True)
    author = owner_shown(row.author_id, colleague.c.email).label("author")
    with scope.region.read() as connection:
        mine = row.customer_key == customer_key(connection, scope, org_id)
        statement = sa.select(row.note_id, row.at, row.author_id, author, row.text).select_from(joined).where(mine)
        return [Note(**note) for note in connection.execute(statement.order_by(row.note_id.desc())).mappings()]


def add_note(scope: Scope, org_id: str, text: str, author: Owner) -> int:
    """The id of a new note. Raises BadParameter, NotFound."""
    kept = "\n".join(line.rstrip() for line in text.strip().splitlines())
    if not 1 <= len(kept) <= LONGEST or not all(part.isprintable() for part in kept.replace("\t", " ").split("\n")):
        raise BadParameter("text", N_("a text of 1 to %(most)s characters"), most=LONGEST)
    row = customer_note.c
    with scope.region.write() as connection:
        key = customer_key(connection, scope, org_id)
        if (connection.scalar(sa.select(sa.func.count()).where(row.customer_key == key)) or 0) >= MOST:
            raise BadParameter("text", N_("at most %(most)s notes a customer"), most=MOST)
        know(connection, author)
        note_id = (connection.scalar(sa.select(sa.func.max(row.note_id))) or 0) + 1
        at = datetime.now(UTC).replace(tzinfo=None)
        values = {"note_id": note_id, "customer_key": key, "at": at, "author_id": author.user_id, "text": kept}
        connection.execute(sa.insert(customer_note).values(values))
        note_changes(connection, [key], author.email, "note added", "")
        return note_id


def delete_note(scope: Scope, org_id: str, note_id: int, actor: Owner, *, any_author: bool) -> None:
    """Removes a note of the actor's own, with `any_author` anybody's. Raises NotFound."""
    row = customer_note.c
    with scope.region.write() as connection:
        key = customer_key(connection, scope, org_id)
        mine = sa.true() if any_author else row.author_id == actor.user_id
        this = sa.delete(customer_note).where(row.note_id == note_id, row.customer_key == key, mine)
        if connection.execute(this).rowcount != 1:
            raise NotFound(N_("There is no such note that you may delete."))
        note_changes(connection, [key], actor.email, "note deleted", "")
