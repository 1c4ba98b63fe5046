"""How the earlier date of a change is called on the screen: last week, or the date that the address compares with."""

from flask_babel import gettext

from dashboard.data.calling.covered_weeks import week_before, week_of
from dashboard.data.query.moment import compared_with
from dashboard.data.query.question import Question
from dashboard.data.query.table import Column
from dashboard.data.storage.weeks import WEEK
from dashboard.ui import formats

LONG = 10
"""Days: a weekly change over more of them says over how many."""


def day(question: Question) -> str:
    """The date that changes are told against."""
    return formats.date_text(compared_with(question).as_of)


def since(question: Question) -> str:
    """Since when something changed, within a sentence."""
    return gettext("since %(day)s", day=day(question)) if question.compare else gettext("since a week before")


def week(question: Question) -> str:
    """The completed week that changes of calls are told against, within a sentence."""
    earlier = week_before(question)
    if earlier == week_of(question) - WEEK:
        return gettext("the week before")
    return gettext("the week %(week)s", week=formats.week_range(earlier))


def versus(question: Question) -> str:
    """What stands between a change and its verdict on a card."""
    return gettext("vs %(day)s", day=day(question)) if question.compare else gettext("vs last week")


def no_earlier(question: Question) -> str:
    """Why a card shows no change."""
    return gettext("no data by %(day)s", day=day(question)) if question.compare else gettext("no data a week earlier")


def heading(question: Question, column: Column) -> str:
    """The name of a column: one of changes says since when, where that is not a week before."""
    names = {
        "assigned_change": gettext("Assigned, change since %(day)s", day=day(question)),
        "used_change": gettext("Used, change since %(day)s", day=day(question)),
    }
    label = gettext(column.label)
    if not question.compare:
        return label
    if column.key in names or column.kind not in ("change", "number_change", "points"):
        return names.get(column.key, label)
    return gettext("%(label)s since %(day)s", label=label, day=day(question))
