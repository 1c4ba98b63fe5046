"""Numbers from outside: read once, as a whole, then bounded. What is none, or too large, is None."""

from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**31 - 1
"""What every database takes for a whole number."""
_DIGITS = 20  # more are too large whatever they are, and take long to read


def whole(text: object, least: int = 0, most: int = LARGEST) -> int | None:
    """The whole number that a text of digits states."""
    digits = text.strip() if isinstance(text, str) else ""
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _DIGITS):
        return None
    number = int(digits)
    return number if least <= number <= most else None


class _Bounded(IntegerConverter):
    """A number in a path: one that no database takes is no address."""

    def __init__(self, of: Map, *arguments: int, **more: int) -> None:
        super().__init__(of, *arguments, **{"max": LARGEST, **more})  # type: ignore[arg-type]


CONVERTERS = {"int": _Bounded}
