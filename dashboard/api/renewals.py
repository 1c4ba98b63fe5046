"""GET /renewals and /renewals/backtest: the queue by risk, what it adds up to, and how well the score did."""

from dataclasses import asdict, replace
from typing import Any

from flask import Response

from dashboard.access import request_scope
from dashboard.api.base.answers import answer
from dashboard.api.tables import DEFAULT_LIMIT, MOST
from dashboard.data.money.values import MEASURES, Money, worth
from dashboard.data.query import queries
from dashboard.data.query.question import Question, View
from dashboard.data.renewals.backtest import ENOUGH, TOP, Picked, back_test
from dashboard.data.renewals.summaries import Stretch, by_month, by_owner, by_week
from dashboard.data.renewals.table import RENEWALS, reasons_of
from dashboard.data.storage.rules import RISKS, rules_of_tables


def renewals() -> Response:
    """Everything that ends within `days` for the product, the riskiest first, each with the reasons of its score."""
    reader = request_scope.reader()
    question, view = request_scope.question(reader), reader.view(RENEWALS)
    limit, offset = reader.number("limit", DEFAULT_LIMIT, 0, MOST), reader.number("offset", 0, 0, 2**31 - 1)
    rows = queries.rows(question, RENEWALS, replace(view, columns=()), limit=limit, offset=offset)
    summary = queries.summary(question, RENEWALS, view)
    return answer(
        {
            **_about(question),
            "rules": rules_of_tables(question.moment.rules, question.scope.region.quality, RENEWALS.name),
            "kpis": {key: value.number for key, value in summary.values.items()},
            "money": {measure: told(worth(question, RENEWALS, measure, view)) for measure in MEASURES},
            "rows": [_row(row) for row in rows],
            "total": summary.rows,
            **_summaries(question, view),
        }
    )


def backtest() -> Response:
    """How many of the first 20 ended without renewal at past dates, by the score, soonest first, and by chance."""
    question = request_scope.question(request_scope.reader())
    result = back_test(question)
    return answer(
        {
            **_about(question),
            "dates": result.dates,
            "cases": _picked(result.cases),
            "top": TOP,
            "by_score": _picked(result.by_score),
            "soonest_first": _picked(result.soonest_first),
            "chance": result.chance,
            "outcomes": result.outcomes,
            "enough": result.enough,
            "enough_from": ENOUGH,
            "median_lead_days": result.lead_days,
        }
    )


def told(money: Money) -> dict[str, Any]:
    """Sums by currency as exact decimal texts, and the share of the licences that they speak of."""
    sums = {currency: f"{amount:f}" for currency, amount in money.sums}
    return {"sums": sums, "licences": money.licences, "priced": money.priced, "priced_share": money.share}


def _about(question: Question) -> dict[str, Any]:
    moment = question.moment
    return {
        "region": question.scope.region.code,
        "product": question.product,
        "days": question.days,
        "as_of": moment.as_of,
        "data_as_of": moment.snapshot,
        "weights": {risk: moment.rules.weight(risk) for risk in RISKS},
    }


def _row(row: dict[str, Any]) -> dict[str, Any]:
    plain = {key: value for key, value in row.items() if not key.startswith(("points_", "value_"))}
    return plain | {"reasons": reasons_of(row)}


def _summaries(question: Question, view: View) -> dict[str, Any]:
    questions = {"by_month": by_month, "by_week": by_week, "by_owner": by_owner}
    names = {"by_month": "month", "by_week": "week", "by_owner": "owner"}
    return {key: [_stretch(stretch, names[key]) for stretch in ask(question, view)] for key, ask in questions.items()}


def _stretch(stretch: Stretch, name: str) -> dict[str, Any]:
    same = ("renewals", "seats", "by_risk", "forecast", "forecast_of")
    return {name: stretch.of, **{key: getattr(stretch, key) for key in same}, "money": told(stretch.money)}


def _picked(picked: Picked) -> dict[str, Any]:
    return asdict(picked) | {"precision": picked.precision}
