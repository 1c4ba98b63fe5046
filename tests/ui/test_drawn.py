"""Component trees as assets/draw.js draws them."""

import json
from typing import Any

from dash import html

from dashboard.ui import drawn
from dashboard.ui.drawn import Native
from dashboard.ui.marks import marks


def test_a_tree_is_tag_attributes_children() -> None:
    bold = html.B("<b>", className="x", **marks(data_kpi="k"))
    box: Any = Native("input", {"type": "checkbox"})
    expected = ["div", {}, ["a", ["b", {"class": "x", "data-kpi": "k"}, ["<b>"]], ["input", {"type": "checkbox"}, []]]]
    assert drawn.nodes(html.Div(["a", bold, None, box])) == [expected]


def test_true_is_an_attribute_and_false_is_none() -> None:
    (node,) = drawn.nodes(html.Option("a", value="1", selected=True, disabled=False))
    assert node == ["option", {"value": "1", "selected": ""}, ["a"]]


def test_an_answer_names_its_share_and_its_slots() -> None:
    answer: Any = json.loads(drawn.answer("region=EU", {".head": [html.P("x")], ".foot": []}, rows=3))
    assert answer == {"share": "region=EU", "slots": {".head": [["p", {}, ["x"]]], ".foot": []}, "rows": 3}
