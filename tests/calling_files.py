"""Writes the made-up imports as files, in every shape that the contract lets a partner import."""

import base64
import random
from datetime import datetime
from pathlib import Path
from typing import Any

from dashboard.data.files.columns import calling as calling_columns
from tests.reference_calling import Import, Row
from tests.report_files import Shape, write_cells, write_customers

_UNKNOWN = ("", "NA", "na", "N/A")
_COLUMNS = {
    "legs": calling_columns.CALL_LEGS,
    "history": calling_columns.DETAILED_CALL_HISTORY,
    "usage": calling_columns.CALLING_USAGE_DETAIL,
    "queues": calling_columns.CALL_QUEUE_STATS,
}
_RECORD = {"correlation_id": "call_id", "org_uuid": "customer_org_id", "duration": "duration_s", "user_uuid": "user_id"}


def write_import(path: Path, one: Import, shape: Shape, dice: random.Random) -> Path:
    """The file of an import."""
    if one.kind == "customers":
        return write_customers(path, {row["customer_org_id"]: row["customer_name"] for row in one.rows}, shape)
    columns = [(c.key, c.english, c.german) for c in _COLUMNS[one.kind]]
    headers = [{"key": key, "german": german}.get(shape.language, english) for key, english, german in columns]
    rows = [[_cell(key, _value(row, key), dice) for key, _english, _german in columns] for row in one.rows]
    return write_cells(path, [headers, *rows], shape)


def _value(row: Row, key: str) -> Any:
    return row.get(_RECORD.get(key, key)) if "report_id" in row else row.get(key)


def _cell(key: str, value: Any, dice: random.Random) -> str:
    if value is None or value == "":
        return dice.choice(_UNKNOWN)
    if key in ("org_id", "customer_org_id", "org_uuid"):
        encoded = base64.b64encode(f"ciscospark://us/ORGANIZATION/{value}".encode()).decode()
        return dice.choice([value, value.upper(), encoded, encoded.rstrip("=")])
    if isinstance(value, bool):
        return dice.choice(("true", "YES") if value else ("False", "no"))
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03d}Z"
    return str(value)
