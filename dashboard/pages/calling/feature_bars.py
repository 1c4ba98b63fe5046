"""Advanced call features: calls per feature, and the share of customers that use each."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html
from flask_babel import gettext, ngettext

from dashboard.data.calling.coverage import week_coverage
from dashboard.data.calling.covered_weeks import told_by, week_of
from dashboard.data.calling.features import adoption
from dashboard.data.query.question import Question
from dashboard.i18n import N_
from dashboard.pages.base.week_words import missing_title, no_week
from dashboard.ui import components, formats
from dashboard.ui.charts import bars, figures
from dashboard.ui.controls import Child
from dashboard.ui.names import feature_name
from dashboard.ui.parts import section as section_parts
from dashboard.ui.sections import Drawing, Drawn
from dashboard.ui.tokens import Theme

NAME = "features"
_BODY = "bars"


def draw(question: Question, theme: Theme) -> Drawn:
    """The bars; the reason takes their place when the week is not known or names no feature."""
    if not told_by("usage", "legs", "queues")(question):
        return _instead(missing_title(question), no_week(question))
    rows = adoption(question)
    if not rows:
        title = gettext("No calling feature was used in this week")
        text = gettext("The files of this week name none for these customers.")
        return _instead(title, components.empty_state("not_measured", title, text))
    slots: dict[str, Sequence[Child]] = {
        section_parts.HEAD: [section_parts.heading(NAME, _finding(rows))],
        section_parts.FOOT: [],
        _BODY: _bars(question, rows),
    }
    return Drawn(slots)


def _instead(title: str, why: Child) -> Drawn:
    return Drawn({section_parts.HEAD: [section_parts.heading(NAME, title)], section_parts.FOOT: [why], _BODY: []})


def _finding(rows: Sequence[Mapping[str, Any]]) -> str:
    least = min(rows, key=lambda row: (row["customers"] / row["known"] if row["known"] else 1, row["feature"]))
    return gettext(
        "%(feature)s reaches the fewest customers: %(open)s of %(known)s do not use it yet",
        feature=feature_name(least["feature"]),
        open=formats.count(least["known"] - least["customers"]),
        known=formats.count(least["known"]),
    )


def _bars(question: Question, rows: Sequence[Mapping[str, Any]]) -> list[Child]:
    week = formats.week_range(week_of(question))
    title = gettext("Calls per feature, week %(week)s, %(region)s", week=week, region=question.scope.region.code)
    under = gettext("With the share of the customers that used it, among those for whom a source tells")
    words = html.Div([html.H3(title), html.P(under, className="muted")], className="chart-title")
    headers = [gettext("Feature"), "", gettext("Calls"), gettext("Customers using it"), gettext("Not using it")]
    most = max(row["calls"] or 0 for row in rows)
    return [words, bars.table(NAME, title, headers, [_feature(row, most) for row in rows])]


def _feature(row: Mapping[str, Any], most: int) -> list[Child]:
    name, calls, open_ = feature_name(row["feature"]), formats.count(row["calls"]), row["known"] - row["customers"]
    share, fraction = formats.percent(row["customers"], row["known"])
    using = " · ".join(text for text in (share, fraction) if text)
    sentence = gettext(
        "%(feature)s: %(calls)s calls, customers using it: %(using)s", feature=name, calls=calls, using=using
    )
    change = {"feature_adoption.filter.feature": f"={row['feature']}", "feature_adoption.filter.uses": "false"}
    text = ngettext("%(n)s customer", "%(n)s customers", open_, n=formats.count(open_))
    label = ngettext(
        "%(n)s customer does not use %(feature)s",
        "%(n)s customers do not use %(feature)s",
        open_,
        n=formats.count(open_),
        feature=name,
    )
    bar = bars.bar([("good", row["calls"] / most)] if row["calls"] else [], sentence)
    everyone = {**change, "feature_adoption.filter.uses": None}
    missing = bars.press(text, change, label, "feature_adoption") if open_ else text
    return [bars.press(name, everyone), bar, calls, using, missing]


FEATURES = Drawing(
    name=NAME,
    eyebrow=N_("Advanced call features"),
    short=N_("Feature chart"),
    body=lambda drawn: [figures.slot(NAME, drawn, _BODY)],
    draw=draw,
    sight=week_coverage("features"),
)
