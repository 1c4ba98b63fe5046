"""Work on a customer: whose it is, what is next, how each renewal stands and why it is at risk, and the notes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import dash_bootstrap_components as dbc
from dash import html
from flask_babel import gettext
from flask_login import current_user

from dashboard.access.customer_work import owners_for
from dashboard.access.rights import may
from dashboard.data.customers.detail import subscription_list
from dashboard.data.customers.notes import LONGEST, Note, notes_of
from dashboard.data.customers.work import LONGEST_STEP, Work, work_of
from dashboard.data.query import queries
from dashboard.data.query.question import MOST_DAYS, PRODUCTS, View
from dashboard.data.renewals.states import MOST_LICENCES, RenewalWork, renewal_of
from dashboard.data.renewals.table import REASONS, RENEWALS, reasons_of
from dashboard.data.storage.rules import RISKS
from dashboard.pages.customer.context import CustomerContext, named, section
from dashboard.ui import components, formats, post_forms
from dashboard.ui.controls import Child
from dashboard.ui.marks import marks
from dashboard.ui.names import member_names, product_names

Row = Mapping[str, Any]
_MOST = 1_000  # renewals of a customer
_COLUMNS = (
    "subscription_id",
    "product",
    "score",
    "risk",
    *(f"{part}_{risk}" for part in ("points", "value") for risk in RISKS),
)


def work_tab(seen: CustomerContext) -> list[Child]:
    """The next step, the renewals, the notes; forms for those who may write."""
    return [_next_step(seen), *_renewals(seen), _notes(seen)]


def work_line(seen: CustomerContext) -> list[Child]:
    """Whose the customer is and what is next, in a line of the page's head; nothing where nobody said anything."""
    held = work_of(seen.question.scope, seen.org_id)
    facts = [(gettext("Owner"), _owner(held)), (gettext("Next step"), held.next_step), (gettext("Due on"), _due(held))]
    known = [html.Span([html.Span(f"{name}: ", className="muted"), text]) for name, text in facts if text]
    return [html.P(known, className="work-line", **marks(data_work=""))] if known else []


def _owner(held: Work) -> str:
    return member_names("owner").get(held.owner or "", held.owner or "")


def _due(held: Work) -> str:
    return formats.date_text(held.due_on) if held.due_on else ""


def _next_step(seen: CustomerContext) -> Child:
    held, title = work_of(seen.question.scope, seen.org_id), gettext("Owner and next step")
    if not may(current_user, "work_edit"):
        terms = [
            (gettext("Owner"), _owner(held)),
            (gettext("Next step"), held.next_step),
            (gettext("Due on"), _due(held)),
        ]
        parts = [html.Div([html.Dt(term), html.Dd(text or formats.unknown())]) for term, text in terms]
        return section(title, [html.Dl(parts, className="terms")])
    owner = held.owner or ""
    every = dict.fromkeys(["", *owners_for(current_user, seen.question.scope, [seen.org_id]), owner])
    names = {email: email or gettext("nobody") for email in every} | member_names("owner")
    options = {email: names[email] for email in every}
    fields = [
        post_forms.choice(gettext("Owner"), "owner", options, owner),
        post_forms.field(
            gettext("Next step"), "next_step", value=held.next_step or "", maxlength=LONGEST_STEP, autocomplete="off"
        ),
        post_forms.field(
            gettext("Due on"), "due_on", value=held.due_on.isoformat() if held.due_on else "", type="date"
        ),
        post_forms.hidden("version", str(held.version)),
        post_forms.submit(gettext("Save"), "primary"),
    ]
    return section(title, [post_forms.form(seen.action("work"), fields, look="form wide", label=title)])


def _renewals(seen: CustomerContext) -> list[Child]:
    """A part for each active subscription, the nearest end first."""
    rows = [row for row in subscription_list(seen.question, seen.key) if row["active"] and not row["started_here"]]
    if not rows:
        text = gettext("The customer has no active subscription on this date.")
        title = gettext("Renewals")
        return [section(title, [components.empty_state("nothing", gettext("Nothing to renew"), text)])]
    rows.sort(key=lambda row: (row["ends_on"] is None, row["ends_on"] or seen.today, row["subscription_id"]))
    queue = _queue(seen)
    return [_renewal(seen, row, [risk for risk in queue if risk["subscription_id"] in _ids(row)]) for row in rows]


def _ids(row: Row) -> tuple[str, ...]:
    return (row["subscription_id"], row["enterprise_trial_id"])


def _queue(seen: CustomerContext) -> list[Row]:
    """The customer's rows of the queue in both products, as far ahead as it looks."""
    rows: list[Row] = []
    for product in PRODUCTS:
        scope = seen.question.scope.narrowed(only=(seen.key,))
        asked = replace(seen.question, scope=scope, product=product, days=MOST_DAYS)
        rows += queries.rows(asked, RENEWALS, View(columns=_COLUMNS), limit=_MOST)
    return rows


def _renewal(seen: CustomerContext, row: Row, risks: Sequence[Row]) -> Child:
    """How a renewal stands, as a form for those who may say so; below it why it is at risk."""
    held = renewal_of(seen.question.scope, seen.org_id, row["subscription_id"])
    title = f"{named(row)} · {_end(row)}"
    reasons = [_reasons(risk) for risk in risks]
    if not reasons:
        text = gettext("Risk is told from %(days)s days before the end.", days=MOST_DAYS)
        reasons = [html.P(text, className="section-sub")]
    standing = _form(seen, row, held, title) if may(current_user, "work_edit") else _terms(row, held)
    return section(title, [standing, *reasons])


def _end(row: Row) -> str:
    if row["ends_on"] is None:
        return gettext("without an end")
    days = formats.days_away(row["days_left"])
    if row["auto_renew"] and not row["trial"]:
        return gettext("renews on %(day)s, %(days)s", day=formats.date_text(row["ends_on"]), days=days)
    return gettext("ends on %(day)s, %(days)s", day=formats.date_text(row["ends_on"]), days=days)


def _forecasts(row: Row, held: RenewalWork) -> list[tuple[str, str, int | None]]:
    """Of each product that the subscription has: field, name, quantity."""
    values = {"meetings": held.meetings_forecast, "calling": held.calling_forecast}
    names = product_names()
    return [
        (f"{product}_forecast", gettext("Forecast, %(product)s licences", product=names[product]), values[product])
        for product in PRODUCTS
        if product in row["licences"] or values[product] is not None
    ]


def _form(seen: CustomerContext, row: Row, held: RenewalWork, title: str) -> Child:
    counted = {"type": "number", "min": "0", "max": str(MOST_LICENCES), "inputmode": "numeric"}
    fields = [
        post_forms.choice(gettext("Renewal state"), "state", member_names("state"), held.state),
        *(
            post_forms.field(label, name, value="" if number is None else str(number), **counted)
            for name, label, number in _forecasts(row, held)
        ),
        post_forms.hidden("subscription_id", row["subscription_id"]),
        post_forms.hidden("version", str(held.version)),
        post_forms.submit(gettext("Save"), label=gettext("Save the renewal of %(id)s", id=named(row))),
    ]
    return post_forms.form(seen.action("renewals"), fields, look="form wide", label=title)


def _terms(row: Row, held: RenewalWork) -> Child:
    terms = [(gettext("Renewal state"), member_names("state")[held.state])]
    terms += [(label, formats.count(number)) for _name, label, number in _forecasts(row, held)]
    return html.Dl([html.Div([html.Dt(term), html.Dd(text)]) for term, text in terms], className="terms")


def _reasons(risk: Row) -> Child:
    """The reasons of a score with their points and numbers; the points sum to the score below them."""
    product, level = product_names()[risk["product"]], member_names("risk")[risk["risk"][0]]
    title = gettext("Risk of %(product)s: %(score)s, %(level)s", product=product, score=risk["score"], level=level)
    headers = [title, gettext("Points"), gettext("Number")]
    lines: list[list[Child]] = [
        [_reason(reason["key"]), formats.count(reason["points"]), _number(reason)] for reason in reasons_of(dict(risk))
    ]
    lines.append([html.B(gettext("Sum")), html.B(formats.count(risk["score"])), ""])
    return html.Div(components.plain_table(headers, lines, title, numbers=True), className="reasons")


def _reason(key: str) -> html.Div:
    name, rests, _kind = REASONS[key]
    return html.Div([gettext(name), html.Div(gettext(rests), className="muted")])


def _number(reason: Row) -> str:
    if reason["key"] == "no_auto_renewal":
        return gettext("Yes") if reason["value"] else gettext("No")
    return formats.number(reason["value"], REASONS[reason["key"]][2])


def _notes(seen: CustomerContext) -> Child:
    """The newest first; one's own can be deleted, by full administrators all."""
    writes = may(current_user, "work_edit")
    notes = notes_of(seen.question.scope, seen.org_id)
    parts: list[Child] = [_new_note(seen)] if writes else []
    parts += [_note(seen, note, writes) for note in notes]
    if not notes:
        parts.append(html.P(gettext("There is no note yet."), className="section-sub"))
    return section(gettext("Notes"), parts)


def _new_note(seen: CustomerContext) -> Child:
    box = dbc.Textarea(name="text", required=True, maxlength=LONGEST, rows=3)
    fields = [
        html.Label([html.Span(gettext("New note")), box], className="field"),
        post_forms.submit(gettext("Add the note"), "primary"),
    ]
    return post_forms.form(seen.action("notes"), fields, look="form note-form", label=gettext("New note"))


def _note(seen: CustomerContext, note: Note, writes: bool) -> Child:
    author = member_names("owner").get(note.author, note.author)
    signed: list[Child] = [html.Span(f"{formats.instant(note.at)} · {author}", className="muted")]
    if writes and (note.author_id == current_user.user_id or current_user.role == "full_admin"):
        label = gettext("Delete the note of %(moment)s", moment=formats.instant(note.at))
        press = post_forms.submit(gettext("Delete"), label=label)
        signed.append(post_forms.form(seen.action("notes", str(note.note_id), "delete"), [press], look="inline-form"))
    return html.Article([html.Div(signed, className="note-head"), html.P(note.text)], className="note")
