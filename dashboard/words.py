"""Marks text for translation where it is declared, long before a request knows its language."""


def N_(text: str) -> str:  # noqa: N802 - the name gettext's extractors look for
    """The text itself: `gettext` translates it where it is shown."""
    return text
