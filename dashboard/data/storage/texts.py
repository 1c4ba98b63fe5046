"""Texts as they are kept and searched for."""

import unicodedata

_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2007\u202f", " "))


def normal(text: str) -> str:
    """Letters composed and no-break spaces as spaces, so that what looks the same is the same."""
    return text if text.isascii() else unicodedata.normalize("NFC", text).translate(_SPACES)


def storable(text: str) -> bool:
    """Whether a database can keep the text, or be asked for it: it holds no zero and no half of a character."""
    return "\0" not in text and not torn(text)


def torn(text: str) -> bool:
    """Whether it holds half of a character: JSON can name one, UTF-8 cannot hold it."""
    return any("\ud800" <= letter <= "\udfff" for letter in text)
