"""Data quality: what in the imported data makes no sense or is missing, and what to do about it."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html
from flask_babel import gettext, ngettext

from dashboard.data.quality.kinds import KINDS, Kind
from dashboard.data.quality.not_seen import NOT_SEEN
from dashboard.data.quality.table import DATA_QUALITY, counts_by_kind, known
from dashboard.data.query.question import Question
from dashboard.i18n import N_
from dashboard.pages.base.analytics import analytics_page
from dashboard.ui import components, formats
from dashboard.ui.charts import bars, figures
from dashboard.ui.controls import Child
from dashboard.ui.marks import marks
from dashboard.ui.parts import section as section_parts
from dashboard.ui.sections import Drawing, Drawn, Page, Section, Values
from dashboard.ui.tokens import Theme

NAME = "quality_kinds"
_BODY = "kinds"


def draw(question: Question, theme: Theme) -> Drawn:
    """Every kind that was looked for with the number of its findings: a press shows them in the table below."""
    if not known(question):
        title, why = section_parts.no_data(question), section_parts.no_report(question)
        return _drawn(title, [why], [])
    counts = counts_by_kind(question)
    kinds = [kind for kind in KINDS if question.scope.whole_region or not kind.of_region]
    headers = [gettext("Finding"), gettext("Findings"), gettext("Customers")]
    rows = [_row(kind, *counts[kind.key]) for kind in kinds if kind.key in counts]
    table = [components.plain_table(headers, rows, gettext("Findings by kind"), numbers=True)] if rows else []
    return _drawn(_kinds_found(len(rows), len(kinds)), [], [*table, *_passed(kinds, counts)])


def _drawn(title: str, foot: Sequence[Child], body: Sequence[Child]) -> Drawn:
    head = [section_parts.heading(NAME, title)]
    return Drawn({section_parts.HEAD: head, section_parts.FOOT: foot, _BODY: body})


def _kinds_found(found: int, every: int) -> str:
    if not found:
        return gettext("All %(n)s checks passed", n=every)
    return gettext("%(n)s of %(every)s checks found something", n=found, every=every)


def _row(kind: Kind, findings: int, customers: int) -> list[Child]:
    name, concerned = gettext(kind.label), formats.unknown() if kind.of_region else formats.count(customers)
    label = gettext("%(kind)s: show the findings", kind=name)
    press = bars.press(name, {f"{DATA_QUALITY.name}.filter.finding": f"={kind.key}"}, label, DATA_QUALITY.name)
    meaning = html.Div(gettext(kind.definition), className="muted")
    advice = html.Div(gettext(kind.advice))
    return [html.Div([press, meaning, advice]), html.Span(formats.count(findings), **_mark(kind, findings)), concerned]


def _passed(kinds: Sequence[Kind], counts: Mapping[str, tuple[int, int]]) -> list[Child]:
    """What was looked for and not found, in a line."""
    shown = [html.Li(gettext(kind.label), **_mark(kind, 0)) for kind in kinds if kind.key not in counts]
    return [html.P(gettext("Looked for and not found"), className="muted"), html.Ul(shown)] if shown else []


def _mark(kind: Kind, findings: int) -> dict[str, Any]:
    return marks(data_kpi=f"{NAME}.{kind.key}", data_value=formats.raw(findings))


BY_KIND = Drawing(
    name=NAME,
    eyebrow=N_("Checks"),
    short=N_("Checks"),
    body=lambda drawn: [figures.slot(NAME, drawn, _BODY)],
    draw=draw,
)


def _finding(question: Question, values: Values) -> str:
    number, customers = (int(values[metric.key].number or 0) for metric in DATA_QUALITY.metrics)
    if not number:
        return gettext("No findings")
    concerned = ngettext("%(n)s customer", "%(n)s customers", customers, n=formats.count(customers))
    return ngettext(
        "%(n)s finding, %(customers)s concerned",
        "%(n)s findings, %(customers)s concerned",
        number,
        n=formats.count(number),
        customers=concerned,
    )


ROWS = Section(
    DATA_QUALITY,
    _finding,
    lambda question: gettext("No findings: what was imported makes sense, and no weekly report is missing."),
    section_parts.no_report,
)


def _unseen(question: Question, values: Values) -> str:
    number = int(values["unseen_customers"].number or 0)
    text = ngettext(
        "%(n)s customer is not seen by some of the numbers",
        "%(n)s customers are not seen by some of the numbers",
        number,
        n=formats.count(number),
    )
    return text if number else gettext("The numbers see every customer")


UNSEEN = Section(
    NOT_SEEN,
    _unseen,
    lambda question: gettext("Every kind of numbers speaks of every customer."),
    section_parts.no_report,
)


def _notes(question: Question) -> list[tuple[str, str]]:
    about = gettext(
        "Of active subscriptions: counts and auto-renewal. Of all in the current reports: dates. Licences assigned "
        "above purchased are overage and no finding."
    )
    files = gettext(
        "Missing weeks, late reports and rejected rows concern the whole region: they are shown to those who see all "
        "of it, as long as no filter of the page is set."
    )
    return [(gettext("What is checked"), about), (gettext("Files"), files)]


PAGE = Page(
    name="quality",
    path="/quality",
    title=N_("Data quality"),
    icon="check",
    kpis=lambda question: (),
    items=(BY_KIND, ROWS, UNSEEN),
    notes=_notes,
    one_text=True,
)


def layout(**query: Any) -> Any:
    """The page for a query string, its values as Dash passes them."""
    return analytics_page(PAGE, query)
