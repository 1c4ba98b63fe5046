"""A part's share of the address, as its store holds it, read like any other query string."""

from urllib.parse import parse_qsl

from werkzeug.datastructures import MultiDict

from dashboard.address import Reader
from dashboard.errors import BadParameter

_LONGEST = 8_000


def reader_of(share: object, refused: list[BadParameter]) -> Reader:
    """A reader that falls back and collects what meant nothing. Raises BadParameter for what is no query string."""
    if not isinstance(share, str) or len(share) > _LONGEST:
        raise BadParameter("share", f"a query string of at most {_LONGEST} characters")
    pairs = parse_qsl(share, keep_blank_values=True, max_num_fields=200)
    return Reader(MultiDict(pairs), refused.append)
