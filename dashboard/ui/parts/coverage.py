"""The line under every chart and table: as of when, from which files, whom it can see, and why not the rest."""

from collections.abc import Callable

from dash import html
from flask_babel import gettext, ngettext

from dashboard.data.provenance.coverage import Coverage, Files, Why
from dashboard.data.quality.not_seen import NOT_SEEN
from dashboard.data.query.question import Filter, Question, View
from dashboard.ui import formats
from dashboard.ui.controls import Child
from dashboard.ui.links import page_address


def line(sight: Coverage | None, *, files: bool = True, question: Question | None = None) -> list[Child]:
    """The line, nothing when no data speaks of it. `files`: whether the reader may know their names.

    With a question, each count of customers that are not seen leads to the list of them.
    """
    if sight is None:
        return []
    parts = [_as_of(sight.files), _source(sight.files, files), _share(sight)]
    text = " · ".join(part for part in parts if part)
    return [html.P([text, *_rest(sight, question)], className="sight")]


def _as_of(files: Files) -> str:
    if files.period == "week":
        return gettext("Week %(week)s", week=formats.week_range(files.day))
    return gettext("As of %(day)s", day=formats.date_text(files.day))


def _source(files: Files, named: bool) -> str:
    if files.imported_at is None:
        return ""
    when = formats.instant(files.imported_at)
    if not named:
        return gettext("imported %(when)s", when=when)
    if files.names:
        names = ", ".join(gettext("“%(name)s”", name=name) for name in files.names)
        return gettext("from %(names)s, imported %(when)s", names=names, when=when)
    return gettext("from sample data, made %(when)s", when=when)


def _share(sight: Coverage) -> str:
    every = formats.count(sight.every)
    if not sight.every:
        return ""
    if sight.seen == sight.every:
        return ngettext("sees its %(every)s customer", "sees all %(every)s customers", sight.every, every=every)
    seen = formats.count(sight.seen)
    return ngettext(
        "sees %(seen)s of %(every)s customer",
        "sees %(seen)s of %(every)s customers",
        sight.every,
        seen=seen,
        every=every,
    )


def _rest(sight: Coverage, question: Question | None) -> list[Child]:
    parts: list[Child] = []
    for why, number in sight.unseen:
        text = _WORDS[why](number)
        parts += ["; ", html.A(text, href=not_seen_address(question, sight.subject, why)) if question else text]
    return [*parts, "."] if parts else []


def not_seen_address(question: Question, subject: str, why: Why) -> str:
    """Where the customers of a reason are listed: the same region, day and filters."""
    filters = tuple(
        Filter(column, "=", (value,), f"={value}") for column, value in (("subject", subject), ("reason", why))
    )
    return page_address("/quality", question, NOT_SEEN, View(filters=filters))


def _gone(n: int) -> str:
    return ngettext(
        "%(n)s has been missing from the subscription reports for more than 14 days",
        "%(n)s have been missing from the subscription reports for more than 14 days",
        n,
        n=formats.count(n),
    )


def _never(n: int) -> str:
    return ngettext(
        "%(n)s is known from other files only, without a subscription",
        "%(n)s are known from other files only, without a subscription",
        n,
        n=formats.count(n),
    )


def _unreported(n: int) -> str:
    return ngettext(
        "%(n)s has Calling licences, but no call report of the week names it",
        "%(n)s have Calling licences, but no call report of the week names them",
        n,
        n=formats.count(n),
    )


def _unlicensed(n: int) -> str:
    return ngettext("%(n)s has no Calling licences", "%(n)s have no Calling licences", n, n=formats.count(n))


def _unmeasured(n: int) -> str:
    return gettext("of %(n)s no file tells the call quality", n=formats.count(n))


def _featureless(n: int) -> str:
    return gettext("of %(n)s no file tells the features", n=formats.count(n))


def _queueless(n: int) -> str:
    return gettext("of %(n)s no report names a call queue", n=formats.count(n))


def _legless(n: int) -> str:
    return gettext("of %(n)s no call legs are there", n=formats.count(n))


def _unlisted(n: int) -> str:
    return gettext("of %(n)s no Call Queue Stats report names a queue", n=formats.count(n))


_WORDS: dict[Why, Callable[[int], str]] = {
    "gone": _gone,
    "never": _never,
    "unreported": _unreported,
    "unlicensed": _unlicensed,
    "unmeasured": _unmeasured,
    "featureless": _featureless,
    "queueless": _queueless,
    "legless": _legless,
    "unlisted": _unlisted,
}
