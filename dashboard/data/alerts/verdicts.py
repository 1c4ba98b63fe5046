"""What a judge finds, as values: how far a rule was judged, what it says at an import, what crossed."""

from dataclasses import dataclass
from datetime import date

from dashboard.data.alerts.members import Members
from dashboard.data.alerts.subjects import Evaluation
from dashboard.data.query.scope import Scope
from dashboard.i18n import N_

NO_DATA = N_("There is no data for it yet.")
UNKNOWN = N_("Its value is unknown.")


@dataclass(frozen=True)
class State:
    """How far a rule was judged, and whether its KPI was beyond the threshold then; None when it was not known."""

    import_id: int
    holds: bool | None


@dataclass(frozen=True)
class Verdict:
    """What a judge found for one rule at one import. `before` is the state that was looked at, None for the first time,
    when nothing is told. `holds` is None for a table, and where it is not known. `problem`: why it cannot be judged.
    """

    rule_id: str
    import_id: int
    before: State | None
    as_of: date
    period: date
    scope: Scope | None
    seen: Evaluation | None
    way: str
    holds: bool | None = None
    problem: str | None = None
    channels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Crossings:
    """What crossed one way: rows that entered or left, or the row (0, 0) for a KPI that came above or below."""

    kind: str
    rows: Members
    value: float | None = None
