"""What makes the audit log append-only: triggers that refuse to change or to delete an entry, whoever asks.

A restored backup replaces the log as a whole: only then are they taken away, within the same transaction.
"""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

_WORDS = "the audit log is append-only"
_EVENTS = ("update", "delete")


def guard_audit_log(connection: Connection) -> None:
    """Puts the triggers on."""
    for statement in _postgresql() if connection.dialect.name == "postgresql" else _sqlite():
        connection.execute(sa.text(statement))


def unguard_audit_log(connection: Connection) -> None:
    """Takes the triggers off, for a restore."""
    on = " ON audit_log" if connection.dialect.name == "postgresql" else ""
    for event in _EVENTS:
        connection.execute(sa.text(f"DROP TRIGGER IF EXISTS audit_log_no_{event}{on}"))


def _sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER audit_log_no_{event} BEFORE {event.upper()} ON audit_log "
        f"BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END"
        for event in _EVENTS
    ]


def _postgresql() -> list[str]:
    function = (
        "CREATE OR REPLACE FUNCTION audit_log_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_WORDS}'; END $$"
    )
    return [
        function,
        *(
            f"CREATE TRIGGER audit_log_no_{event} BEFORE {event.upper()} ON audit_log "
            "FOR EACH ROW EXECUTE FUNCTION audit_log_refuse()"
            for event in _EVENTS
        ),
    ]
