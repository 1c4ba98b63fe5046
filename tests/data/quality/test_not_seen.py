"""The lists behind coverage: the counts of each line are those of the rows, on each engine."""

from collections import Counter
from datetime import date

import pytest

from dashboard.data.calling.coverage import SIGHTS, week_coverage
from dashboard.data.provenance.coverage import licence_coverage
from dashboard.data.quality.not_seen import NOT_SEEN, SUBJECTS
from dashboard.data.query import queries
from dashboard.data.query.question import Filter, View
from dashboard.data.storage.regions import Region
from tests.data.factories import ask
from tests.data.provenance.test_coverage import GONE, filled

__all__ = ["filled"]  # a fixture


def listed(region: Region, subject: str, as_of: date | None = None, **asked: object) -> dict[str, str]:
    """The reason of each customer that numbers about a subject do not speak of, by its letter."""
    question = ask(region, as_of, **asked) if as_of else ask(region, **asked)  # type: ignore[arg-type]
    view = View(filters=(Filter("subject", "=", (subject,), f"={subject}"),))
    return {one["customer"][0]: one["reason"] for one in queries.rows(question, NOT_SEEN, view, limit=100)}


def test_each_customer_has_its_reason(filled: Region) -> None:
    assert listed(filled, "licences") == {"E": "gone", "F": "never", "X": "never"}
    assert listed(filled, "quality")["B"] == "unmeasured"
    assert listed(filled, "usage")["C"] == "unreported"
    assert listed(filled, "usage")["D"] == "unlicensed"
    assert listed(filled, "licences", date(2026, 10, 1)) == {}  # no report by then: nothing is told of anybody


@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_counts_are_those_of_the_rows(filled: Region, subject: str) -> None:
    question = ask(filled)
    sight = (week_coverage(subject) if subject in SIGHTS else licence_coverage)(question)
    assert sight is not None
    assert sight.subject == subject
    assert dict(Counter(listed(filled, subject).values())) == dict(sight.unseen)
    assert len(listed(filled, subject)) == sight.every - sight.seen


def test_it_says_when_a_report_named_it_last(filled: Region) -> None:
    rows = queries.rows(ask(filled), NOT_SEEN, limit=100)
    last = {one["customer"][0]: one["last_named"] for one in rows if one["subject"] == "licences"}
    assert last == {"E": GONE, "F": None, "X": None}


def test_only_those_in_scope(filled: Region) -> None:
    assert listed(filled, "licences", search="E AG") == {"E": "gone"}
