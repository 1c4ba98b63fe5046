"""Sends what judgements have to tell: a mail or a signed message for each rule and import.

A message is claimed before it is sent, so that no two processes send it. A mail that its server certainly does not have
is tried again; when the process dies while it is sent nobody knows whether it left, and the history says so. A webhook
is tried again whatever happened, under the same delivery id, by which its receiver knows it.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import sqlalchemy as sa
from babel.numbers import format_decimal, format_percent

from dashboard.access.accounts import User, find_user, scope_in
from dashboard.alerts import webhook
from dashboard.alerts.judge import NOT_ALLOWED
from dashboard.alerts.rules import Rule, may_be_judged, rules_in, webhook_secret
from dashboard.data.alerts import messages
from dashboard.data.alerts.history import Event, events
from dashboard.data.alerts.messages import Message
from dashboard.data.own_rules import rules_of
from dashboard.data.storage.regions import Region
from dashboard.data.storage.rules import rules_of_tables
from dashboard.data.storage.store import now, reading
from dashboard.data.storage.store import user as users
from dashboard.errors import BadParameter
from dashboard.i18n import N_, translated
from dashboard.reports.sending import LATER, UNCERTAIN, UNSENT
from dashboard.reports.smtp import deliver, new_letter
from dashboard.services import Services
from dashboard.settings import Settings
from dashboard.ui.rules import said_in

Clock = Callable[[], datetime]

RETRIES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12))
LEASE = timedelta(minutes=10)
NO_RULE = N_("The rule was deleted meanwhile.")
_SHOWN = 50  # customers that a mail names
_MOST = 10_000  # crossings in one message

_KINDS = {
    "entered": N_("came in"),
    "left": N_("left"),
    "above": N_("came above the threshold"),
    "below": N_("came below the threshold"),
}


@dataclass(frozen=True)
class _Notice:
    """What one message tells, and to whom."""

    rule: Rule
    owner: User
    region: Region
    events: list[Event]
    delivery_id: str
    import_id: int


def deliver_due(services: Services, clock: Clock = now) -> int:
    """Sends every message that is due in any region; how many were taken."""
    return sum(_region(services, region, clock) for region in services.regions.values())


def _region(services: Services, region: Region, clock: Clock) -> int:
    due = messages.due(region, clock())
    if not due:
        return 0
    rules, sent = {rule.rule_id: rule for rule in rules_in(services.store, region.code)}, 0
    for message in due:
        if message.state == "sending" and message.channel == "mail":
            messages.moved(region, message, "failed", clock(), UNCERTAIN)
        elif claimed := messages.claim(region, message, clock() + LEASE):
            try:
                problem, again = _send(services, region, rules.get(message.rule_id), claimed, clock)
            except BadParameter as stale:  # a rule of another version: the others go on
                problem, again = str(stale), False
            _note(region, claimed, problem, again, clock())
            sent += problem is None
    return sent


def _note(region: Region, message: Message, problem: str | None, again: bool, at: datetime) -> None:
    if problem is None:
        messages.moved(region, message, "sent", at)
    elif again and message.attempts <= len(RETRIES):
        messages.moved(region, message, "due", at + RETRIES[message.attempts - 1], problem)
    else:
        messages.moved(region, message, "failed", at, UNSENT if problem == LATER else problem)


def _send(
    services: Services, region: Region, rule: Rule | None, message: Message, clock: Clock
) -> tuple[str | None, bool]:
    """Why it did not go out, None when it did, and whether it may be tried again."""
    if rule is None:
        return NO_RULE, False
    with reading(services.store) as connection:
        owner = find_user(connection, sa.and_(users.c.user_id == rule.user_id))
    if owner is None or not may_be_judged(owner, rule.wish):
        return NOT_ALLOWED, False
    crossings = list(events(scope_in(owner, region), [rule.rule_id], limit=_MOST, import_id=message.import_id))
    if not crossings:
        return NOT_ALLOWED, False  # those it tells of are nobody's that the owner sees now
    notice = _Notice(rule, owner, region, crossings, message.delivery_id, message.import_id)
    if message.channel == "mail":
        settings = services.settings
        problem = deliver(settings, lambda: letter(settings, notice), f"alert {message.delivery_id}")
        return problem, problem == LATER
    return _post(services.settings, notice, clock), True


def _post(settings: Settings, notice: _Notice, clock: Clock) -> str | None:
    address = notice.rule.wish.webhook or ""
    stamp, secret = str(int(clock().replace(tzinfo=UTC).timestamp())), webhook_secret(settings, notice.rule.rule_id)
    body = json.dumps(payload(notice), ensure_ascii=False, default=str).encode()
    try:
        webhook.post(address, body, secret, stamp, notice.delivery_id, private=settings.webhook_private)
    except webhook.Refused as refused:
        return str(refused)
    return None


def payload(notice: _Notice) -> dict[str, Any]:
    """What a webhook is sent."""
    wish = notice.rule.wish
    names = ("kind", "org_id", "customer", "subscription_id", "value")
    return {
        "delivery": notice.delivery_id,
        "rule": {"id": notice.rule.rule_id, "name": wish.name},
        "region": notice.region.code,
        "import": notice.import_id,
        "subject": wish.subject,
        "product": wish.product,
        "threshold": wish.threshold,
        "data_of": notice.events[0].period,
        "rules": rules_of_tables(rules_of(notice.region), notice.region.quality, wish.watched.table.name),
        "events": [{name: getattr(event, name) for name in names} for event in reversed(notice.events)],
    }


def letter(settings: Settings, notice: _Notice) -> EmailMessage:
    """The mail of a judgement, in its reader's language."""
    language = notice.owner.language or settings.language or "en"
    wish, crossings = notice.rule.wish, list(reversed(notice.events))
    message = new_letter(settings, notice.owner.email, f"{wish.name} · {notice.region.code} · {len(crossings)}")
    meant = wish.watched.metric or wish.watched.table
    lines = [f"{wish.name} · {translated(wish.watched.label, language)} · {notice.region.code}"]
    lines += [said_in(language, meant.definition, rules_of(notice.region)), ""]
    unit = wish.watched.metric.unit if wish.watched.metric else ""
    lines += [_line(crossing, unit, language) for crossing in crossings[:_SHOWN]]
    if len(crossings) > _SHOWN:
        more = translated(N_("and %(number)s more"), language)
        lines.append(more % {"number": len(crossings) - _SHOWN})
    if settings.public_url:
        lines += ["", f"{settings.public_url.rstrip('/')}/alerts?region={notice.region.code}"]
    message.set_content("\n".join(lines))
    return message


def _line(event: Event, unit: str, language: str) -> str:
    """A crossing in words, the value of a KPI as its reader writes numbers."""
    name = " ".join(filter(None, (event.customer or event.org_id, event.subscription_id)))
    value = ""
    if event.value is not None:
        ratio = unit == "ratio"
        said = format_percent if ratio else format_decimal
        value = f" ({said(event.value, '#,##0.0 %' if ratio else '#,##0.##', locale=language)})"
    return f"{name + ': ' if name else ''}{translated(_KINDS[event.kind], language)}{value}"
