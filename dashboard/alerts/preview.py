"""What a rule would have told at the last imports, before it is kept: nothing is written."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from dashboard.access.accounts import User, find_user, scope_in
from dashboard.access.rights import demand
from dashboard.alerts.judge import verdict
from dashboard.alerts.rule_input import Wish, checked
from dashboard.data.alerts.history import named
from dashboard.data.alerts.imports import Judged, brings, judged_imports
from dashboard.data.alerts.members import NOBODY
from dashboard.data.alerts.subjects import Evaluation
from dashboard.data.storage.store import reading
from dashboard.data.storage.store import user as users
from dashboard.errors import BadParameter, Forbidden
from dashboard.i18n import N_
from dashboard.services import Services

IMPORTS = 8
_NAMED = 20


@dataclass(frozen=True)
class Step:
    """What a rule would have said at an import. `entered` and `left` are the names of customers, the first 20;
    `tells` how many crossings it would have told, `problem` why it could not have been judged."""

    import_id: int
    file_name: str
    as_of: date
    value: float | None
    entered: tuple[str, ...]
    left: tuple[str, ...]
    tells: int
    problem: str | None


@dataclass(frozen=True)
class Preview:
    """Who would have been told what, the newest import last. `rows` are those of the table now, `own_rows` those that
    the asker would see in it: the same unless it is for another recipient."""

    recipient: str
    steps: tuple[Step, ...]
    rows: int
    own_rows: int


def preview(services: Services, user: User, wish: Wish, recipient: str = "") -> Preview:
    """The last eight imports of its data as the rule would have judged them, for oneself or, as a full administrator,
    for somebody else in their scope. Raises BadParameter, Forbidden.

    An import of other files is left out: what crosses with one is told here at the next of its own."""
    kept = checked(services, user, wish)
    other = _recipient(services, user, recipient)
    region = services.regions[kept.region]
    every = judged_imports(region, services.settings.as_of())
    imports = [judged for judged in every if brings(judged, weekly=kept.watched.weekly)][-IMPORTS - 1 :]
    steps, before = list[Step](), None
    for number, imported in enumerate(imports):
        judgement = verdict(region, kept, other, imported)
        first = number == 0 and len(imports) > IMPORTS
        seen = judgement.seen if judgement.problem is None else None
        if not first:
            steps.append(_step(services, other, kept, imported, before, seen, judgement.problem))
        before = seen or before
    last = imports[-1:]
    rows = before.members if before and last else NOBODY
    own = verdict(region, kept, user, last[0]).seen if last and other != user else None
    return Preview(other.email, tuple(steps), len(rows), len(own.members) if own else len(rows))


def _step(
    services: Services,
    user: User,
    wish: Wish,
    judged: Judged,
    before: Evaluation | None,
    seen: Evaluation | None,
    problem: str | None,
) -> Step:
    """Compared with the judgement before; the first of all tells nothing."""
    new = [*(seen.members - before.members)] if seen and before else []
    gone = [*(before.members - seen.members)] if seen and before else []
    scope = scope_in(user, services.regions[wish.region])
    names = [named(scope, {key for key, _sub in some[:_NAMED]}) for some in (new, gone)]
    number = {"entered": len(new), "left": len(gone), "either": len(new) + len(gone)}.get(wish.way, 0)
    if wish.way in ("above", "below") and seen and before and None not in (seen.value, before.value):
        number = int(_beyond(wish, seen) and not _beyond(wish, before))
    return Step(
        judged.import_id,
        judged.file_name,
        judged.as_of,
        seen.value if seen else None,
        names[0],
        names[1],
        number,
        problem,
    )


def _beyond(wish: Wish, seen: Evaluation) -> bool:
    value, threshold = seen.value or 0.0, wish.threshold or 0.0
    return value > threshold if wish.way == "above" else value < threshold


def _recipient(services: Services, user: User, email: str) -> User:
    wanted = email.strip().lower()
    if not wanted or wanted == user.email:
        return user
    if user.role != "full_admin":
        raise Forbidden(N_("Your role may not do this."))
    demand(user, "users_view")
    with reading(services.store) as connection:
        recipient = find_user(connection, sa.and_(users.c.email == wanted))
    if recipient is None:
        raise BadParameter("recipient", N_("the address of a user"))
    return recipient
