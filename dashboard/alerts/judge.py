"""The judge: every rule of a region, once for each import that it was not judged at, in its owner's scope of now.

What a rule finds is looked up before anything is written; what it says is written for all rules of an import in one
transaction. Rules that ask the same share the answer.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from dashboard.access.accounts import User, customers_in, find_user, scope_in
from dashboard.alerts.rule_input import Wish
from dashboard.alerts.rules import Rule, may_be_judged, rules_in
from dashboard.data.alerts import crossings
from dashboard.data.alerts.evaluation import Asked, evaluate, evaluate_all
from dashboard.data.alerts.imports import Judged, judged_imports
from dashboard.data.alerts.subjects import Evaluation, period_of
from dashboard.data.alerts.verdicts import NO_DATA, UNKNOWN, State, Verdict
from dashboard.data.query.moment import moment
from dashboard.data.query.question import MOST_DAYS, Filter, Product, Question
from dashboard.data.query.scope import Scope
from dashboard.data.renewals.table import RENEWALS
from dashboard.data.storage.regions import Region
from dashboard.data.storage.store import now, reading
from dashboard.data.storage.store import user as users
from dashboard.errors import BadParameter, DashboardError
from dashboard.i18n import N_
from dashboard.services import Services

Clock = Callable[[], datetime]

NOT_ALLOWED = N_("The rule's owner may no longer see this.")
NOBODY = N_("No customer of this region is assigned to the rule's owner.")
FAILED = N_("It failed for a reason that the server's log tells.")

_NEAR = Filter("days_left", "<=", (Question.days,), f"<={Question.days}")
"""The renewals of a rule that does not say how far ahead it looks."""

_log = logging.getLogger(__name__)
_Answers = dict[str, tuple[Asked, Evaluation]]  # by rule: what it asked, and what that says


def judge_all(services: Services, clock: Clock = now) -> int:
    """Judges every region; how many crossings are told. A region that fails is left for the next time."""
    crossed = 0
    for region in services.regions.values():
        try:
            crossed += judge(services, region, clock)
        except (DashboardError, sa.exc.DBAPIError) as error:
            _log.error("region %s: rules were not judged: %s", region.code, type(error).__name__)
    return crossed


def judge(services: Services, region: Region, clock: Clock = now) -> int:
    """Judges the region's rules at every import that they were not judged at, in order; how many crossings are told.

    A rule that was never judged begins at the newest import and tells nothing of what is there.
    """
    rules = [rule for rule in rules_in(services.store, region.code) if not rule.wish.paused]
    if not rules:
        return 0
    imports, states = judged_imports(region, services.settings.as_of()), crossings.states(region)
    owners = {user_id: _owner(services, user_id) for user_id in {rule.user_id for rule in rules}}
    count = 0
    for judged in imports:
        newest = judged is imports[-1]
        due = [rule for rule in rules if _is_due(states.get(rule.rule_id), judged, newest)]
        if due:
            count += _judged(region, due, states, owners, judged, clock())
            states = crossings.states(region)
    return count


def _is_due(state: State | None, judged: Judged, newest: bool) -> bool:
    return newest if state is None else judged.import_id > state.import_id


def _judged(
    region: Region,
    rules: list[Rule],
    states: dict[str, State],
    owners: dict[int, User | None],
    judged: Judged,
    at_time: datetime,
) -> int:
    answers = _looked_up(region, rules, owners, judged)
    verdicts = [
        replace(
            verdict(region, rule.wish, owners[rule.user_id], judged, answers.get(rule.rule_id)),
            rule_id=rule.rule_id,
            before=states.get(rule.rule_id),
        )
        for rule in rules
    ]
    return crossings.judged(region, verdicts, at_time)


def _looked_up(region: Region, rules: list[Rule], owners: dict[int, User | None], judged: Judged) -> _Answers:
    """What the rules ask, all at once; what fails is asked again by its rule alone."""
    asked: dict[str, Asked] = {}
    for rule in rules:
        owner = owners[rule.user_id]
        with suppress(DashboardError):
            if owner is not None and may_be_judged(owner, rule.wish):
                asked[rule.rule_id] = _asked(scope_in(owner, region), rule.wish, owner, judged)
    evaluations = evaluate_all(dict.fromkeys(asked.values()))  # in order: the statements are the same every time
    return {rule_id: (mine, evaluations[mine]) for rule_id, mine in asked.items() if mine in evaluations}


def verdict(
    region: Region, wish: Wish, owner: User | None, judged: Judged, answer: tuple[Asked, Evaluation] | None = None
) -> Verdict:
    """What a wish says at an import to its owner, of no rule yet; a reason where it cannot be judged. `answer` where it
    was asked already."""
    judgement = Verdict(
        "", judged.import_id, None, judged.as_of, judged.as_of, None, None, wish.way, channels=wish.channels
    )
    try:
        if owner is None or not owner.is_active or not may_be_judged(owner, wish):
            return replace(judgement, problem=NOT_ALLOWED)
    except BadParameter as stale:  # a subject of another version
        return replace(judgement, problem=str(stale))
    scope = scope_in(owner, region)
    if scope.user_id is not None and not customers_in(scope):
        return replace(judgement, problem=NOBODY)
    try:
        asked = answer[0] if answer else _asked(scope, wish, owner, judged)
        seen = answer[1] if answer else evaluate(asked)
        judgement = replace(judgement, scope=scope, seen=seen, period=period_of(asked[0], wish.watched))
    except DashboardError as error:
        return replace(judgement, problem=str(error))
    except sa.exc.DBAPIError as error:
        _log.error("rule %s in %s: %s", wish.subject, region.code, type(error).__name__)
        return replace(judgement, problem=FAILED)
    if not seen.known:
        return replace(judgement, problem=NO_DATA)
    if wish.watched.metric is None:
        return judgement
    return (
        replace(judgement, problem=UNKNOWN)
        if seen.value is None
        else replace(judgement, holds=_holds(wish, seen.value))
    )


def _asked(scope: Scope, wish: Wish, owner: User, judged: Judged) -> Asked:
    """What a rule asks: renewals are looked for as far ahead as a filter may ask, so that all rules ask of the same."""
    narrowed = scope.narrowed(tags=wish.tags, managed_by=wish.managed_by, search=wish.search)
    product: Product = "calling" if wish.product == "calling" else "meetings"
    asked = Question(narrowed, moment(narrowed, judged.as_of), product, days=MOST_DAYS)
    view = wish.view(owner.email)
    if wish.watched.table is RENEWALS and all(part.column != _NEAR.column for part in view.filters):
        view = replace(view, filters=(*view.filters, _NEAR))
    return asked, wish.watched, view


def _holds(wish: Wish, value: float) -> bool:
    threshold = wish.threshold or 0.0
    return value > threshold if wish.way == "above" else value < threshold


def _owner(services: Services, user_id: int) -> User | None:
    mine: sa.ColumnElement[bool] = users.c.user_id == user_id
    with reading(services.store) as connection:
        return find_user(connection, mine)
