"""Component trees as assets/draw.js draws them."""

import json

from dash import html

from dashboard.ui import drawn
from dashboard.ui.drawn import Native


def test_a_tree_is_tag_attributes_children() -> None:
    tree = html.Div(
        ["a", html.B("<b>", className="x", **{"data-kpi": "k"}), None, Native("input", {"type": "checkbox"})]
    )
    expected = ["div", {}, ["a", ["b", {"class": "x", "data-kpi": "k"}, ["<b>"]], ["input", {"type": "checkbox"}, []]]]
    assert drawn.nodes(tree) == [expected]


def test_true_is_an_attribute_and_false_is_none() -> None:
    (node,) = drawn.nodes(html.Option("a", value="1", selected=True, disabled=False))
    assert node == ["option", {"value": "1", "selected": ""}, ["a"]]


def test_an_answer_names_its_share_and_its_slots() -> None:
    answer = json.loads(drawn.answer("region=EU", {".head": [html.P("x")], ".foot": []}, rows=3))
    assert answer == {"share": "region=EU", "slots": {".head": [["p", {}, ["x"]]], ".foot": []}, "rows": 3}
