"""What narrows a table beside its filters, kept as an address states it: product, tags, manager, search …"""

from datetime import date
from urllib.parse import urlencode

from dashboard.data.query.question import Question
from dashboard.data.query.scope import Scope
from dashboard.errors import BadParameter
from dashboard.i18n import N_
from dashboard.web.address import Reader, fields_of

_NARROWS = ("product", "measure", "tag", "managed_by", "q", "days", "window", "buffer")
_LONGEST = 2_000


def narrowing(query: str) -> str:
    """What of a query string narrows a page, whatever its day, its region and its tables. Raises BadParameter."""
    if len(query) > _LONGEST:
        raise BadParameter("narrowed", N_("at most %(most)s characters"), most=_LONGEST)
    return urlencode([(key, text) for key, text in fields_of(query).items(multi=True) if key in _NARROWS and text])


def narrowed_question(scope: Scope, narrowed: str, as_of: date) -> Question:
    """The question about a day, narrowed. Raises BadParameter for what means nothing any more."""
    return Reader(fields_of(narrowed)).question({scope.region.code: scope}, as_of)
