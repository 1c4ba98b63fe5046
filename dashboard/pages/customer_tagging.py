"""Tagging many: a form of the list of customers for all that it shows."""

from dash import html
from flask_babel import gettext, ngettext
from flask_login import current_user

from dashboard.access.accounts import may
from dashboard.data import queries
from dashboard.data.customer_list import CUSTOMERS
from dashboard.data.customers import tags_in_use
from dashboard.data.question import Question, View
from dashboard.data.tags import LONGEST, MOST_AT_ONCE
from dashboard.ui import controls, formats, posted
from dashboard.ui.controls import Child
from dashboard.ui.marks import marks


def tagging_menu(question: Question, view: View) -> list[Child]:
    """The popover for those who may edit tags; nothing for the others. assets/facets.js sends the address along."""
    if not may(current_user, "tags_edit"):
        return []
    number = queries.count(question, CUSTOMERS, view)
    return [controls.popover(gettext("Tag the list"), None, _form(question, number))]


def _form(question: Question, number: int) -> list[Child]:
    if not 0 < number <= MOST_AT_ONCE:
        text = gettext("Filter the list to 1 to %(most)s customers.", most=formats.count(MOST_AT_ONCE))
        return [html.P(text)]
    n = formats.count(number)
    whom = ngettext("For the %(n)s customer of this list", "For all %(n)s customers of this list", number, n=n)
    field = posted.field(
        gettext("Tag"), "tag", maxlength=str(LONGEST), required="", autocomplete="off", list="tags-of-all", type="text"
    )
    acts: list[Child] = [_act("add", gettext("Add")), _act("remove", gettext("Remove"))]
    return [
        html.Form(
            [
                html.P(whom),
                field,
                posted.suggestions("tags-of-all", list(tags_in_use(question.scope))),
                posted.hidden("expected", str(number)),
                posted.hidden("query", ""),
                html.Div(acts, className="acts start"),
            ],
            method="post",
            action="/customers-tags",
            className="form",
            **marks(data_view=""),
        )
    ]


def _act(way: str, text: str) -> html.Button:
    look = "button primary" if way == "add" else "button"
    return html.Button(text, type="submit", name="way", value=way, className=look)
