"""What can be done with customers of the list: with those selected, or with all that the list shows.

assets/selection.js shows which of the two a form is about, and sends the ids of the selected ones along.
"""

from collections.abc import Sequence

from dash import html
from flask_babel import gettext, ngettext
from flask_login import current_user

from dashboard.access.partner_admins import possible_admins
from dashboard.access.rights import may
from dashboard.data.customers.profile import tags_in_use
from dashboard.data.customers.table import CUSTOMERS
from dashboard.data.customers.tags import LONGEST, MOST_AT_ONCE
from dashboard.data.customers.trials import LENGTHS, MOST_LICENCES
from dashboard.data.query import queries
from dashboard.data.query.question import Question, View
from dashboard.services import services
from dashboard.ui import formats, post_forms
from dashboard.ui.controls import Child
from dashboard.ui.marks import marks
from dashboard.ui.names import product_names


def acts_panel(question: Question, view: View) -> list[Child]:
    """How many customers it is about, then a form for each thing that the user may do."""
    number = queries.count(question, CUSTOMERS, view)
    parts = [*_whom(number), _form("/customers-file", number, [post_forms.submit(gettext("Export as CSV"))])]
    if may(current_user, "tags_edit"):
        parts.append(_tagging(question, number))
    if may(current_user, "trials_edit"):
        parts += [*_assigning(number), *_trials(question, number)]
    return [html.Div(parts, className="acts-panel")]


def _whom(number: int) -> list[Child]:
    """The one sentence or the other: without a script the first."""
    n = formats.count(number)
    whole = ngettext("For the %(n)s customer of this list", "For all %(n)s customers of this list", number, n=n)
    if number > MOST_AT_ONCE:
        most = formats.count(MOST_AT_ONCE)
        whole = gettext("Select 1 to %(most)s customers, or filter the list to as many.", most=most)
    some = marks(data_selected=gettext("For the customers selected: {n}"), hidden=True)
    return [html.P(whole, **marks(data_unselected="")), html.P(**some)]


def _tagging(question: Question, number: int) -> Child:
    field = post_forms.field(
        gettext("Tag"), "tag", maxlength=LONGEST, required=True, autocomplete="off", list="tags-of-all", type="text"
    )
    ways = [("add", gettext("Add"), "button primary"), ("remove", gettext("Remove"), "button")]
    acts = [html.Button(text, type="submit", name="way", value=way, className=look) for way, text, look in ways]
    suggestions = post_forms.suggestions("tags-of-all", list(tags_in_use(question.scope)))
    return _form("/customers-tags", number, [field, suggestions, html.Div(acts, className="acts start")])


def _assigning(number: int) -> list[Child]:
    emails = possible_admins(current_user)
    if not emails:
        return []
    choice = post_forms.choice(gettext("Partner administrator"), "email", {email: email for email in emails})
    return [_form("/customers-admins", number, [choice, post_forms.submit(gettext("Assign"))])]


def _trials(question: Question, number: int) -> list[Child]:
    """Today alone: a page that shows the past starts nothing."""
    if question.moment.as_of != services().settings.as_of():
        return []
    days = {str(n): ngettext("%(num)s day", "%(num)s days", n) for n in LENGTHS}
    counted = {"type": "number", "min": "1", "max": str(MOST_LICENCES), "inputmode": "numeric"}
    fields = [
        *(
            post_forms.field(gettext("%(product)s licences", product=name), product, **counted)
            for product, name in product_names().items()
        ),
        post_forms.choice(gettext("Length"), "days", days),
        post_forms.submit(gettext("Start a trial for each")),
    ]
    return [_form("/customers-trials", number, fields)]


def _form(action: str, number: int, fields: Sequence[Child]) -> html.Form:
    sent = [post_forms.hidden("expected", str(number)), post_forms.hidden("query", ""), post_forms.hidden("chosen", "")]
    own = marks(data_view="", data_chosen=CUSTOMERS.name)
    return html.Form([*fields, *sent], method="post", action=action, className="form", **own)
