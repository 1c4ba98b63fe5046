"""Compares what the product says with what the reference expects."""

from collections.abc import Iterator
from dataclasses import astuple
from datetime import date, datetime
from typing import Any

from tests.reference import COLUMNS, Row


def differences(expected: Any, actual: Any, where: str = "") -> Iterator[str]:
    """Each place where the API says something else: floats to 1e-9, None for unknown, dates as ISO text."""
    if isinstance(expected, dict) and isinstance(actual, dict) and expected.keys() <= actual.keys():
        for key, value in expected.items():
            yield from differences(value, actual[key], f"{where}.{key}")
    elif isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        for number, value in enumerate(expected):
            yield from differences(value, actual[number], f"{where}[{number}]")
    elif not same(expected, actual):
        yield f"{where} {expected} expected, {actual} found"


def same(expected: Any, actual: Any) -> bool:
    """Whether two single values agree."""
    if isinstance(expected, date):
        return bool(expected.isoformat() == actual)
    number = isinstance(expected, int | float) and isinstance(actual, int | float)
    if number and not isinstance(expected, bool) and not isinstance(actual, bool):
        return bool(abs(expected - actual) <= 1e-9)
    return type(expected) is type(actual) and bool(expected == actual)


def as_dict(row: Row) -> dict[str, Any]:
    return dict(zip(COLUMNS, astuple(row), strict=True))


def row_faults(expected: list[Row], actual: list[dict[str, Any]]) -> list[str]:
    """What differs between the rows, in order; nothing when nothing does."""
    wanted = [(row.org_id, row.subscription_id) for row in expected]
    found = [(row["org_id"], row["subscription_id"]) for row in actual]
    if sorted(wanted) != sorted(found):
        return [f"missing {sorted({*wanted} - {*found})}", f"too many {sorted({*found} - {*wanted})}"]
    if wanted != found:
        return [f"order: {wanted} expected, {found} found"]
    headers = [f"columns {list(row)}" for row in actual[:1] if list(row) != list(COLUMNS)]
    return [*headers, *differences(list(map(as_dict, expected)), actual)]


def cell(value: Any, kind: str) -> Any:
    """The value that an exported cell must hold, in a form that `plain` gives too."""
    if isinstance(value, str) and kind == "csv" and value.startswith(("=", "+", "-", "@", "\t", "\r")):
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
