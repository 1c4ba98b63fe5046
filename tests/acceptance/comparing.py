"""Compares what the product says with what the reference expects."""

from dataclasses import astuple
from datetime import date, datetime
from typing import Any

from tests.reference import COLUMNS, Row


def same(expected: Any, actual: Any) -> bool:
    """Whether the API says it: floats to 1e-9, None for unknown, dates as ISO text."""
    if isinstance(expected, dict):
        return (
            isinstance(actual, dict)
            and expected.keys() == actual.keys()
            and all(same(expected[k], actual[k]) for k in expected)
        )
    if isinstance(expected, list):
        return isinstance(actual, list) and len(expected) == len(actual) and all(map(same, expected, actual))
    if expected is None or isinstance(expected, bool) or actual is None or isinstance(actual, bool):
        return expected is actual
    if isinstance(expected, date):
        return bool(expected.isoformat() == actual)
    if isinstance(expected, str) or isinstance(actual, str):
        return bool(expected == actual)
    return bool(abs(expected - actual) <= 1e-9)


def as_dict(row: Row) -> dict[str, Any]:
    return dict(zip(COLUMNS, astuple(row), strict=True))


def row_faults(expected: list[Row], actual: list[dict[str, Any]]) -> list[str]:
    """What differs between the rows, in order; nothing when nothing does."""
    found = [f"{len(expected)} rows expected, {len(actual)} found"] if len(expected) != len(actual) else []
    ids = (
        [(row.org_id, row.subscription_id) for row in expected],
        [(row["org_id"], row["subscription_id"]) for row in actual],
    )
    if sorted(ids[0]) != sorted(ids[1]):
        return [*found, f"missing {sorted({*ids[0]} - {*ids[1]})}", f"too many {sorted({*ids[1]} - {*ids[0]})}"]
    if ids[0] != ids[1]:
        return [*found, f"order: {ids[0]} expected, {ids[1]} found"]
    for row, other in zip(map(as_dict, expected), actual, strict=True):
        wrong = {
            key: (value, other.get(key, "absent")) for key, value in row.items() if not same(value, other.get(key, ""))
        }
        if wrong or list(other) != list(COLUMNS):
            found.append(f"{row['org_id']} {row['subscription_id']}: (expected, found) {wrong or list(other)}")
    return found


def cell(value: Any, kind: str) -> Any:
    """The value that an exported cell must hold, in a form that `plain` gives too."""
    if isinstance(value, str) and kind != "json" and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return "'" + value
    return value


def plain(found: Any, expected: Any) -> Any:
    """A cell read back: what CSV and XLSX cannot say by type is read by the type that is expected."""
    if isinstance(found, datetime):
        return found.date().isoformat()
    if found == "" or found is None or not isinstance(found, str) or isinstance(expected, str):
        return None if found == "" else found
    if isinstance(expected, bool):
        return {"true": True, "false": False}.get(found, found)
    return float(found) if isinstance(expected, int | float) else found
