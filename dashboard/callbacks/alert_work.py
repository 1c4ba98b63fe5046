"""What the buttons and forms of the page of alerts do: values of a browser become rules, digests, what was read."""

import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_login import current_user

from dashboard.access import request_scope
from dashboard.alerts.digest import end_digest, set_digest
from dashboard.alerts.due import after_import
from dashboard.alerts.inbox import looked_at, looked_at_one
from dashboard.alerts.preview import Preview, preview
from dashboard.alerts.rule_input import MOST_FILTERS, MOST_TAGS, Wish
from dashboard.alerts.rules import Rule, add_rule, change_rule, delete_rule, rule_for
from dashboard.callbacks.report_work import Values, clock_time, whole
from dashboard.data.alerts.subjects import Subject, subject_named
from dashboard.errors import BadParameter
from dashboard.i18n import N_
from dashboard.pages.alerts.asked import named
from dashboard.pages.alerts.forms import ANYBODY
from dashboard.pages.alerts.words import untyped
from dashboard.pages.reports.words import moment
from dashboard.services import services
from dashboard.ui.parts.filter_rows import filters_of

_PART = "rule-"


def _read(which: str) -> str:
    code, _, number = which.partition(":")
    looked_at_one(services(), current_user, code, whole_number(number))
    return gettext("Marked as read.")


def _read_all(which: str) -> str:
    try:
        until = datetime.fromisoformat(which)
    except ValueError:
        raise BadParameter("act", N_("a moment")) from None
    looked_at(services(), current_user, until=until)
    return gettext("All are marked as read.")


def _pause(which: str) -> str:
    changed = _paused(which, paused=True)
    return gettext("%(name)s pauses: nothing is judged until you resume it.", name=changed.wish.name)


def _resume(which: str) -> str:
    changed = _paused(which, paused=False)
    after_import(services(), services().regions[changed.wish.region])
    return gettext("%(name)s goes on, and begins with what there is now.", name=changed.wish.name)


def _paused(which: str, *, paused: bool) -> Rule:
    held = rule_for(services().store, current_user, which)
    return change_rule(services(), current_user, which, replace(held.wish, paused=paused), held.version)


def _delete(which: str) -> str:
    delete_rule(services(), current_user, which)
    return gettext("The rule was deleted, with all that it told.")


def _end_digest(_which: str) -> str:
    end_digest(services(), current_user)
    return gettext("You get no digest any more.")


ACTS: dict[str, Callable[[str], str]] = {
    "read": _read,
    "read-all": _read_all,
    "pause": _pause,
    "resume": _resume,
    "delete": _delete,
    "digest-end": _end_digest,
}


def save_rule(entered: Values) -> tuple[Rule, bool]:
    """Keeps the rule of the form, a new one or the one that it holds, and judges it for the first time.

    And whether it has a webhook that it did not have. Raises BadParameter, whose parameter is the field, NotFound, and
    Conflict when it was changed meanwhile.
    """
    opened, rule_id = services(), str(entered.get("rule-id") or "")
    wish, before = wish_from(entered), None
    if rule_id:
        held = rule_for(opened.store, current_user, rule_id)
        version, before = whole(entered.get("rule-version")), held.wish.webhook
        kept = change_rule(opened, current_user, rule_id, replace(wish, paused=held.wish.paused), version)
    else:
        kept = add_rule(opened, current_user, wish)
    after_import(opened, opened.regions[kept.wish.region])
    return kept, bool(kept.wish.webhook) and before is None


def try_out(entered: Values) -> tuple[Wish, Preview]:
    """What the rule of the form would have told, to oneself or to another. Raises BadParameter, Forbidden."""
    wish = wish_from(entered)
    return wish, preview(services(), current_user, wish, str(entered.get("rule-recipient") or ""))


def wish_from(entered: Values) -> Wish:
    """The wish of the form. Raises BadParameter, whose parameter is the field."""
    own = {key.removeprefix(_PART): value for key, value in entered.items() if key.startswith(_PART)}
    subject, region = subject_named(str(own.get("subject"))), str(own.get("region"))
    tags, managed_by = own.get("tags"), own.get("managed_by")
    return Wish(
        name=str(own.get("name") or "") or named(subject, region),
        region=region,
        subject=str(own.get("subject")),
        product=str(own.get("product") or "meetings"),
        filters=filters_of(own, subject.table.columns, MOST_FILTERS),
        tags=tuple(str(tag) for tag in tags[: MOST_TAGS + 1]) if isinstance(tags, list) else (),
        way=str(own.get("way")),
        threshold=_threshold(subject, own.get("threshold")),
        mail=own.get("mail") is True,
        webhook=str(own.get("webhook") or "").strip() or None,
        shared=own.get("shared") is True,
        managed_by=None if managed_by in (None, ANYBODY) else str(managed_by),
        search=str(own.get("search") or "").strip(),
    )


def _threshold(subject: Subject, value: Any) -> float | None:
    if subject.metric is None or isinstance(value, bool):
        return None
    with suppress(TypeError, ValueError, OverflowError):
        number = float(value)
        return untyped(subject, number) if math.isfinite(number) else None
    return None


def regions_of_user() -> list[str]:
    """Where the user may watch."""
    return list(request_scope.scopes("customers"))


def save_digest(entered: Values) -> str:
    """Keeps the wish for a digest and says when it goes out. Raises BadParameter, whose parameter is the field."""
    zone = str(entered.get("digest-zone") or "").strip()
    weekday, at = whole(entered.get("digest-weekday")), clock_time(entered.get("digest-at"))
    kept = set_digest(services(), current_user, weekday, at, zone)
    return gettext("Your digest goes out next on %(moment)s.", moment=moment(kept.next_due, kept.zone))


def whole_number(text: str) -> int:
    """A number of an event, 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
