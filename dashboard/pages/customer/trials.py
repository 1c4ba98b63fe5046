"""A customer's trials: those that run, those that were started here, and a form that starts one."""

from collections.abc import Mapping
from typing import Any

from dash import html
from flask_babel import gettext, ngettext
from flask_login import current_user

from dashboard.access.rights import may
from dashboard.data.customers.detail import subscription_list
from dashboard.data.customers.trials import EXTENSION, LENGTHS, MOST_LICENCES, local_trials
from dashboard.pages.customer.context import CustomerContext, named, section
from dashboard.ui import components, formats, post_forms
from dashboard.ui.controls import Child
from dashboard.ui.names import product_names

Row = Mapping[str, Any]


def trials_tab(seen: CustomerContext) -> list[Child]:
    """Running trials from reports and from here, and what may be done with them."""
    own = local_trials(seen.question.scope, seen.org_id, seen.question.moment.as_of)
    rows = [row for row in subscription_list(seen.question, seen.key) if row["trial"] and row["active"]]
    reported = [row for row in rows if not row["started_here"]]
    taken = {name: row["trial_id"] for row in own for name in row["replaced_by"]}
    running = [_reported(row, taken) for row in reported] + [_own(seen, row) for row in own if row["running"]]
    ended = [_own(seen, row) for row in own if not row["running"]]
    parts: list[Child] = [_table(gettext("Running trials"), running) if running else _none(seen)]
    if ended:
        parts.append(_table(gettext("Trials that were started here and count no more"), ended))
    return [section(gettext("Trials"), parts), *_start(seen)]


def _none(seen: CustomerContext) -> Child:
    """Why, and the way to one where there is a form for it."""
    words = [gettext("No report names one, and none was started here.")]
    if _today(seen) and may(current_user, "trials_edit"):
        words.append(gettext("Start one below."))
    return components.empty_state("nothing", gettext("No trial is running"), " ".join(words), sign="calendar")


def _table(title: str, lines: list[list[Child]]) -> Child:
    headers = [
        gettext("Trial"),
        gettext("From"),
        gettext("Licences"),
        gettext("Started on"),
        gettext("End date"),
        gettext("Days left"),
        gettext("Actions"),
    ]
    return html.Div([html.H3(title), components.plain_table(headers, lines, title, numbers=(5,))])


def _reported(row: Row, taken: Mapping[str, str]) -> list[Child]:
    """A trial of the reports; one that took the place of another says of which."""
    counts = {product: licences["purchased"] for product, licences in row["licences"].items()}
    days = [formats.date_text(row["added_on"]), formats.date_text(row["ends_on"]), formats.count(row["days_left"])]
    names = [row["subscription_id"], row["enterprise_trial_id"]]
    instead = next((taken[name] for name in names if name in taken), "")
    source = gettext("report, in place of %(id)s", id=instead) if instead else gettext("report")
    return [named(row), source, _licences(counts), *days, gettext("in Control Hub")]


def _own(seen: CustomerContext, row: Row) -> list[Child]:
    left = formats.count(row["days_left"]) if row["running"] else gettext("ended")
    if row["replaced"]:
        left = gettext("replaced")
    days = [formats.date_text(row["started_on"]), formats.date_text(row["ends_on"]), left]
    source = gettext("started here")
    if row["replaced_by"]:
        source = gettext("started here, now told by %(ids)s", ids=", ".join(row["replaced_by"]))
    return [row["trial_id"], source, _licences(row["licences"]), *days, _actions(seen, row)]


def _licences(counts: Mapping[str, int | None]) -> str:
    names = product_names()
    return ", ".join(f"{names[product]} {formats.count(number)}" for product, number in counts.items())


def _actions(seen: CustomerContext, row: Row) -> Child:
    """Only what can be done today, by those who may."""
    if not (row["running"] and _today(seen) and may(current_user, "trials_edit")):
        return formats.unknown()
    acts: list[Child] = []
    if row["ends_on"] < seen.today + EXTENSION:
        label = gettext("Extend %(id)s by 30 days from today", id=row["trial_id"])
        press = post_forms.submit(gettext("Extend by 30 days"), label=label)
        acts.append(post_forms.form(seen.action("trials", row["trial_id"], "extend"), [press], look="inline-form"))
    press = post_forms.submit(gettext("End"), label=gettext("End %(id)s today", id=row["trial_id"]))
    acts.append(post_forms.form(seen.action("trials", row["trial_id"], "end"), [press], look="inline-form"))
    return html.Div(acts, className="acts")


def _today(seen: CustomerContext) -> bool:
    return seen.question.moment.as_of == seen.today


def _start(seen: CustomerContext) -> list[Child]:
    """The form; a page that shows the past changes nothing."""
    title = gettext("Start a trial")
    if not may(current_user, "trials_edit"):
        return []
    if not _today(seen):
        return [section(title, [html.P(gettext("This page shows the past. Go back to today to start a trial."))])]
    days = {str(n): ngettext("%(num)s day", "%(num)s days", n) for n in LENGTHS}
    numbers = {"type": "number", "min": "1", "max": str(MOST_LICENCES), "inputmode": "numeric"}
    fields = [
        *(
            post_forms.field(gettext("%(product)s licences", product=name), product, **numbers)
            for product, name in product_names().items()
        ),
        post_forms.choice(gettext("Length"), "days", days),
        post_forms.submit(gettext("Start trial"), "primary"),
    ]
    note = gettext(
        "It counts in every number at once and is marked as started here. Order it in Control Hub too: this "
        "application tells nobody else."
    )
    inside = post_forms.form(seen.action("trials"), fields, look="form wide", label=title)
    return [section(title, [html.P(note, className="section-sub"), inside])]
