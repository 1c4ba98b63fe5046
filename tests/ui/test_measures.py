"""A metric and its value as cards show it."""

from dashboard.data.calling.queues import ABANDONMENT_RATE, AVERAGE_ANSWER, OFFERED
from dashboard.data.query.metric import Value
from dashboard.data.storage.rules import DEFAULTS
from dashboard.ui import measures
from dashboard.ui.formats import Delta
from tests.ui.trees import find, text


def test_texts_follow_the_unit() -> None:
    assert measures.texts(OFFERED, Value(12345)) == ("12,345", "")
    assert measures.texts(AVERAGE_ANSWER, Value(1900, 20, True)) == ("1:35", "")
    assert measures.texts(ABANDONMENT_RATE, Value(10, 100, True)) == ("10\N{NO-BREAK SPACE}%", "10 of 100")
    assert measures.texts(ABANDONMENT_RATE, Value(None, None, True)) == ("–", "")


def test_marks_are_raw_numbers() -> None:
    assert measures.raw(Value(12345.0)) == "12345"
    assert measures.raw(Value(1, 3, True)) == repr(1 / 3)
    assert measures.raw(Value(None)) == ""


def test_changes_say_their_direction_and_whether_that_is_good() -> None:
    slower = measures.change(AVERAGE_ANSWER, Value(40, 1, True), Value(37.5, 1, True))
    assert slower == Delta("up", "+2.5 s", "bad")
    assert measures.change(AVERAGE_ANSWER, Value(40, 1, True), Value(40.01, 1, True)) == Delta("same", "0.0 s")
    assert measures.change(AVERAGE_ANSWER, Value(None, None, True), Value(1, 1, True)) is None
    fewer = measures.change(ABANDONMENT_RATE, Value(5, 100, True), Value(8, 100, True))
    assert fewer == Delta("down", "−3.0 pp", "good")


def test_a_card_of_a_week_tells_the_weeks_before() -> None:
    card = measures.card(ABANDONMENT_RATE, [Value(8, 100, True), Value(5, 100, True)], rules=DEFAULTS)
    [found] = find(card, data_kpi="abandonment_rate")
    assert found["data-value"] == "0.05"
    assert "5.0\N{NO-BREAK SPACE}%" in text(card)
    assert "better" in text(card)
