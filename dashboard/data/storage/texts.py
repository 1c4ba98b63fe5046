"""Texts as they are kept and searched for."""

import unicodedata

_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2007\u202f", " "))


def normal(text: str) -> str:
    """Letters composed and no-break spaces as spaces, so that what looks the same is the same."""
    return text if text.isascii() else unicodedata.normalize("NFC", text).translate(_SPACES)


def storable(text: str) -> bool:
    """Whether a database can keep the text, or be asked for it: it holds no zero and no half of a character."""
    return not any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in text)
