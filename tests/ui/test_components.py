"""Components as trees: marks, names, and what must never be in them."""

from typing import Any

import pytest
from dash import html

from dashboard.ui import components, controls, shell
from dashboard.ui.formats import Delta
from dashboard.ui.parts import section as section_parts
from tests.ui.trees import find, nodes, text


def card(**changes: Any) -> html.Div:
    fields = {
        "key": "over_limit",
        "label": "Over licence limit",
        "value_text": "12.34k",
        "full_text": "12,345",
        "raw": "12345",
        "unit_text": "customers",
        "definition": "Customers with more licences assigned than purchased.",
        "formula": "count distinct customers",
        "delta": Delta("up", "+2", "bad"),
        "spark": [1, 2, None, 3],
        "spark_label": "Last 13 weeks",
        "href": "#overage",
    }
    return components.kpi_card(**{**fields, **changes})


def test_a_card_bears_its_key_and_its_raw_value() -> None:
    assert len(find(card(), data_kpi="over_limit", data_value="12345")) == 1


def test_a_shortened_value_is_told_in_full_on_hover_and_to_readers() -> None:
    (value,) = find(card(), className="kpi-value")
    assert value["data-tip"] == "12,345"
    assert value["aria-label"] == "Over licence limit: 12.34k (12,345) customers"


def test_the_definition_belongs_to_a_button_that_takes_the_focus() -> None:
    (button,) = find(card(), type="Button")
    assert "count distinct customers" in button["data-tip"]
    assert button["aria-label"].startswith("Definition of Over licence limit: ")
    assert "count distinct customers" in button["aria-label"]


def test_a_change_is_told_by_arrow_sign_and_word() -> None:
    assert "▲ +2 vs last week · worse" in text(card())
    assert "unchanged" in text(card(delta=Delta("same", "0")))
    assert "no data a week earlier" in text(card(delta=None, reason="no data a week earlier"))


def test_a_line_needs_two_known_values() -> None:
    assert len(find(card(), type="Img", alt="Last 13 weeks")) == 1
    assert find(card(spark=[None, 4]), type="Img") == []


def test_a_number_of_a_strip_names_its_section() -> None:
    number = components.strip_kpi(
        key="expiring.assignment_rate",
        label="Licence assignment",
        value_text="74 %",
        raw="0.7356",
        definition="Share assigned.",
        formula="sum assigned / sum purchased",
        detail="3,715 of 5,050",
    )
    assert len(find(number, data_kpi="expiring.assignment_rate", data_value="0.7356")) == 1
    assert "sum assigned / sum purchased" in find(number, type="Button")[0]["data-tip"]
    assert "3,715 of 5,050" in text(number)


def test_a_section_is_named_by_its_finding() -> None:
    frame = section_parts.frame("expiring", "Expiring", html.Div(), controls.toolbar([]), ["rows"], "tabled")
    (section,) = find(frame, id="expiring")
    (heading,) = find(section_parts.heading("expiring", "18 customers expire"), type="H2")
    assert heading["id"] == section["aria-labelledby"] == "heading-expiring"


@pytest.mark.parametrize("kind", ["no_data", "nothing", "filtered", "not_licensed", "not_measured", "failed"])
def test_an_empty_state_says_why_and_what_to_do(kind: Any) -> None:
    state = components.empty_state(kind, "Nothing here", "Because.", html.Button("Do this"))
    assert len(find(state, data_empty=kind)) == 1
    assert text(state) == "Nothing hereBecause.Do this"


def test_an_action_without_children_is_not_lost() -> None:
    assert len(find(components.notice("info", "Title.", "Text", html.Img(src="x")), type="Img")) == 1


def test_a_segmented_choice_is_native_radio_inputs_with_values() -> None:
    choice = controls.segmented(
        control="product",
        name="Product",
        options=[("meetings", "Meetings"), ("calling", "Calling")],
        value="calling",
        id="product",
    )
    assert len(find(choice, type="Fieldset", data_control="product")) == 1
    (radios,) = find(choice, type="RadioItems")
    assert [option["value"] for option in radios["options"]] == ["meetings", "calling"]
    assert radios["value"] == "calling"
    assert find(choice, type="Legend")[0]["children"] == "Product"


def test_a_twin_says_every_number_with_headers() -> None:
    twin = components.data_table_twin(["Week", "Used"], [["27 Sep", "310"], ["4 Oct", "–"]], "Licences per week")
    assert [head["children"] for head in find(twin, scope="col")] == ["Week", "Used"]
    assert [head["children"] for head in find(twin, scope="row")] == ["27 Sep", "4 Oct"]
    assert find(twin, role="region")[0]["tabIndex"] == 0


def frame() -> html.Div:
    entries: list[list[shell.Entry]] = [
        [("/subscriptions", "subscriptions", "Subscriptions", True), ("/help", "help", "Help", False)]
    ]
    return shell.frame(
        nav=shell.nav_links(entries, "/"),
        context_bar=[shell.context_space()],
        main_children=[html.H1("Subscriptions")],
        user_initials="AK",
        user_name="Anke Krüger",
        theme="dark",
    )


def test_the_frame_has_a_skip_link_landmarks_and_an_unready_main() -> None:
    tree = frame()
    assert find(tree, className="skip")[0]["href"] == "#main"
    (main,) = find(tree, type="Main")
    assert (main["id"], main["data-ready"]) == ("main", "false")
    assert {link["href"] for link in find(tree, aria_current="page")} == {"/subscriptions"}
    assert len({nav["aria-label"] for nav in find(tree, type="Nav")}) == len(find(tree, type="Nav"))


def test_switches_and_signing_out_are_posts() -> None:
    forms = find(frame(), type="Form")
    assert {form["action"] for form in forms} == {"/theme", "/language", "/logout"}
    assert {form["method"] for form in forms} == {"post"}
    assert {node["value"] for node in find(frame(), name="theme")} == {"light"}


def test_nothing_is_styled_inline_and_every_button_has_a_name() -> None:
    for tree in (frame(), card(), components.legend(), components.skeleton("kpis")):
        for node in nodes(tree):
            assert "style" not in node["attributes"]
            if node["type"] == "Button":
                assert node.get("aria-label") or text(node["children"]).strip()
