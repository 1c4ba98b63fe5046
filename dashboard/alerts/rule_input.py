"""What a rule watches and how it tells, as a person or a program states it: all of it is looked up and bounded."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from dashboard.access.accounts import User
from dashboard.access.rights import demand
from dashboard.alerts.webhook import check_address
from dashboard.data.alerts.subjects import Subject, subject_named
from dashboard.data.query.asker import asking_as
from dashboard.data.query.filters import parse_filter
from dashboard.data.query.question import PRODUCTS, View
from dashboard.errors import BadParameter
from dashboard.i18n import N_
from dashboard.services import Services
from dashboard.web.address import MANAGED_BY

WAYS = ("entered", "left", "either", "above", "below")
"""Of a table: rows that came, that went, both. Of a KPI: it came above, or below, its threshold."""
MOST_FILTERS, MOST_TAGS, LONGEST_NAME, LONGEST_SEARCH = 20, 20, 80, 200
LARGEST = 1e15  # threshold


@dataclass(frozen=True)
class Wish:
    """What a rule watches and how it tells. `filters` are pairs of column and text as an address writes them; tags,
    `managed_by` and `search` narrow the customers. While `paused` it is not judged, and then begins anew."""

    name: str
    region: str
    subject: str
    product: str = "meetings"
    filters: tuple[tuple[str, str], ...] = ()
    tags: tuple[str, ...] = ()
    way: str = "entered"
    threshold: float | None = None
    mail: bool = False
    webhook: str | None = None
    shared: bool = False
    managed_by: str | None = None
    search: str = ""
    paused: bool = False

    @property
    def watched(self) -> Subject:
        """The table or KPI. Raises BadParameter."""
        return subject_named(self.subject)

    @property
    def channels(self) -> tuple[str, ...]:
        """How it tells besides in the product."""
        return tuple(name for name, wanted in (("mail", self.mail), ("webhook", bool(self.webhook))) if wanted)

    def view(self, email: str) -> View:
        """How its table is read, `me` being the owner. Raises BadParameter."""
        table, parts = self.watched.table, []
        with asking_as(email):
            for key, text in self.filters:
                column = table.column(key)
                if column is None:
                    names = ", ".join(offered.key for offered in table.columns)
                    raise BadParameter("filters", N_("some of %(names)s"), names=names)
                parts.append(parse_filter(column, text))
        return View(filters=tuple(parts))


def checked(services: Services, user: User, wish: Wish) -> Wish:
    """The wish itself, in one spelling. Raises BadParameter, whose parameter is the field, and Forbidden."""
    subject, name = wish.watched, " ".join(wish.name.split())
    demand(user, "customers" if subject.table.name == "customers" else "analytics")
    if not (1 <= len(name) <= LONGEST_NAME and name.isprintable()):
        raise BadParameter("name", N_("1 to %(most)s characters"), most=LONGEST_NAME)
    for field, value, names in (
        ("region", wish.region, tuple(services.regions)),
        ("product", wish.product, PRODUCTS),
        ("way", wish.way, WAYS[3:] if subject.metric else WAYS[:3]),
    ):
        if value not in names:
            raise BadParameter(field, N_("one of %(names)s"), names=", ".join(names))
    if subject.metric and (wish.threshold is None or not abs(wish.threshold) <= LARGEST):
        raise BadParameter("threshold", N_("a number"))
    for field, items, most in (("filters", wish.filters, MOST_FILTERS), ("tags", wish.tags, MOST_TAGS)):
        if len(items) > most:
            raise BadParameter(field, N_("at most %(most)s"), most=most)
    if wish.managed_by not in (None, *MANAGED_BY):
        raise BadParameter("managed_by", N_("one of %(names)s"), names=", ".join(MANAGED_BY))
    for field, texts in (("tags", wish.tags), ("search", (wish.search,))):
        if not all(len(text) <= LONGEST_SEARCH and text.isprintable() for text in texts):
            raise BadParameter(field, N_("a text of at most %(most)s characters"), most=LONGEST_SEARCH)
    wish.view(user.email)
    if wish.webhook:
        check_address(wish.webhook, private=services.settings.webhook_private)
    product = wish.product if subject.by_product else PRODUCTS[0]
    return replace(wish, name=name, product=product, threshold=wish.threshold if subject.metric else None)


def wish_of(fields: Mapping[str, Any], base: Wish | None = None) -> Wish:
    """A wish from a form or a program; what is not given is the base's. Raises BadParameter for a wrong type."""
    values = asdict(base) if base else {}
    for name, value in fields.items():
        if name not in Wish.__dataclass_fields__:
            raise BadParameter(name, N_("one of %(names)s"), names=", ".join(Wish.__dataclass_fields__))
        values[name] = _typed(name, value)
    for name in ("name", "region", "subject"):
        if not values.get(name):
            raise BadParameter(name, N_("a text"))
    return Wish(**values)


def _typed(name: str, value: object) -> object:
    if name in ("mail", "shared", "paused"):
        return _expected(name, value, isinstance(value, bool), N_("true or false"))
    if name == "threshold":
        number = value is None or (isinstance(value, int | float) and not isinstance(value, bool))
        return _expected(name, value, number, N_("a number"))
    if name == "tags":
        texts = (
            isinstance(value, Sequence) and not isinstance(value, str) and all(isinstance(text, str) for text in value)
        )
        return tuple(_expected(name, value, texts, N_("a list of texts")))  # type: ignore[arg-type]
    if name == "filters":
        return _pairs(value)
    without = value is None and name in ("webhook", "managed_by")
    return _expected(name, value, isinstance(value, str) or without, N_("a text"))


def _pairs(value: object) -> tuple[tuple[str, str], ...]:
    """From `{"column": text}`, or a list of pairs."""
    items = list(value.items()) if isinstance(value, Mapping) else value
    pairs = isinstance(items, Sequence) and all(
        isinstance(item, Sequence) and len(item) == 2 and all(isinstance(part, str) for part in item) for item in items
    )
    return tuple(tuple(pair) for pair in _expected("filters", items, pairs, N_("column keys with a text each")))  # type: ignore


def _expected(name: str, value: object, fits: bool, allowed: str) -> object:
    if not fits:
        raise BadParameter(name, allowed)
    return value
