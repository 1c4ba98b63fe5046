"""What a setting may say, beyond its type: databases that can be opened and that no two regions share, days, memory."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from dashboard.days import FIRST_DAY, LAST_DAY, stated_day

_MEMORY = re.compile(r"(?:[1-9]\d{0,5}(?:\.\d+)?|0\.\d*[1-9]\d*) ?[kmgt](?:i?b)?", re.IGNORECASE)


def checked_regions(regions: dict[str, str]) -> dict[str, str]:
    """The URLs by region code. Raises ValueError for a code or URL that cannot be, and for two regions in one place."""
    places: dict[Any, str] = {}
    for code, url in regions.items():
        if not (code.isalnum() and code.isupper() and len(code) <= 8):
            raise ValueError(f"region code {code!r}: one to eight capital letters or digits")
        if not url.startswith(("duckdb:///", "postgresql+psycopg://")):
            raise ValueError(f"region {code}: a URL begins with duckdb:/// or postgresql+psycopg://")
        other = places.setdefault(_place(f"region {code}", url), code)
        if other != code:
            raise ValueError(f"regions {other} and {code}: the same database; each has its own")
    return regions


def checked_store(url: str) -> str:
    """The store's URL. Raises ValueError for one that cannot be opened or that forgets everything at the end."""
    if url and not url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        raise ValueError("a URL begins with sqlite:/// or postgresql+psycopg://")
    if url:
        _place("the store", url)
    return url


def checked_memory(text: str) -> str:
    """An amount as DuckDB reads it. Raises ValueError for another text."""
    if not _MEMORY.fullmatch(text.strip()):
        raise ValueError("an amount such as 512MB or 4GB")
    return text.strip()


def iso_day(value: object) -> object:
    """Lets a text through as a date written YYYY-MM-DD alone: a number would count seconds since 1970."""
    if not isinstance(value, str):
        return value
    stated = stated_day(value.strip())
    if stated is None:
        raise ValueError(f"a date such as 2026-01-31, from {FIRST_DAY} to {LAST_DAY}")
    return stated


def web_address(url: str) -> str:
    """An address that links begin with. Raises ValueError for one that no browser follows."""
    if url and not re.match(r"https?://[^/\s]", url):
        raise ValueError("an address that begins with https:// or http://")
    return url


def whats_wrong(problems: Iterable[Mapping[str, Any]], prefix: str) -> str:
    """One line that names each wrong setting; never its value, which may be a secret."""
    return "; ".join(_told(problem, prefix) for problem in problems)


def unread(said: str, prefix: str) -> str:
    """The same of a setting whose JSON cannot be read."""
    field = re.search(r'field "(\w+)"', said)
    return f'{prefix}{field[1].upper()}: not JSON; write an object, {{"KEY": "value"}}' if field else said


def _told(problem: Mapping[str, Any], prefix: str) -> str:
    said = str(problem["msg"]).removeprefix("Value error, ")
    if problem["type"] == "dict_type":
        said = "a JSON object"
    if not problem["loc"]:
        return said  # of several settings, which it names
    name, *keys = map(str, problem["loc"])
    return ": ".join([f"{prefix}{name.upper()}", *keys, said])


def _place(whose: str, url: str) -> tuple[object, ...]:
    """Where a database is, whoever signs in to it. The URL is not repeated: it may hold a password."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        raise ValueError(f"{whose}: not a database URL; is the port a number?") from None
    if address.get_backend_name() == "postgresql":
        return (address.host, address.port or 5432, address.database, *sorted(address.query.items()))
    return (_file(whose, address),)


def _file(whose: str, address: URL) -> Path:
    if not address.database or address.database.startswith(":memory:"):
        raise ValueError(f"{whose}: names no file, so nothing would be kept")
    return Path(address.database).resolve()
