"""/rules, /prices and /chart-notes: what holds for a whole region. Read by whoever has analytics there, changed by full
admins."""

from dataclasses import asdict
from typing import Any

from flask import Response
from flask_babel import gettext
from flask_login import current_user

from dashboard.access import region_settings as settings
from dashboard.access import request_scope
from dashboard.api.base.answers import answer
from dashboard.api.base.bodies import ChartNoteBody, body, given
from dashboard.api.base.request_body import committed, file_text
from dashboard.api.base.work_bodies import RulesBody
from dashboard.data.money.price_files import written
from dashboard.data.money.prices import KIND_PRODUCT, Price, price_list
from dashboard.data.own_rules import rules_of
from dashboard.data.provenance import chart_notes as noted
from dashboard.data.provenance.chart_notes import ChartNote
from dashboard.data.query.question import Question
from dashboard.data.renewals.weights import reordered
from dashboard.data.storage.rules import DEFAULTS, Rules
from dashboard.errors import Invalid


def rules() -> Response:
    """The rules in force, and the defaults."""
    region = _question().scope.region
    return answer(_told(rules_of(region)) | {"region": region.code})


def put_rules() -> Response:
    """The rules from now on: what is not given is the default again."""
    region = _question().scope.region
    return answer(
        _told(settings.set_rules(current_user, region, given(RulesBody), reset=True)) | {"region": region.code}
    )


def preview_rules() -> Response:
    """How the queue of renewals would begin by other rules, with the places and scores of now. Nothing is written."""
    question = _question()
    moved = reordered(question, question.moment.rules.changed(given(RulesBody)))
    return answer({"region": question.scope.region.code, "first": [asdict(row) for row in moved]})


def prices() -> Response:
    """The price list; amounts are exact decimals, as texts."""
    region = _question().scope.region
    return answer({"region": region.code, "prices": [_price(price) for price in price_list(region)]})


def prices_file() -> Response:
    """The same as CSV, as it is read back."""
    region = _question().scope.region
    headers = {"Content-Disposition": f'attachment; filename="prices_{region.code}.csv"'}
    return Response(written(price_list(region)), content_type="text/csv; charset=utf-8", headers=headers)


def put_prices() -> Response:
    """A CSV as the whole price list, dry unless `commit=true`: how many prices are new, are others, are gone."""
    region = _question().scope.region
    try:
        return answer(asdict(settings.import_prices(current_user, region, file_text(), commit=committed())))
    except Invalid as wrong:
        problems = [
            f"{problem.parameter}: {gettext(problem.text, **problem.values)}" for problem in wrong.problems[:100]
        ]
        message = f"file: {len(wrong.problems)} lines are wrong; nothing was changed"
        return answer({"error": {"code": "bad_parameter", "message": message}, "problems": problems}, 400)


def chart_notes() -> Response:
    """The notes on dates that every chart over time of the region shows, the newest date first."""
    region = _question().scope.region
    return answer({"region": region.code, "notes": [_note(note) for note in noted.chart_notes(region)]})


def add_chart_note() -> Response:
    """201 with a new note on a date of the region."""
    asked = body(ChartNoteBody)
    return answer(_note(settings.add_chart_note(current_user, _question().scope.region, asked.day, asked.note)), 201)


def delete_chart_note(note_id: int) -> Response:
    """204: the note is gone from the charts of the region."""
    settings.delete_chart_note(current_user, _question().scope.region, note_id)
    return Response(status=204)


def _note(note: ChartNote) -> dict[str, Any]:
    return {"note_id": note.note_id, "day": note.day, "note": note.text}


def _told(held: Rules) -> dict[str, Any]:
    return {"rules": asdict(held), "defaults": asdict(DEFAULTS)}


def _price(price: Price) -> dict[str, Any]:
    kept = {"product": KIND_PRODUCT[price.kind], "kind": price.kind, "price": f"{price.money:f}"}
    return kept | {"currency": price.currency, "valid_from": price.valid_from}


def _question() -> Question:
    return request_scope.question(request_scope.reader())
