"""Section: what a page is made of: a table, its finding in one sentence, and what to say when it is empty."""

from collections.abc import Callable
from dataclasses import dataclass

from dashboard.data.metric import Value
from dashboard.data.question import Question
from dashboard.data.table import Table

Values = dict[str, Value]


@dataclass(frozen=True)
class Section:
    """One section of a page.

    `finding` says in the reader's language what the KPIs amount to. `nothing` is said when no row exists at all,
    without any filter. `note` adds a sentence on how the rows were chosen, "" for none.
    """

    table: Table
    finding: Callable[[Question, Values], str]
    nothing: Callable[[Question], str]
    note: Callable[[Question], str] = lambda question: ""

    @property
    def name(self) -> str:
        """The table's name: one section, one table."""
        return self.table.name
