"""What the pages of calls and queues leave out, what they count with."""

from flask_babel import gettext, ngettext

from dashboard.data.calling.unknown import Unknown, unknown_counts
from dashboard.data.query.question import Question
from dashboard.ui import formats

Note = tuple[str, str]


def left_out_note() -> Note:
    """What the provider's reports of Calling leave out, and so these numbers too."""
    text = gettext(
        "Calls of Call on Webex are not part of Calling. Packages of Webex for Wholesale and for BroadWorks are not "
        "part of these numbers. New customers may take a day to appear in usage."
    )
    return gettext("Left out"), text


def silent_note() -> Note:
    """What is said of a customer that stopped being named."""
    text = gettext(
        "A customer with counts in the week compared with, whom this week's files of the same kind do not name, counts "
        "with 0 and is marked. A week that files cover counts with 0 for customers that they do not name, so the "
        "changes of a table add up to the change on its card. Where a count is unknown in one of the weeks, so is its "
        "change."
    )
    return gettext("Not named this week"), text


def minimum_note(question: Question) -> Note:
    """Which rows lead the lists of the worst, by the region's rule."""
    rules = question.moment.rules
    text = gettext(
        "Lists of the worst begin with rows of at least %(legs)s measured call legs or %(offered)s offered calls. "
        "Smaller ones follow, marked: a single call would put them first.",
        legs=formats.count(rules.minimum_legs),
        offered=formats.count(rules.minimum_offered),
    )
    return gettext("Few calls"), text


def unknown_notes(question: Question) -> list[Note]:
    """Of how many customers of the week calls are unknown, and how many call legs are in no call; nothing when none."""
    unknown = unknown_counts(question)
    sentences = [*_without_calls(unknown), *_in_no_call(unknown)]
    return [(gettext("Unknown calls"), " ".join(sentences))] if sentences else []


def _without_calls(unknown: Unknown) -> list[str]:
    if not unknown.without_calls:
        return []
    return [
        ngettext(
            "Of %(n)s customer no file tells the calls (call legs without a Call ID): it is in no sum of calls.",
            "Of %(n)s customers no file tells the calls (call legs without a Call ID): they are in no sum of calls.",
            unknown.without_calls,
            n=formats.count(unknown.without_calls),
        )
    ]


def _in_no_call(unknown: Unknown) -> list[str]:
    if not unknown.partly:
        return []
    return [
        ngettext(
            "%(legs)s call legs of %(n)s customer have no Call ID: they count as legs and in minutes, and in no call.",
            "%(legs)s call legs of %(n)s customers have no Call ID: they count as legs and in minutes, and in no call.",
            unknown.partly,
            n=formats.count(unknown.partly),
            legs=formats.count(unknown.legs),
        )
    ]
