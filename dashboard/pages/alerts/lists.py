"""The lists of the page of alerts: what is new, the rules, the history of one, what one would have told."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from dash import html
from flask_babel import gettext, ngettext
from flask_login import current_user

from dashboard.alerts.inbox import Notice
from dashboard.alerts.preview import Preview, Step
from dashboard.alerts.rule_input import Wish
from dashboard.alerts.rules import Rule
from dashboard.data.alerts.history import Event, Judgement
from dashboard.pages.alerts.words import KINDS, channels, crossed, number, sent, unread, watched, way
from dashboard.ui import components, controls, formats, forms, ids
from dashboard.ui.controls import Child
from dashboard.ui.marks import marks

SHOWN = 20  # crossings that a row of the history names


def inbox(notices: Sequence[Notice]) -> Child:
    """What the rules told, the newest first; what is new can be marked as read."""
    if not notices:
        text = gettext("What your rules tell is listed here. Make a rule below, or with the bell beside any number.")
        return components.empty_state("no_data", gettext("No alert yet"), text, sign="bell")
    headers = [gettext("What"), gettext("Rule"), gettext("Region"), gettext("Data of"), gettext("Told at"), ""]
    new = [notice for notice in notices if not notice.event.seen]
    table = forms.table(headers, [_told(notice) for notice in notices], gettext("List of alerts"))
    if not new:
        return table
    until = max(notice.event.at for notice in new).isoformat()
    every = controls.button(gettext("Mark all as read"), id=ids.alert_act(f"read-all:{until}"), sign="check")
    return html.Div([html.Div([html.B(unread(len(new))), every], className="alert-new"), table])


def _told(notice: Notice) -> list[Any]:
    event = notice.event
    text: Child = crossed(notice.rule.wish.watched, event)
    if event.org_id:
        text = html.A(text, href=f"/customers/{quote(event.org_id)}?region={quote(notice.region)}")
    sign = [] if event.seen else [html.Span(gettext("new"), className="cell-tag new")]
    read = _act(gettext("Mark as read"), f"{gettext('Mark as read')}: {crossed(notice.rule.wish.watched, event)}",
                f"read:{notice.region}:{event.event_id}")  # fmt: skip
    rule = html.A(notice.rule.wish.name, href=_opened(notice.rule))
    day, at = formats.date_text(event.period), formats.instant(event.at)
    return [
        html.Span([text, " ", *sign]),
        rule,
        notice.region,
        day,
        at,
        "" if event.seen else html.Div(read, className="acts"),
    ]


def rule_list(rules: Sequence[Rule], said: Mapping[str, Judgement]) -> Child:
    """Every rule of the user's own with what it last said, then those that colleagues share."""
    if not rules:
        text = gettext("A rule tells when a row comes into a table or leaves it, or when a KPI crosses a threshold.")
        return components.empty_state("no_data", gettext("No rule yet"), text, sign="bell")
    headers = [gettext("Rule"), gettext("Watches"), gettext("Tells when"), gettext("Tells")]
    headers += [gettext("Last judged"), ""]
    return forms.table(headers, [_rule(rule, said.get(rule.rule_id)) for rule in rules], gettext("List of rules"))


def _rule(rule: Rule, said: Judgement | None) -> list[Any]:
    if rule.user_id != current_user.user_id:
        own = controls.link_button(gettext("Make it my own"), _opened(rule))
        by = html.Span(
            [rule.wish.name, html.Br(), html.Span(gettext("shared by %(name)s", name=rule.email), className="muted")]
        )
        return [
            by,
            watched(rule.wish),
            way(rule.wish),
            formats.unknown(),
            formats.unknown(),
            html.Div(own, className="acts"),
        ]
    shared = [html.Br(), html.Span(gettext("shared"), className="muted")] if rule.wish.shared else []
    name = html.Span([html.A(rule.wish.name, href=_opened(rule)), *shared])
    return [name, watched(rule.wish), way(rule.wish), channels(rule), _state(rule.wish, said), _acts(rule)]


def _state(wish: Wish, said: Judgement | None) -> Child:
    """How it stands: paused, why it cannot be judged, or what it said."""
    if wish.paused:
        return html.Span(gettext("Paused"), className="state")
    if said is None:
        return html.Span(gettext("Not judged yet: it begins with the next import."), className="muted")
    when = gettext("data of %(day)s", day=formats.date_text(said.as_of))
    if said.problem:
        reason = gettext("Cannot be judged: %(reason)s", reason=gettext(said.problem))
        return html.Span([html.Span(reason, className="state failed"), html.Br(), html.Span(when, className="muted")])
    value = number(wish.watched, said.value)
    if wish.watched.metric is None:
        value = ngettext("%(n)s row", "%(n)s rows", int(said.value or 0), n=value)
    return html.Span([value, html.Br(), html.Span(when, className="muted")])


def _acts(rule: Rule) -> html.Div:
    name = rule.wish.name
    if rule.wish.paused:
        pause = _act(gettext("Resume"), gettext("Resume: %(name)s", name=name), f"resume:{rule.rule_id}")
    else:
        pause = _act(gettext("Pause"), gettext("Pause: %(name)s", name=name), f"pause:{rule.rule_id}")
    opened = controls.link_button(
        gettext("Edit"), _opened(rule), **marks(aria_label=gettext("Edit %(name)s", name=name))
    )
    delete = _act(gettext("Delete"), gettext("Delete: %(name)s", name=name), f"delete:{rule.rule_id}")
    return html.Div([opened, pause, delete], className="acts rule-acts")


def _opened(rule: Rule) -> str:
    return f"/alerts?rule={rule.rule_id}#{ids.ALERT_FORM}"


def _act(text: str, label: str, name: str) -> html.Button:
    return controls.button(text, id=ids.alert_act(name), **marks(aria_label=label))


def history_table(rule: Rule, said: Sequence[Judgement], events: Sequence[Event]) -> Child:
    """At which import a rule said what, and what of it was told to whom."""
    if not said:
        text = gettext("It is judged with the next import, and begins with what there is then.")
        return components.empty_state("no_data", gettext("Not judged yet"), text, sign="bell")
    headers = [gettext("Imported file"), gettext("Data of"), gettext("Value"), gettext("Came in"), gettext("Left")]
    headers += [gettext("Told"), gettext("To whom, or why not")]
    lines = [
        _judgement(rule, judgement, [event for event in events if event.import_id == judgement.import_id])
        for judgement in said
    ]
    return forms.table(headers, lines, gettext("What it said at each import"), (2, 3, 4, 5))


def _judgement(rule: Rule, judgement: Judgement, events: Sequence[Event]) -> list[Any]:
    look = "state failed" if judgement.problem else "muted"
    words: list[Child] = [html.Span(text, className=look) for text in sent(rule, judgement)]
    if events:
        names = [html.Li(crossed(rule.wish.watched, event)) for event in events[:SHOWN]]
        more = len(events) - SHOWN
        names += [html.Li(gettext("and %(number)s more", number=more))] if more > 0 else []
        words.append(html.Details([html.Summary(gettext("What was told")), html.Ul(names)]))
    file_name = judgement.file_name or gettext("an import that is gone")
    name = f"{file_name} ({judgement.import_id})"
    counts = [formats.count(count) for count in (judgement.entered, judgement.left, judgement.told)]
    value = number(rule.wish.watched, judgement.value)
    return [name, formats.date_text(judgement.as_of), value, *counts, html.Div(words, className="run-state")]


def preview_table(wish: Wish, preview: Preview) -> Child:
    """Who would have been told what at the last imports, the newest first."""
    total = sum(step.tells for step in preview.steps)
    says = ngettext(
        "%(person)s would have been told of %(n)s crossing at the last %(imports)s imports of its data.",
        "%(person)s would have been told of %(n)s crossings at the last %(imports)s imports of its data.",
        total, person=preview.recipient, n=formats.count(total), imports=len(preview.steps),
    )  # fmt: skip
    if not preview.steps:
        text = gettext("No file was imported into this region yet: there is nothing to try the rule on.")
        return components.empty_state("no_data", gettext("Nothing to try it on"), text)
    headers = [gettext("Imported file"), gettext("Data of"), gettext("Value"), gettext("Would tell"), gettext("What")]
    lines = [_step(wish, step) for step in reversed(preview.steps)]
    table = forms.table(headers, lines, gettext("What the rule would have told"), (2, 3))
    return html.Div([html.P(html.B(says)), *_difference(wish, preview), table])


def _step(wish: Wish, step: Step) -> list[Any]:
    words = [gettext(step.problem)] if step.problem else []
    for label, names in ((gettext("Came in"), step.entered), (gettext("Left"), step.left)):
        words += [f"{label}: {', '.join(names)}"] if names else []
    words += [gettext(KINDS[wish.way])] if step.tells and wish.watched.metric else []
    texts = [html.Span(text, className="state failed" if step.problem else "muted") for text in words]
    name = f"{step.file_name} ({step.import_id})"
    return [name, formats.date_text(step.as_of), number(wish.watched, step.value), formats.count(step.tells),
            html.Div(texts or formats.unknown(), className="run-state")]  # fmt: skip


def _difference(wish: Wish, preview: Preview) -> list[Child]:
    """How the rows of the recipient differ from one's own."""
    if preview.recipient == current_user.email or wish.watched.metric is not None:
        return []
    apart = abs(preview.own_rows - preview.rows)
    words = gettext(
        "Rows now: %(person)s sees %(theirs)s, you see %(yours)s, a difference of %(difference)s.",
        person=preview.recipient, theirs=formats.count(preview.rows), yours=formats.count(preview.own_rows),
        difference=formats.count(apart),
    )  # fmt: skip
    return [html.P(words, className="section-sub")]
