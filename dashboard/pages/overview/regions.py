"""How every region stands, a row each; of one region alone as cards. No number sums regions."""

from collections.abc import Iterable, Sequence

from dash import html
from flask_babel import gettext
from flask_login import current_user

from dashboard.access.overview import overview, weeks_of_regions
from dashboard.access.region_settings import rules_seen
from dashboard.access.rights import may
from dashboard.access.visible_regions import regions_down, regions_for
from dashboard.data.overview.region_status import Standing
from dashboard.data.query.question import Question
from dashboard.data.subscriptions.headline import HEADLINE
from dashboard.i18n import N_
from dashboard.pages.overview.cells import METRICS, card, findings, number, reach, words
from dashboard.services import services
from dashboard.ui import comparing, components, controls
from dashboard.ui.charts import figures
from dashboard.ui.controls import Child
from dashboard.ui.marks import marks
from dashboard.ui.parts import section as section_parts
from dashboard.ui.sections import Drawing, Drawn
from dashboard.ui.tokens import Theme

NAME = "regions"
_BODY = "standing"


def draw(question: Question, theme: Theme) -> Drawn:
    """The rows, or the cards of one region; without any customer what to do."""
    compare = question.compare.as_of if question.compare else None
    rows = overview(services(), current_user, question.moment.as_of, compare)
    head = [section_parts.heading(NAME, _finding(rows))]
    body = _table(question, rows) if len(rows) > 1 else [part for row in rows for part in _alone(question, row)]
    return Drawn({section_parts.HEAD: head, section_parts.FOOT: [] if rows else [nobody()], _BODY: body})


def has_customers() -> bool:
    """Whether any region holds a customer that the user may see, or may hold one: it is out of reach."""
    return any(number for _region, number in regions_for(current_user)) or bool(regions_down())


def nobody() -> Child:
    """What to do while no region holds a customer of the user's."""
    title = gettext("No customers yet")
    if not may(current_user, "imports"):
        text = gettext("Numbers appear with the first report. Ask a full administrator to import one.")
        return components.empty_state("no_data", title, text)
    text = gettext(
        "Numbers appear with the first report. Get Subscription Details from your provider, drop it on the page Data, "
        "and come back."
    )
    ways = [
        controls.link_button(gettext("To the page Data"), "/data", look="primary"),
        controls.link_button(gettext("How to get reports"), "/help"),
    ]
    return components.empty_state("no_data", title, text, html.Div(ways, className="acts start"))


def _finding(rows: Sequence[Standing]) -> str:
    """What of the regions is not as it should be."""
    if not rows:
        return gettext("There is nothing to show yet")
    down, late = _names(row for row in rows if row.down), _names(row for row in rows if row.late or row.calls_late)
    new = _names(row for row in rows if not row.down and row.data_as_of is None)
    parts = [
        *([gettext("%(names)s: out of reach", names=down)] if down else []),
        *([gettext("%(names)s: a report is late", names=late)] if late else []),
        *([gettext("%(names)s: no data yet", names=new)] if new else []),
    ]
    if parts:
        return " · ".join(parts)
    if len(rows) == 1:
        return gettext("The data is up to date")
    return gettext("The data of all %(num)s regions is up to date", num=len(rows))


def _names(rows: Iterable[Standing]) -> str:
    return ", ".join(row.region for row in rows)


def _table(question: Question, rows: Sequence[Standing]) -> list[Child]:
    labels = [gettext(metric.label) for metric in METRICS]
    rules = rules_seen(current_user)
    tips = [components.definition_tip(*words(metric, rules)) for metric in METRICS]
    heads = [html.Th(gettext("Region"), scope="col")]
    heads += [html.Th(tip, scope="col", className="number") for tip in tips]
    more = [gettext("Data as of"), gettext("Findings")]
    heads += [html.Th(more[0], scope="col"), html.Th(more[1], scope="col", className="number")]
    lines = [_row(question, row, labels, more) for row in rows]
    table = html.Table([html.Thead(html.Tr(heads)), html.Tbody(lines)])
    own = marks(aria_label=gettext("Regions"))
    under = gettext("Changes %(since)s. Each region is counted by itself.", since=comparing.since(question))
    return [
        html.P(under, className="section-sub"),
        html.Div(table, className="list-table standing", role="region", tabIndex=0, **own),
    ]


def _row(question: Question, row: Standing, labels: Sequence[str], more: Sequence[str]) -> html.Tr:
    name = html.Th(row.region, scope="row")
    if row.down:
        text = gettext("Out of reach: the database does not answer. Its numbers come back as soon as it does.")
        reach_cell = html.Td(
            html.Span(text, className="icon-warning signed"), colSpan=len(labels) + 2, className="down"
        )
        return html.Tr([name, reach_cell], **marks(data_region=row.region, data_down="true"))
    cells = [
        html.Td(number(question, row, metric), className="number", **marks(data_label=label))
        for metric, label in zip(METRICS, labels, strict=True)
    ]
    reach_cell = html.Td(reach(row), className="reach", **marks(data_label=more[0]))
    cell = html.Td(findings(question, row), className="number", **marks(data_label=more[1]))
    return html.Tr([name, *cells, reach_cell, cell], **marks(data_region=row.region))


def _alone(question: Question, row: Standing) -> list[Child]:
    """The numbers of the only region as cards, and how far its data reaches in a line."""
    if row.down:
        text = gettext("The database does not answer. Its numbers come back as soon as it does.")
        return [components.empty_state("failed", gettext("%(region)s is out of reach", region=row.region), text)]
    weeks = weeks_of_regions(services(), current_user, question.moment.as_of)
    cards = [card(question, row, metric, [week.get(metric.key) for week in weeks]) for metric in METRICS]
    own, of_calls = cards[: len(HEADLINE)], cards[len(HEADLINE) :]
    line = html.Div([gettext("Findings in the data:"), " ", findings(question, row)])
    reached = html.Div([*reach(row), line], className="reach alone")
    return [components.kpi_row(own), components.kpi_row(of_calls), reached]


REGIONS = Drawing(
    name=NAME,
    eyebrow=N_("Where things stand"),
    short=N_("Numbers"),
    body=lambda drawn: [figures.slot(NAME, drawn, _BODY)],
    draw=draw,
    sight=lambda question: None,
)
