"""The forms of the page of alerts: a rule, whom to try it out for, the wish for a digest."""

from collections.abc import Sequence
from contextlib import suppress
from zoneinfo import available_timezones

import dash_bootstrap_components as dbc
from dash import html
from flask_babel import gettext
from flask_login import current_user

from dashboard.access import request_scope
from dashboard.access.people import people
from dashboard.alerts.digest import Digest
from dashboard.alerts.preview import preview
from dashboard.alerts.rule_input import LONGEST_NAME, LONGEST_SEARCH, WAYS, Wish
from dashboard.data.customers.profile import tags_in_use
from dashboard.errors import BadParameter, RegionUnavailable
from dashboard.i18n import N_
from dashboard.pages.alerts.asked import Draft
from dashboard.pages.alerts.lists import preview_table
from dashboard.pages.alerts.words import WAYS as WAY_NAMES
from dashboard.pages.alerts.words import subject_options, threshold_unit, typed
from dashboard.pages.reports.words import browser_zone, moment, weekday
from dashboard.services import services
from dashboard.ui import components, controls, forms, ids
from dashboard.ui.controls import Child
from dashboard.ui.names import manager_names, product_names
from dashboard.ui.parts import filter_rows

FILTERS = 3
"""Rows for filters, more where a rule has more."""
ANYBODY = "-"


def rule_form(draft: Draft, regions: Sequence[str]) -> html.Details:
    """What is watched, where, of whom, from when on it is told and how. Open when the address fills it in."""
    wish, rule = draft.wish, draft.rule
    head = [
        _hidden("rule-id", rule.rule_id if rule else ""),
        _hidden("rule-version", str(rule.version) if rule else ""),
        _text("rule-name", gettext("Name"), wish.name, maxlength=LONGEST_NAME),
        _select("rule-subject", gettext("What to watch"), subject_options(), wish.subject),
        *([_select("rule-region", gettext("Region"), [(code, code) for code in regions], wish.region)]
          if len(regions) > 1 else [_hidden("rule-region", wish.region)]),
    ]  # fmt: skip
    channels = html.Fieldset(
        [html.Legend(gettext("How it tells besides here")), *_channels(wish)], className="form-field wide"
    )
    title = gettext("Edit %(name)s", name=wish.name) if rule else gettext("Make a rule")
    body = [
        html.Div(head, className="form-row"),
        html.Div(watched_fields(wish), id=ids.ALERT_WATCHED),
        channels,
        _try_out(draft),
        html.Div(
            [
                controls.button(gettext("Save rule"), id=ids.ALERT_SAVE, look="primary"),
                *([controls.link_button(gettext("Make another one"), f"/alerts?region={wish.region}")] if rule else []),
            ],
            className="acts",
        ),
    ]
    opened = draft.filled
    return html.Details(
        [html.Summary(title, className="button"), html.Div(body, className="report-form")],
        className="fold",
        id=ids.ALERT_FORM,
        open=opened,
    )


def watched_fields(wish: Wish) -> list[Child]:
    """What a form asks about the subject: product, when to tell, which rows, whose."""
    subject, columns = wish.watched, wish.watched.table.columns
    ways = [(key, gettext(WAY_NAMES[key])) for key in (WAYS[3:] if subject.metric else WAYS[:3])]
    products = list(product_names().items())
    row = [
        *([_select("rule-product", gettext("Product"), products, wish.product)] if subject.by_product else []),
        _select("rule-way", gettext("Tell when"), ways, wish.way),
        *([_threshold(wish)] if subject.metric else []),
        _select("rule-managed_by", gettext("Managed by"), [(ANYBODY, gettext("All")), *manager_names().items()],
                wish.managed_by or ANYBODY),
        _text("rule-search", gettext("Name, or e-mail of a user"), wish.search, maxlength=LONGEST_SEARCH),
    ]  # fmt: skip
    filters = filter_rows.rows(
        lambda name: ids.alert_field(f"rule-{name}"),
        lambda name: ids.alert_row(f"rule-{name}"),
        columns,
        wish.filters,
        FILTERS,
    )
    return [
        html.Div(row, className="form-row"),
        *_tags(wish),
        filters,
        forms.error(ids.alert_error("rule-filters")),
    ]


def _threshold(wish: Wish) -> html.Div:
    id, subject = ids.alert_field("rule-threshold"), wish.watched
    box = dbc.Input(id=id, value=typed(subject, wish.threshold), type="number", step="any", class_name="short")
    return forms.field(gettext("Threshold"), box, id, ids.alert_error("rule-threshold"), threshold_unit(subject))


def _tags(wish: Wish) -> list[Child]:
    """The tags in use in the region, and those that the rule names."""
    known: list[str] = []
    with suppress(RegionUnavailable):
        if scope := request_scope.scopes("customers").get(wish.region):
            known = list(tags_in_use(scope))
    spelled = {tag.casefold(): tag for tag in known}
    chosen = [spelled.get(tag.casefold(), tag) for tag in wish.tags]
    options = [(tag, tag) for tag in dict.fromkeys([*known, *chosen])]
    if not options:
        return []
    legend, id = gettext("Customers with any of these tags"), ids.alert_field("rule-tags")
    return [forms.choices(legend, id, options, chosen, ids.alert_error("rule-tags"))]


def _channels(wish: Wish) -> list[Child]:
    mails = bool(services().settings.smtp_host)
    mail = forms.tick(ids.alert_field("rule-mail"), gettext("E-mail to %(address)s", address=current_user.email))
    mail.value = wish.mail
    shared = forms.tick(ids.alert_field("rule-shared"), gettext("Others see this rule and may make their own of it"))
    shared.value = wish.shared
    help = gettext("Each message is signed; the secret is shown once, when the rule is saved.")
    hook = _text("rule-webhook", gettext("Webhook address"), wish.webhook or "", help, maxlength=2_000, type="url")
    return [*([mail] if mails else []), hook, shared]


def _try_out(draft: Draft) -> html.Div:
    """What would have been told, at once where the address says what to watch; for whom, where the user may look at
    others."""
    press = controls.button(gettext("Preview"), id=ids.ALERT_PREVIEW)
    place = html.Div(_tried(draft), id=ids.section(ids.ALERT_PREVIEW, "head"), role="status", className="alert-preview")
    return html.Div([html.Div([*_recipient(), press], className="form-row tried"), place])


def _tried(draft: Draft) -> list[Child]:
    with suppress(BadParameter):
        return [preview_table(draft.wish, preview(services(), current_user, draft.wish))] if draft.filled else []
    return []


def _recipient() -> list[Child]:
    if current_user.role != "full_admin":
        return []
    others = [person.email for person in people(services().store, current_user) if not person.disabled]
    options = [(address, address) for address in sorted(others, key=lambda email: email != current_user.email)]
    return [_select("rule-recipient", gettext("Preview as"), options, current_user.email)]


def digest_form(held: Digest | None) -> html.Div:
    """The day and the time of a weekly mail, and how the last one went."""
    days = [(str(number), weekday(number)) for number in range(1, 8)]
    zones = [html.Option(value=zone) for zone in sorted(available_timezones())]
    begun = held.zone if held else browser_zone()
    zone = _text("digest-zone", gettext("Time zone"), begun, list="digest-zones", autocomplete="off")
    fields = [
        _select("digest-weekday", gettext("Day of the week"), days, str(held.weekday if held else 1)),
        _text("digest-at", gettext("Time"), held.at if held else "06:00", type="time"),
        html.Div([zone, html.Datalist(zones, id="digest-zones")]),
    ]
    save = controls.button(gettext("Send me this digest"), id=ids.ALERT_DIGEST, look="primary")
    state = html.Div(digest_state(held), id=ids.ALERT_DIGEST_STATE)
    return html.Div([state, html.Div(fields, className="form-row"), save], className="report-form")


def digest_state(held: Digest | None) -> list[Child]:
    """When it goes out next and how the last one went, with a button that ends it."""
    if held is None:
        return [html.P(gettext("You get no digest."), className="section-sub")]
    words = [gettext("Next on %(moment)s.", moment=moment(held.next_due, held.zone))]
    if held.sent_at:
        words.append(gettext("Last sent on %(moment)s.", moment=moment(held.sent_at, held.zone)))
    if held.error:
        words.append(gettext(held.error))
    end = controls.button(gettext("Send no more"), id=ids.alert_act("digest-end:"))
    return [html.Div([html.P(" ".join(words), className="section-sub"), end], className="acts")]


NO_ALERT_MAIL = N_("Your administrator can set one up; until then alerts are told here and by webhook alone.")
NO_DIGEST = N_("Your administrator can set one up; until then there is no digest.")


def no_mail(text: str) -> list[Child]:
    """That no mail goes out, where none does; `text` says what comes of it."""
    if services().settings.smtp_host:
        return []
    return [components.notice("info", gettext("No e-mail server is set up."), text)]


def _hidden(name: str, value: str) -> dbc.Input:
    return dbc.Input(id=ids.alert_field(name), type="hidden", value=value)


def _select(name: str, label: str, options: Sequence[tuple[str, str]], value: str) -> html.Div:
    id = ids.alert_field(name)
    return forms.field(label, forms.select(id, options, value), id, ids.alert_error(name))


def _text(name: str, label: str, value: str, help: str = "", **more: object) -> html.Div:
    id = ids.alert_field(name)
    return forms.field(label, forms.text(id, value, **more), id, ids.alert_error(name), help)
