"""GET /changes: a number now and a week before, or on the date compared with, and what made the difference."""

from typing import Any

from flask import Response

from dashboard.access import request_scope
from dashboard.api.base.answers import answer
from dashboard.data.changes.table import Part, comparison
from dashboard.data.query.moment import compared_with
from dashboard.data.query.question import LICENCES


def changes() -> Response:
    """The causes sum to the change; the table `changes` holds the rows behind each."""
    question = request_scope.question(request_scope.reader())
    compared, earlier = comparison(question), compared_with(question)
    return answer(
        {
            "region": question.scope.region.code,
            "measure": question.measure,
            "product": question.product if question.measure in LICENCES else None,
            "as_of": question.moment.as_of,
            "data_as_of": question.moment.snapshot,
            "before_as_of": earlier.as_of,
            "before_data_as_of": earlier.snapshot,
            "before": compared.before,
            "now": compared.now,
            "change": compared.change,
            "causes": [_part(part) for part in compared.parts],
        }
    )


def _part(part: Part) -> dict[str, Any]:
    return {"cause": part.cause.key, "change": part.change, "customers": part.customers, "rows": part.rows}
