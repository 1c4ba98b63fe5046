"""What licences are worth, on the screen: a sum per currency, beside each the share of licences with a price."""

from collections.abc import Sequence

from dash import html
from flask_babel import gettext

from dashboard.data.money.values import Money, worths
from dashboard.data.query.question import Question, View
from dashboard.data.renewals.table import RENEWALS
from dashboard.ui import components, formats
from dashboard.ui.controls import Child
from dashboard.ui.marks import marks


def money_table(question: Question, view: View) -> Child:
    """What the rows of the queue are worth a month: those that renew, those nobody needs, those over the limit."""
    named = {
        "purchased": gettext("Licences that end or renew"),
        "idle": gettext("Idle: beyond peak use and buffer"),
        "over": gettext("Over the limit"),
    }
    sums_by_measure = worths(question, RENEWALS, view)
    if not any(worth.priced for worth in sums_by_measure.values()):
        return html.P(no_price(), className="section-sub")
    title = gettext("Worth a month by the price list")
    headers = [title, gettext("Licences"), gettext("Sum"), gettext("With a price")]
    lines: list[list[Child]] = [
        [named[key], formats.count(worth.licences), sums(worth, key), share(worth)]
        for key, worth in sums_by_measure.items()
    ]
    return components.plain_table(headers, lines, title, numbers=True)


def no_price() -> str:
    """Why nothing is valued."""
    return gettext(
        "What these licences are worth is unknown: the region's price list has no price for them. Full administrators "
        "import one."
    )


def sums(money: Money, mark: str = "") -> Child:
    """A sum per currency, each on its own; unknown where no licence has a price."""
    own = marks(data_money=mark or None, data_value=" ".join(f"{amount:f} {name}" for name, amount in money.sums))
    return html.Span(sums_text(money), **own)


def sums_text(money: Money) -> str:
    """The same as a text: "1,200.00 EUR · 30.00 USD"."""
    if not money.priced and money.licences:
        return formats.unknown()
    return " · ".join(formats.money(amount, name) for name, amount in money.sums) or formats.count(0)


def share(money: Money) -> str:
    """Of how many licences the sum speaks."""
    text, fraction = formats.percent(money.priced, money.licences)
    return " · ".join(filter(None, (text, fraction)))


def money_cells(money: Money) -> Sequence[Child]:
    """Sum and share of a line."""
    return [sums(money), share(money)]
