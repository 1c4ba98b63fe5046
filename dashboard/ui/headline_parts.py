"""The KPI row of the subscriptions page, and the line that says how far the data reaches."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html
from flask_babel import gettext, ngettext

from dashboard.data.freshness import Freshness
from dashboard.data.headline import HEADLINE
from dashboard.data.metric import Metric, Value
from dashboard.data.question import Question
from dashboard.errors import BadParameter
from dashboard.ui import components, formats
from dashboard.ui.controls import Child
from dashboard.ui.marks import marks

SPARK_WEEKS = 13


@dataclass(frozen=True)
class Headline:
    """The five KPIs now, a week before, and by week; the customers that the total leaves out."""

    now: dict[str, Value]
    before: dict[str, Value]
    weeks: Sequence[dict[str, int] | None]
    unlicensed: int


def kpi_row(answer: Headline) -> html.Div:
    """The five cards."""
    return components.kpi_row([_card(metric, answer) for metric in HEADLINE])


def _card(metric: Metric, answer: Headline) -> Child:
    now, before = answer.now[metric.key].number, answer.before[metric.key].number
    difference = None if now is None or before is None else now - before
    weeks = [week[metric.key] if week else None for week in answer.weeks]
    return components.kpi_card(
        key=metric.key,
        label=gettext(metric.label),
        value_text=formats.compact(now),
        full_text=formats.count(now),
        raw=formats.raw(int(now)) if now is not None else "",
        unit_text=gettext("customers"),
        definition=_definition(metric, answer),
        formula=gettext(metric.formula),
        delta=formats.change(difference, metric.good),
        spark=weeks,
        spark_label=gettext("Last %(weeks)s weeks", weeks=len(weeks)),
        href=None,
        reason=gettext("no data a week earlier"),
    )


def _definition(metric: Metric, answer: Headline) -> str:
    text = gettext(metric.definition)
    if metric.key != "total_customers" or not answer.unlicensed:
        return text
    others = ngettext(
        "%(n)s customer has an active subscription without such licences and is not counted.",
        "%(n)s customers have active subscriptions without such licences and are not counted.",
        answer.unlicensed,
        n=formats.count(answer.unlicensed),
    )
    return f"{text} {others}"


def freshness_line(found: Freshness | None) -> list[Child]:
    """As of when the data is, and when more is due."""
    if found is None:
        return [gettext("No data")]
    state = "stale" if found.stale else "fresh"
    return [
        html.Span(className=f"freshness-dot {state}", **marks(aria_hidden="true")),
        html.Span(
            gettext(
                "Data as of %(day)s · next update %(due)s",
                day=formats.date_text(found.snapshot),
                due=formats.date_text(found.next_due),
            )
        ),
    ]


def notices(question: Question, found: Freshness | None, refused: Sequence[BadParameter], latest: bool) -> list[Child]:
    """What a reader must know before the numbers: sample data, missing reports, the past, values that meant nothing."""
    shown = components.refusals(refused)
    if found is None:
        return shown
    if found.sample:
        text = gettext("These customers are made up. Import your own reports to see yours.")
        shown.append(components.notice("info", gettext("Sample data."), text))
    if not latest:
        text = gettext("This page shows %(day)s as it was known then.", day=formats.date_text(question.moment.as_of))
        back = html.Button(gettext("Back to today"), className="button-link", **marks(data_set='{"as_of": null}'))
        shown.append(components.notice("info", gettext("The past."), text, back))
    elif found.stale:
        shown.append(components.notice("warning", *_stale(found)))
    return shown


def _stale(found: Freshness) -> tuple[str, str]:
    title = ngettext("The data is %(num)s day old.", "The data is %(num)s days old.", found.age.days)
    text = gettext(
        "The report due on %(due)s has not been imported; figures since %(day)s are missing.",
        due=formats.date_text(found.next_due),
        day=formats.date_text(found.snapshot),
    )
    return title, text
