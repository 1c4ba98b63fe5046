"""Who looks after a customer, and who the customer is."""

from dash import html
from flask_babel import gettext
from flask_login import current_user

from dashboard.access.accounts import may
from dashboard.access.partner_admins import PartnerAdmin, partner_admins
from dashboard.data.changes import changes_of
from dashboard.pages.customer_seen import Seen, section
from dashboard.ui import components, formats, posted
from dashboard.ui.controls import Child


def admins_tab(seen: Seen) -> list[Child]:
    """The partner administrators of the customer; those who may assign others and take it away."""
    every = partner_admins(current_user, seen.question.scope, seen.org_id)
    own, others = (
        [one for one in every if one.assigned],
        [one for one in every if not one.assigned and not one.disabled],
    )
    title, edits = gettext("Partner administrators"), may(current_user, "trials_edit")
    if own:
        headers = [gettext("E-mail"), gettext("Role"), *([gettext("What to do")] if edits else [])]
        parts: list[Child] = [components.plain_table(headers, [_line(seen, one, edits) for one in own], title)]
    else:
        text = gettext("Full administrators see every customer; partner administrators those assigned to them.")
        parts = [components.empty_state("not_licensed", gettext("Nobody looks after this customer"), text)]
    if edits and others:
        names = {one.email: one.email for one in others}
        fields = [
            posted.choice(gettext("Partner administrator"), "email", names),
            posted.submit(gettext("Assign"), "primary"),
        ]
        parts.append(posted.form(seen.action("admins", "assign"), fields, look="form wide", label=gettext("Assign")))
    return [section(title, parts)]


def _line(seen: Seen, one: PartnerAdmin, edits: bool) -> list[Child]:
    role = gettext("Partner administrator, disabled") if one.disabled else gettext("Partner administrator")
    shown: list[Child] = [one.email, role]
    if edits:
        press = posted.submit(gettext("Remove"), label=gettext("Remove %(email)s", email=one.email))
        fields: list[Child] = [posted.hidden("email", one.email), press]
        shown.append(posted.form(seen.action("admins", "remove"), fields, look="inline-form"))
    return shown


def profile_tab(seen: Seen) -> list[Child]:
    """What files tell of the organisation, and what was changed here."""
    known = seen.profile
    domains = (known["domains"] or "").replace(";", ", ")
    facts = [
        (gettext("Organisation ID"), known["org_id"]),
        (gettext("External ID"), known["external_id"]),
        (gettext("Country"), known["country"]),
        (gettext("Industry"), known["industry"]),
        (gettext("Planned users"), formats.count(known["planned_users"])),
        (gettext("Domains"), domains),
        (gettext("Managed by"), formats.managed_by_name(known["managed_by"])),
        (gettext("Last administrator sign-in"), formats.date_text(known["last_admin_sign_in"])),
    ]
    terms = [html.Div([html.Dt(term), html.Dd(text or formats.unknown())]) for term, text in facts]
    return [section(gettext("Profile"), [html.Dl(terms, className="terms")]), *_changes(seen)]


def _changes(seen: Seen) -> list[Child]:
    if not may(current_user, "trials_view"):
        return []
    names = {
        "tags": gettext("tags"),
        "trial started": gettext("trial started"),
        "trial extended": gettext("trial extended"),
        "trial ended": gettext("trial ended"),
        "partner administrator assigned": gettext("partner administrator assigned"),
        "partner administrator removed": gettext("partner administrator removed"),
    }
    found = changes_of(seen.question.scope, seen.org_id)
    if not found:
        return []
    headers = [gettext("Changed on"), gettext("By"), gettext("What"), gettext("Now")]
    lines: list[list[Child]] = [
        [
            formats.date_text(one["at"].date()),
            one["actor"],
            names.get(one["action"], one["action"]),
            one["subject"] or formats.unknown(),
        ]
        for one in found
    ]
    title = gettext("Changes made here")
    return [section(title, [components.plain_table(headers, lines, title)])]
