"""GET /changes: a number now and a week before, and what made the difference."""

from typing import Any

from flask import Response

from dashboard import asking
from dashboard.api.answers import answer
from dashboard.data.moment import a_week_before
from dashboard.data.question import LICENCES
from dashboard.data.waterfall.changes import Part, comparison


def changes() -> Response:
    """The causes sum to the change; the table `changes` holds the rows behind each."""
    question = asking.question(asking.reader())
    found = comparison(question)
    return answer(
        {
            "region": question.scope.region.code,
            "measure": question.measure,
            "product": question.product if question.measure in LICENCES else None,
            "as_of": question.moment.as_of,
            "data_as_of": question.moment.snapshot,
            "before_as_of": a_week_before(question.moment).as_of,
            "before_data_as_of": question.moment.week_ago,
            "before": found.before,
            "now": found.now,
            "change": found.change,
            "causes": [_part(part) for part in found.parts],
        }
    )


def _part(part: Part) -> dict[str, Any]:
    return {"cause": part.cause.key, "change": part.change, "customers": part.customers, "rows": part.rows}
