"""Texts as they are kept and searched for."""

import unicodedata

_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2007\u202f", " "))


def normal(text: str) -> str:
    """Letters composed and no-break spaces as spaces, so that what looks the same is the same."""
    return text if text.isascii() else unicodedata.normalize("NFC", text).translate(_SPACES)
