"""Who looks after a customer, and who the customer is."""

from collections.abc import Sequence

from dash import html
from flask_babel import gettext
from flask_login import current_user

from dashboard.access.partner_admins import PartnerAdmin, partner_admins, viewers
from dashboard.access.rights import may
from dashboard.data.customers.edits import changes_of
from dashboard.data.files.history import FieldSource, field_sources
from dashboard.pages.customer.context import CustomerContext, section
from dashboard.ui import components, formats, post_forms
from dashboard.ui.controls import Child


def admins_tab(seen: CustomerContext) -> list[Child]:
    """The partner administrators of the customer; those who may assign others and take it away."""
    every = partner_admins(current_user, seen.question.scope, seen.org_id)
    own, others = (
        [admin for admin in every if admin.assigned],
        [admin for admin in every if not admin.assigned and not admin.disabled],
    )
    title, edits = gettext("Partner administrators"), may(current_user, "trials_edit")
    if own:
        headers = [gettext("E-mail"), gettext("Role"), *([gettext("Actions")] if edits else [])]
        parts: list[Child] = [components.plain_table(headers, [_line(seen, admin, edits) for admin in own], title)]
    else:
        text = gettext("Full administrators see every customer; partner administrators those assigned to them.")
        parts = [components.empty_state("nothing", gettext("Nobody looks after this customer"), text, sign="people")]
    if edits and not others and not own:
        parts.append(_nobody_yet())
    if edits and others:
        names = {admin.email: admin.email for admin in others}
        fields = [
            post_forms.choice(gettext("Partner administrator"), "email", names),
            post_forms.submit(gettext("Assign"), "primary"),
        ]
        parts.append(
            post_forms.form(seen.action("admins", "assign"), fields, look="form wide", label=gettext("Assign"))
        )
    return [section(title, parts), _everybody(own)]


def _everybody(own: Sequence[PartnerAdmin]) -> Child:
    """Everybody who may see the customer, and why."""
    names = {
        "full_admin": gettext("Full admin"),
        "read_only_admin": gettext("Read-only admin"),
        "help_desk": gettext("Help desk"),
    }
    why = gettext("sees every customer")
    lines: list[list[Child]] = [
        [admin.email, gettext("Partner administrator"), gettext("looks after this customer")]
        for admin in own
        if not admin.disabled
    ]
    lines += [[viewer.email, names[viewer.role], why] for viewer in viewers(current_user)]
    title = gettext("Everybody who may see this customer")
    headers = [gettext("E-mail"), gettext("Role"), gettext("Why")]
    return section(title, [components.plain_table(headers, lines, title)])


def _nobody_yet() -> Child:
    """The way on where there is nobody to assign."""
    text = gettext("There is no partner administrator yet.")
    if not may(current_user, "users_edit"):
        return html.P([text, " ", gettext("A full administrator can invite one.")])
    return html.P([text, " ", html.A(gettext("Invite one on the page of users"), href="/users")])


def _line(seen: CustomerContext, admin: PartnerAdmin, edits: bool) -> list[Child]:
    role = gettext("Partner administrator, disabled") if admin.disabled else gettext("Partner administrator")
    shown: list[Child] = [admin.email, role]
    if edits:
        press = post_forms.submit(gettext("Remove"), label=gettext("Remove %(email)s", email=admin.email))
        fields: list[Child] = [post_forms.hidden("email", admin.email), press]
        shown.append(post_forms.form(seen.action("admins", "remove"), fields, look="inline-form"))
    return shown


def profile_tab(seen: CustomerContext) -> list[Child]:
    """What files tell of the organisation, and what was changed here."""
    known = seen.profile
    domains = (known["domains"] or "").replace(";", ", ")
    facts = [
        ("org_id", gettext("Organisation ID"), known["org_id"]),
        ("external_id", gettext("External ID"), known["external_id"]),
        ("country", gettext("Country"), known["country"]),
        ("industry", gettext("Industry"), known["industry"]),
        ("planned_users", gettext("Planned users"), formats.count(known["planned_users"])),
        ("domains", gettext("Domains"), domains),
        ("managed_by", gettext("Managed by"), formats.managed_by_name(known["managed_by"])),
        ("last_admin_sign_in", gettext("Last administrator sign-in"), formats.date_text(known["last_admin_sign_in"])),
    ]
    sources = field_sources(seen.question.scope, seen.org_id)
    terms = [
        html.Div([html.Dt(term), html.Dd(text or formats.unknown()), *_source(sources.get(name))])
        for name, term, text in facts
    ]
    return [section(gettext("Profile"), [html.Dl(terms, className="terms")]), *_changes(seen)]


def _source(source: FieldSource | None) -> list[Child]:
    """From which import a field is, and of when; the names of files are for those who may see analytics."""
    if source is None:
        return []
    when = formats.date_text(source.imported_at.date())
    text = gettext("%(kind)s, imported %(when)s", kind=source.kind, when=when)
    title = source.file_name if may(current_user, "analytics") else None
    return [html.Dd(text, className="muted", title=title)]


def _changes(seen: CustomerContext) -> list[Child]:
    if not may(current_user, "trials_view"):
        return []
    names = {
        "tags": gettext("tags"),
        "trial started": gettext("trial started"),
        "trial extended": gettext("trial extended"),
        "trial ended": gettext("trial ended"),
        "partner administrator assigned": gettext("partner administrator assigned"),
        "partner administrator removed": gettext("partner administrator removed"),
        "work": gettext("owner, next step"),
        "renewal": gettext("renewal"),
        "note added": gettext("note added"),
        "note deleted": gettext("note deleted"),
    }
    changes = changes_of(seen.question.scope, seen.org_id)
    if not changes:
        return []
    headers = [gettext("Changed on"), gettext("By"), gettext("What"), gettext("Now")]
    lines: list[list[Child]] = [
        [
            formats.date_text(change["at"].date()),
            change["actor"],
            names.get(change["action"], change["action"]),
            change["subject"] or formats.unknown(),
        ]
        for change in changes
    ]
    title = gettext("Changes made here")
    return [section(title, [components.plain_table(headers, lines, title)])]
