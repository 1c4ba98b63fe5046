"""The head of every analytics page: how far its data reaches, and what to know before the numbers."""

from collections.abc import Sequence

from dash import html
from flask_babel import gettext, ngettext

from dashboard.data.provenance.freshness import Freshness
from dashboard.errors import BadParameter
from dashboard.ui import components, formats
from dashboard.ui.controls import Child
from dashboard.ui.marks import marks


def freshness_line(freshness: Freshness | None, href: str = "") -> list[Child]:
    """As of when the data is, and when more is due; it leads to what is wrong with it, where there is an address."""
    if freshness is None:
        return [gettext("No data")]
    state, text = "stale" if freshness.stale else "fresh", _reach(freshness)
    title = gettext("%(text)s: see the data quality", text=text)
    shown = html.A(text, href=href, title=title, **marks(aria_label=title)) if href else html.Span(text)
    return [html.Span(className=f"freshness-dot {state}", **marks(aria_hidden="true")), shown]


def _reach(freshness: Freshness) -> str:
    due = formats.date_text(freshness.next_due)
    if freshness.period == "week":
        week = formats.week_range(freshness.snapshot)
        return gettext("Week %(week)s · next week due %(due)s", week=week, due=due)
    return gettext("Data as of %(day)s · next update %(due)s", day=formats.date_text(freshness.snapshot), due=due)


def notices(freshness: Freshness | None, refused: Sequence[BadParameter], past: bool) -> list[Child]:
    """What a reader must know before the numbers: sample data, missing reports, values that meant nothing."""
    shown = components.refusals(refused)
    if freshness is None:
        return shown
    if freshness.sample:
        text = gettext("These customers are made up. Import your own reports to see yours.")
        shown.append(components.notice("info", gettext("Sample data."), text, sign="box"))
    if freshness.stale and not past:
        shown.append(components.notice("warning", *_stale(freshness)))
    return shown


def _stale(freshness: Freshness) -> tuple[str, str]:
    title = ngettext("The data is %(num)s day old.", "The data is %(num)s days old.", freshness.age.days)
    text = gettext(
        "The report due on %(due)s has not been imported; figures since %(day)s are missing.",
        due=formats.date_text(freshness.next_due),
        day=formats.date_text(freshness.snapshot),
    )
    return title, text
