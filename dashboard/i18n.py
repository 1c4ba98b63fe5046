"""Marks text for translation where it is declared, long before a request knows its language."""

from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path
from typing import Literal

LOCALES = Path(__file__).parent / "locales"

Language = Literal["en", "de"]
LANGUAGES: tuple[Language, ...] = ("en", "de")


def N_(text: str) -> str:  # noqa: N802 - the name gettext's extractors look for
    """The text itself: `gettext` translates it where it is shown."""
    return text


@cache
def _catalogue(language: str) -> NullTranslations:
    return translation("messages", LOCALES, [language], fallback=True)


def translated(text: str, language: str) -> str:
    """The text in a language, outside any request; in English where nobody translated it."""
    return _catalogue(language).gettext(text) if text and language != "en" else text
