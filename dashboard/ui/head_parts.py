"""The head of every analytics page: how far its data reaches, and what to know before the numbers."""

from collections.abc import Sequence

from dash import html
from flask_babel import gettext, ngettext

from dashboard.data.freshness import Freshness
from dashboard.errors import BadParameter
from dashboard.ui import components, formats
from dashboard.ui.controls import Child
from dashboard.ui.marks import marks


def freshness_line(found: Freshness | None, href: str = "") -> list[Child]:
    """As of when the data is, and when more is due; it leads to what is wrong with it, where there is an address."""
    if found is None:
        return [gettext("No data")]
    state, text = "stale" if found.stale else "fresh", _reach(found)
    told = gettext("%(text)s: see the data quality", text=text)
    shown = html.A(text, href=href, title=told, **marks(aria_label=told)) if href else html.Span(text)
    return [html.Span(className=f"freshness-dot {state}", **marks(aria_hidden="true")), shown]


def _reach(found: Freshness) -> str:
    due = formats.date_text(found.next_due)
    if found.period == "week":
        week = formats.week_range(found.snapshot)
        return gettext("Week %(week)s · next week due %(due)s", week=week, due=due)
    return gettext("Data as of %(day)s · next update %(due)s", day=formats.date_text(found.snapshot), due=due)


def notices(found: Freshness | None, refused: Sequence[BadParameter], past: bool) -> list[Child]:
    """What a reader must know before the numbers: sample data, missing reports, values that meant nothing."""
    shown = components.refusals(refused)
    if found is None:
        return shown
    if found.sample:
        text = gettext("These customers are made up. Import your own reports to see yours.")
        shown.append(components.notice("info", gettext("Sample data."), text))
    if found.stale and not past:
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
