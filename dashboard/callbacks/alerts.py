"""The page of alerts: its buttons, the form of a rule with what it would have told, the wish for a digest."""

from typing import Any

from dash import ALL, MATCH, Dash, Input, Output, State, ctx, html, no_update
from flask_babel import gettext
from flask_login import current_user

from dashboard.alerts.digest import digest_of
from dashboard.alerts.inbox import bell
from dashboard.alerts.rules import Rule, webhook_secret
from dashboard.callbacks.alert_work import ACTS, regions_of_user, save_digest, save_rule, try_out
from dashboard.callbacks.form_answers import beside, said, tried
from dashboard.callbacks.report_work import values_of
from dashboard.data.alerts.subjects import subjects
from dashboard.errors import BadParameter
from dashboard.pages.alerts.asked import draft_of, named
from dashboard.pages.alerts.forms import digest_state, watched_fields
from dashboard.pages.alerts.lists import preview_table
from dashboard.pages.alerts.page import inbox_now, rules_now
from dashboard.services import services
from dashboard.ui import components, ids
from dashboard.ui.controls import Child
from dashboard.ui.parts.filter_rows import asks_of
from dashboard.ui.shell import bell_words

_FIELDS = (State(ids.alert_field(ALL), "id"), State(ids.alert_field(ALL), "value"))
_ERRORS = (Output(ids.alert_error(ALL), "children", allow_duplicate=True), State(ids.alert_error(ALL), "id"))
_TELL = Output(ids.ALERT_TELL, "children", allow_duplicate=True)
_RULES = Output(ids.ALERT_RULES, "children", allow_duplicate=True)
_DIGEST = Output(ids.ALERT_DIGEST_STATE, "children", allow_duplicate=True)


def register(app: Dash) -> None:
    """Add the callbacks of the page."""
    quiet: dict[str, Any] = {"prevent_initial_call": True}
    errors, places = _ERRORS
    inbox, head = Output(ids.ALERT_INBOX, "children"), Output(ids.BELL, "children")
    app.callback(_TELL, inbox, head, _RULES, _DIGEST, Input(ids.alert_act(ALL), "n_clicks"), **quiet)(act)
    field = ids.alert_field
    identity = [Output(field(f"rule-{name}"), "value") for name in ("id", "version")]
    saved = Input(ids.ALERT_SAVE, "n_clicks")
    app.callback(_TELL, errors, _RULES, *identity, saved, *_FIELDS, places, **quiet)(keep)
    place = Output(ids.section(ids.ALERT_PREVIEW, "head"), "children")
    app.callback(place, errors, Input(ids.ALERT_PREVIEW, "n_clicks"), *_FIELDS, places, **quiet)(look)
    chosen = [Input(field(f"rule-{name}"), "value") for name in ("subject", "region")]
    name = Output(field("rule-name"), "value")
    app.callback(Output(ids.ALERT_WATCHED, "children"), name, *chosen, State(field("rule-name"), "value"), **quiet)(
        choose
    )
    column = [Input(field(MATCH), "value"), State(field(MATCH), "id"), State(field("rule-subject"), "value")]
    app.callback(Output(ids.alert_row(MATCH), "children"), *column, **quiet)(of_column)
    wished = Input(ids.ALERT_DIGEST, "n_clicks")
    app.callback(_TELL, errors, _DIGEST, wished, *_FIELDS, places, **quiet)(digest)


def act(clicks: Any) -> tuple[Any, ...]:
    """What a button of a list asks for: its name holds what and which."""
    name = ctx.triggered_id.get("name") if isinstance(ctx.triggered_id, dict) else None
    if not any(trigger.get("value") for trigger in ctx.triggered) or not isinstance(name, str):
        return (no_update,) * 5  # a list was drawn anew, nobody pressed
    verb, _, which = name.partition(":")
    if verb not in ACTS:
        raise BadParameter("act", f"{name!r} is no button of this page")
    answer = said(tried(lambda: ACTS[verb](which)))
    if verb == "digest-end":
        return answer, no_update, no_update, no_update, digest_state(digest_of(services(), current_user))
    return answer, inbox_now(), bell_words(bell(services(), current_user)), rules_now(), no_update


def keep(_clicks: Any, fields: Any, values: Any, errors: Any) -> tuple[Any, ...]:
    """Keeps a rule, or says what is wrong beside the field."""
    entered = values_of(fields, values)
    kept: list[tuple[Rule, bool]] = []

    def work() -> str:
        kept.append(save_rule(entered))
        return gettext("The rule %(name)s is kept: it begins with what there is now.", name=kept[0][0].wish.name)

    answer = tried(work)
    if not kept:
        return said(answer), beside(answer, "rule", errors), no_update, no_update, no_update
    [(rule, signs)] = kept
    shown = [html.P(said(answer)), *(_secret(rule) if signs else ())]
    return shown, beside(answer, "rule", errors), rules_now(), rule.rule_id, str(rule.version)


def _secret(rule: Rule) -> list[Child]:
    """What signs the messages to a new webhook, this once."""
    secret = webhook_secret(services().settings, rule.rule_id)
    label = gettext("Signs each message to the webhook, HMAC-SHA256. It is shown this once:")
    return [html.Label([html.Span(label), html.Code(secret, className="secret")])]


def look(clicks: Any, fields: Any, values: Any, errors: Any) -> tuple[Any, Any]:
    """What the rule of the form would have told, when it is asked for."""
    if not clicks:
        return no_update, [no_update] * len(errors or ())
    entered = values_of(fields, values)
    shown: list[Child] = []

    def work() -> str:
        shown.append(preview_table(*try_out(entered)))
        return ""

    answer = tried(work)
    if isinstance(answer, BadParameter) and not answer.parameter:
        shown = [components.notice("warning", gettext("No preview."), said(answer))]
    return shown, beside(answer, "rule", errors)


def choose(subject: Any, region: Any, name: Any) -> tuple[Any, Any]:
    """The fields that a subject in a region has; a name that nobody gave follows."""
    regions = regions_of_user()
    if not isinstance(subject, str) or subject not in subjects() or region not in regions:
        raise BadParameter("subject", "a table or a KPI, in a region of the user's")
    wish = draft_of({"subject": subject, "region": region}, regions, []).wish
    automatic = {named(watched, code) for watched in subjects().values() for code in regions}
    return watched_fields(wish), wish.name if name in automatic or not name else no_update


def of_column(key: Any, id: Any, subject: Any) -> list[Child]:
    """What a row of filters asks of the column that was chosen in it."""
    if not isinstance(subject, str) or subject not in subjects():
        raise BadParameter("subject", "a table or a KPI")
    return asks_of(lambda name: ids.alert_field(f"rule-{name}"), id, key, subjects()[subject].table.columns)


def digest(_clicks: Any, fields: Any, values: Any, errors: Any) -> tuple[Any, Any, Any]:
    """Keeps the wish for a digest, or says what is wrong beside the field."""
    entered = values_of(fields, values)
    answer = tried(lambda: save_digest(entered))
    wrong = isinstance(answer, BadParameter)
    state = no_update if wrong else digest_state(digest_of(services(), current_user))
    return said(answer), beside(answer, "digest", errors), state
