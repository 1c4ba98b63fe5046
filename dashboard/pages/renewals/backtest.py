"""The back-test on the screen: what the first 20 of past months' ends became, by the score, by the end, by chance."""

from collections.abc import Sequence

from dash import html
from flask_babel import gettext, ngettext

from dashboard.data.query.question import Question
from dashboard.data.renewals.backtest import ENOUGH, TOP, BackTest, Picked, back_test
from dashboard.i18n import N_
from dashboard.ui import components, formats
from dashboard.ui.controls import Child
from dashboard.ui.marks import marks
from dashboard.ui.parts import section as section_parts
from dashboard.ui.sections import Drawing, Drawn
from dashboard.ui.tokens import Theme

NAME = "backtest"


def draw(question: Question, theme: Theme) -> Drawn:
    """The question; what it costs to answer is paid when the answer comes near."""
    title = gettext("Would the score have found what ended?")
    foot = html.P(how(), className="section-sub")
    return Drawn({section_parts.HEAD: [section_parts.heading(NAME, title)], section_parts.FOOT: [foot]})


def how() -> str:
    """How it is counted."""
    return gettext(
        "The queue as it was at the last snapshot of each of the past months, 13 at most, against what became of it: a "
        "renewal ended when neither it nor a new paid subscription of its customer was active at the first month end "
        "14 to 75 days later. Points for admin activity are left out: files tell only the newest sign-in."
    )


def answer(question: Question) -> Child:
    """How many of the first 20 ended, with the number of cases; a plain sentence where they prove nothing."""
    result = back_test(question)
    if not result.cases.ended + result.cases.renewed + result.cases.unknown:
        return html.P(gettext("There is no earlier month end to look back from."), className="section-sub")
    too_few = [] if result.enough else [html.P(_too_few(result), className="notice warning icon-warning", role="note")]
    table = components.plain_table(_headers(), _lines(result), gettext("Back-test"), numbers=True)
    return html.Div([*too_few, html.P(_cases(result), className="section-sub"), table, *_lead(result)])


def _too_few(result: BackTest) -> str:
    return ngettext(
        "Too few to judge the score by: the outcome of %(n)s renewal is known, and it takes %(enough)s.",
        "Too few to judge the score by: the outcomes of %(n)s renewals are known, and it takes %(enough)s.",
        result.outcomes,
        n=formats.count(result.outcomes),
        enough=formats.count(ENOUGH),
    )


def _cases(result: BackTest) -> str:
    cases = result.cases
    return gettext(
        "%(all)s cases at %(dates)s month ends from %(first)s to %(last)s, each looking %(days)s days ahead: "
        "%(ended)s ended, %(renewed)s renewed, of %(unknown)s the outcome is not known yet.",
        all=formats.count(cases.ended + cases.renewed + cases.unknown),
        dates=formats.count(len(result.dates)),
        first=formats.date_text(result.dates[0]),
        last=formats.date_text(result.dates[-1]),
        days=result.days,
        ended=formats.count(cases.ended),
        renewed=formats.count(cases.renewed),
        unknown=formats.count(cases.unknown),
    )


def _headers() -> list[str]:
    top = gettext("First %(n)s by", n=TOP)
    return [top, gettext("Ended"), gettext("Renewed"), gettext("Not known yet"), gettext("Ended, of those known")]


def _lines(result: BackTest) -> list[Sequence[Child]]:
    return [
        _line("by_score", gettext("the score"), result.by_score),
        _line("soonest_first", gettext("soonest first"), result.soonest_first),
        _line("chance", gettext("chance: all cases"), result.cases),
    ]


def _line(key: str, name: str, picked: Picked) -> Sequence[Child]:
    counts = (picked.ended, picked.renewed, picked.unknown)
    share = " · ".join(filter(None, formats.percent(picked.ended, picked.ended + picked.renewed)))
    own = marks(data_kpi=f"{NAME}.{key}", data_value=formats.raw(picked.precision))
    return [name, *map(formats.count, counts), html.Span(share, **own)]


def _lead(result: BackTest) -> list[Child]:
    if result.lead_days is None:
        return []
    days = round(result.lead_days)
    text = ngettext(
        "Lead time: what ended had been among the first %(top)s of the score for %(num)s day before its end (median).",
        "Lead time: what ended had been among the first %(top)s of the score for %(num)s days before its end (median).",
        days,
        top=TOP,
    )
    return [html.P(text, className="section-sub")]


BACKTEST = Drawing(
    name=NAME,
    eyebrow=N_("Back-test"),
    short=N_("Back-test"),
    body=lambda drawn: [],
    draw=draw,
    sight=lambda question: None,
    late=answer,
)
