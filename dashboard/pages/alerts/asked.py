"""What the address of the page of alerts asks for: a form that is filled in, or a rule that is opened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_login import current_user
from werkzeug.datastructures import MultiDict

from dashboard.access.rights import may
from dashboard.alerts.rule_input import LONGEST_NAME, WAYS, Wish
from dashboard.alerts.rules import Rule, rule_for
from dashboard.data.alerts.subjects import Subject, subjects
from dashboard.data.query.question import PRODUCTS
from dashboard.errors import BadParameter, NotFound
from dashboard.i18n import N_
from dashboard.pages.alerts.words import subject_name
from dashboard.services import services
from dashboard.web.address import MANAGED_BY

FIRST, WITHOUT_ANALYTICS = "expiring", "customers"
"""What a form watches at first, and for who may not see analytics."""


@dataclass(frozen=True)
class Draft:
    """What the form holds. `rule`: the one that it changes. `filled`: the address says what to watch, so it is tried
    out at once."""

    wish: Wish
    rule: Rule | None = None
    filled: bool = False


def draft_of(query: Mapping[str, Any], regions: Sequence[str], refused: list[BadParameter]) -> Draft:
    """What to fill the form with. What the address says and means nothing is refused, and falls back."""
    arguments: MultiDict[str, str] = MultiDict(query)
    if rule_id := arguments.get("rule", ""):
        try:
            rule = rule_for(services().store, current_user, rule_id)
        except NotFound:
            refused.append(BadParameter("rule", N_("the id of a rule that you may see")))
        else:
            own = rule.user_id == current_user.user_id
            others = replace(rule.wish, webhook=None, mail=False, shared=False)
            return Draft(rule.wish, rule, filled=True) if own else Draft(others, filled=True)
    return Draft(_wish(arguments, regions, refused), filled="subject" in arguments)


def _wish(arguments: MultiDict[str, str], regions: Sequence[str], refused: list[BadParameter]) -> Wish:
    first = FIRST if may(current_user, "analytics") else WITHOUT_ANALYTICS
    name = _one(arguments, "subject", tuple(subjects()), first, refused)
    subject = subjects()[name]
    region = _one(arguments, "region", tuple(regions), regions[0], refused)
    way = _one(arguments, "way", WAYS[3:] if subject.metric else WAYS[:3], _way(subject), refused)
    product = _one(arguments, "product", PRODUCTS, PRODUCTS[0], refused)
    managed_by = _one(arguments, "managed_by", MANAGED_BY, "", refused) or None
    filters = tuple(
        (key.removeprefix("filter."), text)
        for key, text in arguments.items(multi=True)
        if key.startswith("filter.") and _column(subject, key, refused)
    )
    return Wish(
        " ".join(arguments.get("name", "").split())[:LONGEST_NAME] or named(subject, region),
        region,
        name,
        product,
        filters,
        tuple(dict.fromkeys(arguments.getlist("tag"))),
        way,
        _number(arguments, refused),
        managed_by=managed_by,
        search=arguments.get("q", "")[:200],
    )


def named(subject: Subject, region: str) -> str:
    """What a rule is called unless somebody names it."""
    return f"{subject_name(subject)[: LONGEST_NAME - len(region) - 3]} · {region}"


def _way(subject: Subject) -> str:
    """A KPI that should be high is watched from above."""
    if subject.metric is None:
        return "entered"
    return "below" if subject.metric.good == "more" else "above"


def _one(
    arguments: MultiDict[str, str], key: str, names: Sequence[str], default: str, refused: list[BadParameter]
) -> str:
    text = arguments.get(key, "")
    if not text or text in names:
        return text or default
    refused.append(BadParameter(key, N_("one of %(names)s"), names=", ".join(names)))
    return default


def _column(subject: Subject, key: str, refused: list[BadParameter]) -> bool:
    if subject.table.column(key.removeprefix("filter.")) is not None:
        return True
    names = ", ".join(column.key for column in subject.table.columns)
    refused.append(BadParameter(key, N_("some of %(names)s"), names=names))
    return False


def _number(arguments: MultiDict[str, str], refused: list[BadParameter]) -> float | None:
    text = arguments.get("threshold", "")
    try:
        return float(text) if text else None
    except ValueError:
        refused.append(BadParameter("threshold", N_("a number")))
        return None
