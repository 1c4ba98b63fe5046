"""How PostgreSQL is kept from guessing: it pairs rows by hashing, as DuckDB does, and knows how many there are.

A planner that expects one row pairs two relations by looking through the second for each row of the first. Rows that a
week brought, subscriptions by both of their keys and sums by customer are always guessed to be few, so a question of
milliseconds took minutes as soon as there were thousands. A hash join costs each row once, whatever was guessed.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

# Compiling a statement costs more than it saves: costs are guesses too, and a join that nothing but a loop can do
# counts as very dear.
_BY_HASHING = ("SET enable_nestloop TO off", "SET enable_mergejoin TO off", "SET jit TO off")


def pair_by_hashing(engine: Engine) -> None:
    """Every connection of the engine, which is one to PostgreSQL, pairs rows by hashing unless told otherwise."""

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: sa.engine.interfaces.DBAPIConnection, _record: object) -> None:
        cursor = connection.cursor()
        for statement in _BY_HASHING:
            cursor.execute(statement)
        cursor.close()
        connection.commit()


@contextmanager
def looking_up(connection: Connection) -> Iterator[None]:
    """Statements within may look rows up one by one in an index: where few are wanted of a table of millions."""
    if connection.dialect.name != "postgresql":
        yield
        return
    connection.execute(sa.text("SET LOCAL enable_nestloop TO on"))
    yield
    connection.execute(sa.text("SET LOCAL enable_nestloop TO off"))  # a failure ends the transaction, and this with it


def count_rows(connection: Connection, columns: Mapping[sa.Table, Sequence[str]]) -> None:
    """Tells the planner what these tables hold now, by the columns that they are searched and joined by.

    Indexes that hold a range of dates for each stretch of a table know of new stretches then too.
    """
    if connection.dialect.name != "postgresql":
        return
    for table, names in columns.items():
        connection.execute(sa.text(f"ANALYZE {table.name} ({', '.join(names)})"))
        connection.execute(_SUMMARISE, {"name": table.name})


_SUMMARISE = sa.text(
    "SELECT brin_summarize_new_values(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
    "JOIN pg_am a ON a.oid = c.relam WHERE a.amname = 'brin' AND i.indrelid = CAST(:name AS regclass)"
)
