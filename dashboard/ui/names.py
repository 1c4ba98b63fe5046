"""Names for what files name with a key: features, endpoint types. What is not known here stays as its file has it."""

from flask_babel import gettext

from dashboard.data.exports import words


def feature_names() -> dict[str, str]:
    """The calling features that have words, by key."""
    return _named(words.FEATURES)


def endpoint_names() -> dict[str, str]:
    """The endpoint types that have words, by their name in lower case."""
    return _named(words.ENDPOINTS)


def status_names() -> dict[str, str]:
    """The statuses of customers, by key."""
    return _named(words.STATUSES)


def product_names() -> dict[str, str]:
    """The products, by key: proper names, the same in every language."""
    return dict(words.PRODUCTS)


def manager_names() -> dict[str, str]:
    """Who manages a customer, by key."""
    return _named(words.MANAGERS)


def _named(texts: words.Words) -> dict[str, str]:
    return {key: gettext(text) for key, text in texts.items()}


def member_names(column: str) -> dict[str, str]:
    """Words for what a column may hold; what is not in it is shown as it is."""
    return _named(words.MEMBERS.get(column, {}))


def feature_name(key: str) -> str:
    """A calling feature in words."""
    return feature_names().get(key, key)


def endpoint_name(key: str) -> str:
    """An endpoint type in words."""
    return endpoint_names().get(key.lower(), key)
