"""/alerts: the caller's rules and those shared with them, what they told, what a rule would tell."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from flask import Response, request
from flask_babel import gettext
from flask_login import current_user

from dashboard.alerts.inbox import Notice, bell, history, looked_at, told
from dashboard.alerts.judge import judge
from dashboard.alerts.preview import preview
from dashboard.alerts.rule_input import wish_of
from dashboard.alerts.rules import Rule, add_rule, change_rule, delete_rule, rule_for, rules_for, webhook_secret
from dashboard.api.base.answers import answer
from dashboard.api.base.bodies import given
from dashboard.api.base.request_body import version_read
from dashboard.api.base.work_bodies import AlertBody, AlertPreviewBody
from dashboard.data.alerts.subjects import subjects
from dashboard.services import services


def rules() -> Response:
    """The rules, the newest of what one's own told, how many of that are new, and what can be watched."""
    opened = services()
    return answer(
        {
            "rules": [_rule(held) for held in rules_for(opened.store, current_user)],
            "events": [_event(notice) for notice in told(opened, current_user)],
            "unseen": bell(opened, current_user),
            "subjects": {key: gettext(subject.label) for key, subject in subjects().items()},
        }
    )


def add() -> Response:
    """201 with the new rule, which begins with what its table or KPI says now; `webhook_secret` this once."""
    opened = services()
    rule = add_rule(opened, current_user, wish_of(given(AlertBody)))
    judge(opened, opened.regions[rule.wish.region])
    return answer(_rule(rule) | _secret(rule), 201)


def rule(rule_id: str) -> Response:
    """One rule, with what it said at each import."""
    opened = services()
    held = rule_for(opened.store, current_user, rule_id)
    said = [{**asdict(judgement), "at": _utc(judgement.at)} for judgement in history(opened, current_user, rule_id)]
    return _versioned(_rule(held) | {"history": said}, held)


def change(rule_id: str) -> Response:
    """Replaces what is given of a rule of the caller's own; it begins anew. `If-Match` is the version that was read."""
    opened = services()
    held = rule_for(opened.store, current_user, rule_id)
    changed = change_rule(opened, current_user, rule_id, wish_of(given(AlertBody), held.wish), version_read())
    judge(opened, opened.regions[changed.wish.region])
    signs = changed.wish.webhook and not held.wish.webhook
    return _versioned(_rule(changed) | (_secret(changed) if signs else {}), changed)


def delete(rule_id: str) -> Response:
    """204: the rule and all that it told are gone."""
    delete_rule(services(), current_user, rule_id)
    return Response(status=204)


def try_out() -> Response:
    """What a rule would have told at the last eight imports, for `recipient` where a full administrator asks."""
    asked = given(AlertPreviewBody)
    recipient = asked.pop("recipient", "")
    outcome = preview(services(), current_user, wish_of(asked), recipient)
    return answer(asdict(outcome))


def seen() -> Response:
    """204: the caller has looked at what their rules told."""
    looked_at(services(), current_user)
    return Response(status=204)


def _rule(held: Rule) -> dict[str, Any]:
    own = held.user_id == current_user.user_id
    wish = asdict(held.wish) | {"filters": dict(held.wish.filters)}
    if not own:
        wish |= {"webhook": None, "mail": False}  # how others are told is theirs to know
    return {
        "rule_id": held.rule_id,
        "own": own,
        "by": held.email,
        "version": held.version,
        **wish,
    }


def _secret(held: Rule) -> dict[str, str]:
    """What signs the messages to a webhook, told once: with the answer that makes it."""
    return {"webhook_secret": webhook_secret(services().settings, held.rule_id)} if held.wish.webhook else {}


def _event(notice: Notice) -> dict[str, Any]:
    event = {**asdict(notice.event), "at": _utc(notice.event.at)}
    link = (
        f"/customers/{event['org_id']}?region={notice.region}" if event["org_id"] else f"/alerts?region={notice.region}"
    )
    return {"rule": notice.rule.wish.name, "region": notice.region, **event, "link": request.script_root + link}


def _utc(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC)


def _versioned(fields: dict[str, Any], held: Rule) -> Response:
    response = answer(fields)
    response.headers["ETag"] = f'"{held.version}"'
    return response
