"""Right-sizing on the screen: the controls of window and buffer, and what the rows amount to."""

from collections.abc import Sequence

from dash import html
from flask_babel import gettext, ngettext

from dashboard.data.query import queries
from dashboard.data.query.question import MOST_BUFFER, WINDOWS, Question, View
from dashboard.data.subscriptions.right_sizing import RIGHT_SIZING
from dashboard.ui import controls, formats, ids
from dashboard.ui.controls import Child
from dashboard.ui.sections import Values


def settings(question: Question) -> Sequence[Child]:
    """The weeks whose peak counts, and the buffer above it."""
    window = controls.segmented(
        control="window",
        name=gettext("Weeks of peak use"),
        options=[(str(weeks), str(weeks)) for weeks in WINDOWS],
        value=str(question.window),
        id=ids.WINDOW,
        look="small",
    )
    buffer = controls.slider(
        control="buffer",
        label=gettext("Buffer above the peak"),
        value=question.buffer,
        most=MOST_BUFFER,
        unit=f"{formats.NO_BREAK}%",
        id=ids.BUFFER,
    )
    unit = html.Span([window, gettext("weeks")], className="sized-by")
    weeks = html.Div([gettext("Peak of the last"), unit], className="sized-by")
    return [html.Div([weeks, buffer], className="sizing")]


def finding(question: Question, values: Values) -> str:
    """How many licences could go at renewal, and how many are missing."""
    if values["recommended"].number is None:
        return gettext("The use of the renewing subscriptions is not known")
    idle, short = (int(values[key].number or 0) for key in ("idle", "short"))
    if not idle and not short:
        return gettext("No renewing subscription has more or fewer licences than it needs")
    return ngettext(
        "%(n)s licence is more than the renewing subscriptions need; %(short)s are short",
        "%(n)s licences are more than the renewing subscriptions need; %(short)s are short",
        idle,
        n=formats.count(idle),
        short=formats.count(short),
    )


def note(question: Question) -> str:
    """How a recommendation comes about."""
    return gettext(
        "Recommended is the peak use of the %(weeks)s weeks up to this date and %(buffer)s on it, rounded up. Use "
        "counts the licences that were used at least once. Idle is purchased beyond it, short is what is missing to "
        "it. A peak that no report tells stays unknown.",
        weeks=question.window,
        buffer=formats.rate(question.buffer / 100, 0),
    )


def cost(question: Question, view: View) -> str:
    """What the idle licences of the rows cost by currency, and for how many subscriptions orders tell it."""
    by_currency = queries.sums_by(question, RIGHT_SIZING, "currency", "idle_cost", view)
    costs = {currency: total for currency, (total, _) in sorted(by_currency.items(), key=_name) if currency}
    if not costs:
        return gettext("What idle licences cost is unknown: no order tells a price of this product alone.")
    return gettext(
        "Idle licences cost %(amounts)s for the terms ordered; orders tell a price for %(priced)s of %(rows)s "
        "subscriptions.",
        amounts=", ".join(formats.money(total, currency) for currency, total in costs.items()),
        priced=formats.count(sum(rows for currency, (_, rows) in by_currency.items() if currency)),
        rows=formats.count(sum(rows for _, rows in by_currency.values())),
    )


def _name(item: tuple[str | None, object]) -> str:
    return item[0] or ""
