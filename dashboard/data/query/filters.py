"""Filters as an address writes them: `>=5`, `5..10`, `2026-01-31`, `acme`, `unknown`.

Numbers, dates and rates: `5`, `!=5`, `<5`, `<=5`, `>5`, `>=5`, `5..10` (both ends included); a rate as `0.2` or `20%`,
one above 1 as `120%` alone: a bare 50 is more likely 50 % than 5,000 %, so it is refused with what to write.
Text: a part of it in any case, or `=` and the whole. Flags: `true`, `false`. Lists: `trial,suspended` (any of them),
`!=trial` (none of them). Any column: `unknown`, `known`. An owner: `me`, whoever asks.
"""

import math
import re
from datetime import date
from typing import Any

from dashboard.data.query.asker import ME, asker
from dashboard.data.query.question import Filter
from dashboard.data.query.table import Column, Table
from dashboard.data.storage.texts import normal, storable
from dashboard.days import written_day
from dashboard.errors import BadParameter
from dashboard.i18n import N_

_COMPARISON = re.compile(r"(?P<operator>!=|<=|>=|<|>|=)?(?P<value>.+)", re.DOTALL)
_LONGEST = 200
_LARGEST = 2**31 - 1
_SHARES = ("rate", "points")
_FLAGS = {"true": True, "false": False}


def parse_filter(column: Column, text: str) -> Filter:
    """The condition that a text states for a column. Raises BadParameter, which says what is allowed."""
    text = text.strip()
    if not text or len(text) > _LONGEST or not storable(text):
        raise _bad(column)
    if text in ("unknown", "known"):
        return Filter(column.key, "unknown" if text == "unknown" else "known", (), text)
    if column.key == "owner" and text == ME:
        return Filter(column.key, "=", (asker.get(),), text)
    if column.kind == "list" or column.of:
        return _members(column, text)
    if column.kind == "text":
        return _text(column, text)
    return _typed(column, text)


def parse_order(table: Table, text: str) -> tuple[str, ...]:
    """Column keys of an order such as `-over,customer`. Raises BadParameter for a name the table has not."""
    keys = tuple(part.strip() for part in text.split(","))
    if not all(table.column(key.removeprefix("-")) for key in keys):
        raise BadParameter("sort", N_("one of %(names)s, with - before it for descending"), names=_names(table))
    return keys


def parse_columns(table: Table, text: str) -> tuple[str, ...]:
    """Chosen column keys in the given order, each once. Raises BadParameter for a name the table has not."""
    keys = tuple(dict.fromkeys(part.strip() for part in text.split(",")))
    if not all(table.column(key) for key in keys):
        raise BadParameter("columns", N_("some of %(names)s"), names=_names(table))
    return keys


def _names(table: Table) -> str:
    return ", ".join(column.key for column in table.columns)


def _text(column: Column, text: str) -> Filter:
    if text.startswith("!=") and text[2:]:
        return Filter(column.key, "!=", (normal(text[2:]),), text)
    if text.startswith("=") and text[1:]:
        return Filter(column.key, "=", (normal(text[1:]),), text)
    return Filter(column.key, "contains", (normal(text),), text)


def _members(column: Column, text: str) -> Filter:
    listed = [part.strip() for part in text.removeprefix("!=").removeprefix("=").split(",")]
    members = tuple(dict.fromkeys(part for part in listed if part))
    if not members or (column.of and not {part.lower() for part in members} <= set(column.of)):
        raise _bad(column)
    return Filter(column.key, "none" if text.startswith("!=") else "any", members, text)


def _typed(column: Column, text: str) -> Filter:
    operator, parts = _parted(column, text)
    values = tuple(_value(column, part) for part in parts)
    if column.kind in _SHARES:
        _refuse_bare(column, operator, parts, values)
    return Filter(column.key, operator, values, text)  # type: ignore[arg-type]


def _parted(column: Column, text: str) -> tuple[str, tuple[str, ...]]:
    """The operator of a text and what stands beside it."""
    if ".." in text and column.kind != "flag":
        first, _, second = text.partition("..")
        return "between", (first.strip(), second.strip())
    match = _COMPARISON.fullmatch(text)
    operator = (match and match["operator"]) or "="
    if match is None or (column.kind == "flag" and operator not in ("=", "!=")):
        raise _bad(column)
    return operator, (match["value"].strip(),)


def _refuse_bare(column: Column, operator: str, parts: tuple[str, ...], values: tuple[Any, ...]) -> None:
    """Raises BadParameter for a share above 1 without %, which says what to write: `<50%` or `<0.5`."""
    bare = [not part.endswith("%") and abs(value) > 1 for part, value in zip(parts, values, strict=True)]
    if not any(bare):
        return
    shares = [value / 100 if too_much else value for value, too_much in zip(values, bare, strict=True)]
    joint, sign = "..", "" if operator in ("between", "=") else operator
    percent = sign + joint.join(f"{share * 100:.12g}%" for share in shares)
    share = sign + joint.join(f"{share:.12g}" for share in shares)
    allowed = N_("write %(percent)s or %(share)s: without %% a share is from 0 to 1")
    raise BadParameter(f"filter.{column.key}", allowed, percent=percent, share=share)


def _value(column: Column, text: str) -> Any:
    try:
        if column.kind == "date":
            return _day(text)
        if column.kind == "flag":
            return _FLAGS[text.lower()]
        return _number(column, text)
    except (KeyError, ValueError):
        raise _bad(column) from None


def _day(text: str) -> date:
    day = written_day(text)
    if day is None:
        raise ValueError(text)
    return day


def _number(column: Column, text: str) -> float:
    share = column.kind in _SHARES
    number = float(text.removesuffix("%")) / 100 if share and text.endswith("%") else float(text)
    if not math.isfinite(number) or abs(number) > _LARGEST:
        raise ValueError(text)
    return number if share else int(number) if number.is_integer() else number


def _bad(column: Column) -> BadParameter:
    if column.of:
        choices = ", ".join(column.of)
        return BadParameter(
            f"filter.{column.key}", N_("some of %(names)s, with commas between, != before them"), names=choices
        )
    allowed = {
        "list": N_("some texts with commas between, != before them, or unknown, or known"),
        "text": N_("part of the text, or = and the whole text, or unknown, or known"),
        "flag": N_("true or false, or unknown, or known"),
        "date": N_("a date such as 2026-01-31, >=2026-01-31 or 2026-01-01..2026-01-31, or unknown, or known"),
        "rate": N_("a share from 0 to 1 or in percent, such as 20%, <0.2 or 10%..20%, or unknown, or known"),
    }.get(column.kind, N_("a number such as 5, >=5, <5 or 5..10, or unknown, or known"))
    return BadParameter(f"filter.{column.key}", allowed)
