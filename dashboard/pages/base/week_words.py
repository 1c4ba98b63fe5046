"""What the pages of calls and queues say of their week: which it is, why it is missing, where its numbers come from."""

from dash import html
from flask_babel import gettext

from dashboard.data.calling.covered_weeks import (
    SHOWN_WEEKS,
    Origins,
    covered_weeks,
    origins,
    told_by,
    week_freshness,
    week_of,
)
from dashboard.data.calling.retention import dropped_until
from dashboard.data.query.question import Question
from dashboard.data.storage.quality_rule import QualityRule
from dashboard.data.storage.weeks import WEEK
from dashboard.ui import comparing, components, controls, formats
from dashboard.ui.controls import Child
from dashboard.ui.links import data_address
from dashboard.ui.marks import marks

Note = tuple[str, str]


def under_kpis(question: Question) -> html.P:
    """Which week the KPIs speak of, and when the next one is due."""
    week = week_of(question)
    text = gettext(
        "Last completed week, %(week)s (Sunday to Saturday, UTC), against %(before)s. Lines show %(weeks)s weeks. "
        "The next week is due on %(due)s.",
        week=formats.week_range(week),
        before=comparing.week(question),
        weeks=SHOWN_WEEKS,
        due=formats.date_text(week + 2 * WEEK),
    )
    return html.P(text, className="muted")


def no_week(question: Question) -> Child:
    """Why there is nothing to see: no report of calls at all, or none of this week, and the way to the newest."""
    known = [week for week, sources in covered_weeks(question).items() if sources]
    code = question.scope.region.code
    if not known:
        text = gettext(
            "No report of calls of %(region)s covers this date. Full administrators bring report files on the page "
            "Data.",
            region=code,
        )
        way = controls.link_button(gettext("To the page Data"), data_address(question))
        return components.empty_state("no_data", gettext("No call data for %(region)s yet", region=code), text, way)
    newest = max(known)
    to_newest = f'{{"as_of": "{newest + WEEK:%Y-%m-%d}"}}'
    press = html.Button(
        gettext("Show the week %(week)s", week=formats.week_range(newest)),
        type="button",
        className="button",
        **marks(data_set=to_newest),
    )
    return components.empty_state("no_data", missing_title(question), gettext("Its files were not imported."), press)


def missing_title(question: Question) -> str:
    """The finding of a section whose week no file speaks of."""
    return gettext("No data for the week %(week)s", week=formats.week_range(week_of(question)))


def rule_text(rule: QualityRule) -> str:
    """When a leg is poor, in a sentence."""
    sign = "≥" if rule.comparison == ">=" else ">"
    limits = {
        "jitter": f"{sign} {rule.jitter_ms:g} ms",
        "latency": f"{sign} {rule.latency_ms:g} ms",
        "loss": f"{sign} {rule.loss_percent:g} %",
    }
    if rule.match == "all":
        return gettext(
            "A leg is poor when every measurement of its audio or of its video is poor: jitter %(jitter)s, "
            "latency %(latency)s and packet loss %(loss)s. Missing measurements are ignored.",
            **limits,
        )
    return gettext(
        "A leg is poor when any audio or video stream has jitter %(jitter)s, latency %(latency)s or packet loss "
        "%(loss)s. Missing measurements are ignored.",
        **limits,
    )


def dropped_notes(question: Question) -> list[Note]:
    """From which day on call legs are kept; nothing while all of them are."""
    last = dropped_until(question.scope.region)
    if last is None:
        return []
    text = gettext(
        "Before %(day)s single call legs are no longer kept: the counts of those weeks stay as they were made, by the "
        "rule of their time, and nothing can be added to them.",
        day=formats.date_text(last + WEEK),
    )
    return [(gettext("Kept call legs"), text)]


def coverage_note(question: Question) -> Note:
    """The week, its import, and what cannot be seen."""
    source = week_freshness(question)
    if source is None:
        text = gettext("No call data for %(region)s yet", region=question.scope.region.code)
    else:
        text = gettext(
            "Newest complete week: %(week)s, import %(number)s. A call that spans two weeks counts in each.",
            week=formats.week_range(source.snapshot),
            number=source.import_id,
        )
    return gettext("Coverage"), text


def origin_notes(question: Question) -> list[Note]:
    """Which files the week's numbers come from; nothing for a week that is not known."""
    if not told_by("usage", "legs")(question):
        return []
    return [(gettext("Where the numbers come from"), f"{_told(origins(question))} {_differs()}")]


def _told(sources: Origins) -> str:
    return gettext(
        "Calls of %(reported)s customers from Calling Usage Detail, of %(counted)s from call legs; quality of "
        "%(measured)s from call legs, of %(told)s from Calling Usage Detail.",
        reported=formats.count(sources.usage_from_reports),
        counted=formats.count(sources.usage_from_legs),
        measured=formats.count(sources.quality_from_legs),
        told=formats.count(sources.quality_from_reports),
    )


def _differs() -> str:
    return gettext("So the legs of the quality chart need not equal those of the usage table.")
