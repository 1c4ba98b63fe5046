"""Work on the rows of a table: whose it is, what is due, and forms that change the selected rows at once.

One menu for every table whose rows are customers or subscriptions. Forms say which rows they are about as those of the
list of customers do (assets/selection.js, forms/listed.py).
"""

import json
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from dash import html
from flask_babel import gettext, ngettext
from flask_login import current_user

from dashboard.access.customer_work import owners_for
from dashboard.access.rights import may
from dashboard.data.customers.table import CUSTOMERS
from dashboard.data.customers.work import LONGEST_STEP, MOST_AT_ONCE
from dashboard.data.query import queries
from dashboard.data.query.question import Question, View
from dashboard.data.query.table import Table
from dashboard.i18n import N_
from dashboard.ui import controls, formats, post_forms
from dashboard.ui.controls import Child
from dashboard.ui.links import export_query
from dashboard.ui.marks import marks
from dashboard.ui.names import member_names
from dashboard.ui.sections import Menu

_OF_CUSTOMERS = ("org_id", "customer", "owner", "next_step", "due_on")
_OF_SUBSCRIPTIONS = (
    "org_id", "customer", "subscription_id", "ends_on", "owner", "next_step", "due_on", "state", "forecast",
)  # fmt: skip


def work_menus(table: Table) -> list[Menu]:
    """The menu of a table."""
    return [Menu("work", N_("Work"), "check", lambda question, view: work_panel(table, question, view))]


def work_panel(table: Table, question: Question, view: View) -> list[Child]:
    """What shows a part of the rows, then forms for those who may write, then files."""
    parts: list[Child] = [_shows(table)]
    if may(current_user, "work_edit"):
        number = queries.count(question, table, view)
        parts += [*_whom(table, number), *_forms(table, question, number)]
    return [html.Div([*parts, *_files(table, question, view)], className="acts-panel")]


def _shows(table: Table) -> html.Div:
    """Buttons that filter the table."""
    chosen: tuple[tuple[str, Mapping[str, str]], ...] = (
        (gettext("Mine"), {"owner": "me"}),
        (gettext("Due this week"), {"due": "this_week"}),
        (gettext("Overdue"), {"due": "overdue"}),
        (gettext("Without owner"), {"owner": "unknown"}),
    )
    presses = [controls.button(text, **marks(data_set=_change(table, change))) for text, change in chosen]
    return html.Div(presses, className="work-shows", role="group", **marks(aria_label=gettext("Show")))


def _change(table: Table, change: Mapping[str, str]) -> str:
    every = {"owner": None, "due": None}
    return json.dumps({f"{table.name}.filter.{key}": value for key, value in {**every, **change}.items()})


def _whom(table: Table, number: int) -> list[Child]:
    """Which rows the forms are about: without a selection all that the table shows."""
    n = formats.count(number)
    if table is CUSTOMERS:
        whole = ngettext("For the %(n)s customer of this list", "For all %(n)s customers of this list", number, n=n)
        some = gettext("For the customers selected: {n}")
    else:
        whole = ngettext("For the %(n)s row of this table", "For all %(n)s rows of this table", number, n=n)
        some = gettext("For the rows selected: {n}")
    if number > MOST_AT_ONCE:
        most = formats.count(MOST_AT_ONCE)
        whole = gettext("Select 1 to %(most)s rows, or filter the table to as many.", most=most)
    return [html.P(whole, **marks(data_unselected="")), html.P(**marks(data_selected=some, hidden=True))]


def _forms(table: Table, question: Question, number: int) -> list[Child]:
    every = owners_for(current_user, question.scope)
    owners = {"": gettext("nobody"), **{email: email for email in every}}
    mine = current_user.email
    owner = [
        post_forms.choice(gettext("Owner"), "owner", {mine: mine, **owners} if mine in every else owners),
        post_forms.submit(gettext("Set owner")),
    ]
    step = [
        post_forms.field(gettext("Next step"), "next_step", maxlength=LONGEST_STEP, autocomplete="off"),
        post_forms.field(gettext("Due on"), "due_on", type="date"),
        post_forms.submit(gettext("Set next step")),
    ]
    forms: list[Child] = [_form(table, "/customers-work", number, owner), _form(table, "/customers-work", number, step)]
    if table is not CUSTOMERS:
        state = [
            post_forms.choice(gettext("Renewal state"), "state", member_names("state")),
            post_forms.submit(gettext("Set state")),
        ]
        forms.append(_form(table, "/renewals-work", number, state))
    return forms


def _form(table: Table, action: str, number: int, fields: Sequence[Child]) -> html.Form:
    sent = [
        post_forms.hidden("table", table.name),
        post_forms.hidden("expected", str(number)),
        post_forms.hidden("query", ""),
        post_forms.hidden("chosen", ""),
    ]
    own = marks(data_view="", data_chosen=table.name, data_pairs=None if table is CUSTOMERS else "")
    return html.Form([*fields, *sent], method="post", action=action, className="form", **own)


def _files(table: Table, question: Question, view: View) -> list[Child]:
    """Work as a file that another system writes too: out for all who read the table, in for those who may write."""
    columns = _OF_CUSTOMERS if table is CUSTOMERS else _OF_SUBSCRIPTIONS
    keys = tuple(key for key in (*columns, "product") if table.column(key))
    kept = View(view.sort, view.filters, keys)
    href = f"/api/v1/export/{table.name}.csv?{export_query(question, table, kept)}"
    parts: list[Child] = [
        controls.link_button(gettext("Work as CSV"), href, sign="export", download="", **marks(data_work_file="")),
    ]
    if may(current_user, "work_edit"):
        region = urlencode({"region": question.scope.region.code})
        parts.append(controls.link_button(gettext("Work from a CSV"), f"/customers-work/file?{region}", sign="plus"))
    return [html.Div(parts, className="work-files")]
