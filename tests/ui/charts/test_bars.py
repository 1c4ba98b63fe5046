"""Charts of bars as tables: each row says its numbers, presses change the address."""

import json

from dashboard.ui.charts import bars
from dashboard.ui.controls import Child
from tests.ui.trees import find, text


def test_a_chart_of_bars_is_a_table_with_its_mark() -> None:
    row: list[Child] = ["Web", bars.bar([("good", 0.5), ("poor", 0.25)], "Web: good 2 · poor 1"), "3"]
    made = bars.table("endpoints", "Legs by endpoint type", ["Endpoint type", "", "Legs"], [row])
    assert len(find(made, data_chart="endpoints")) == 1
    assert text(made).startswith("Legs by endpoint type")
    [bar] = find(made, className="bar")
    assert (bar["role"], bar["aria-label"], bar["data-tip"]) == ("img", "Web: good 2 · poor 1", "Web: good 2 · poor 1")
    parts = [part for name in ("good", "poor") for part in find(made, className=f"bar-part {name}")]
    assert [part["style"] for part in parts] == [{"width": "50.000%"}, {"width": "25.000%"}]


def test_a_press_changes_the_address_and_leads_to_a_section() -> None:
    press = bars.press("48 customers", {"t.filter.uses": "false"}, "48 customers do not use it", "t")
    [button] = find(press, type="Button")
    assert json.loads(button["data-set"]) == {"t.filter.uses": "false"}
    assert (button["data-to"], button["aria-label"]) == ("t", "48 customers do not use it")
