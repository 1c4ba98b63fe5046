"""The KPI row of the subscriptions page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dash import html
from flask_babel import gettext, ngettext

from dashboard.data.query.metric import Metric, Value
from dashboard.data.storage.rules import DEFAULTS, Rules
from dashboard.data.subscriptions.headline import HEADLINE
from dashboard.ui import components, formats
from dashboard.ui.controls import Child
from dashboard.ui.rules import said

SPARK_WEEKS = 13


@dataclass(frozen=True)
class Headline:
    """The five KPIs now, before, and by week; the customers that the total leaves out.

    `why` begins the address of the causes of a change, which the KPI's key completes. `versus` names what it is told
    against, `missing` says why there is nothing to tell it against. `rules` are the region's.
    """

    now: dict[str, Value]
    before: dict[str, Value]
    weeks: Sequence[dict[str, int] | None]
    unlicensed: int
    why: str | None = None
    versus: str = ""
    missing: str = ""
    rules: Rules = DEFAULTS


def kpi_row(answer: Headline, hrefs: Mapping[str, str], tells: Mapping[str, str | None]) -> html.Div:
    """The five cards, each leading to the address under its key, and in `tells` to a rule about it."""
    cards = [_card(metric, answer, hrefs.get(metric.key), tells.get(metric.key)) for metric in HEADLINE]
    return components.kpi_row(cards)


def _card(metric: Metric, answer: Headline, href: str | None, tell: str | None) -> Child:
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
        formula=said(metric.formula, answer.rules),
        delta=formats.change(difference, metric.good),
        spark=weeks,
        spark_label=gettext("Last %(weeks)s weeks", weeks=len(weeks)),
        href=href,
        reason=gettext("no data") if now is None else answer.missing or gettext("no data a week earlier"),
        why=answer.why and f"{answer.why}{metric.key}",
        versus=answer.versus,
        tell=tell,
    )


def _definition(metric: Metric, answer: Headline) -> str:
    text = said(metric.definition, answer.rules)
    if metric.key != "total_customers" or not answer.unlicensed:
        return text
    others = ngettext(
        "%(n)s customer has an active subscription without such licences and is not counted.",
        "%(n)s customers have active subscriptions without such licences and are not counted.",
        answer.unlicensed,
        n=formats.count(answer.unlicensed),
    )
    return f"{text} {others}"
