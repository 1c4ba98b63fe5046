"""Small multiples of numbers by region as a figure."""

from datetime import date

import pandas as pd
import pytest

from dashboard.data.query.frame import frame_of
from dashboard.ui.charts import region_figure

LABELS = {"customers": "Customers", "over": "Over"}
KINDS = {"region": "text", "week": "date", "customers": "integer", "over": "integer"}
SUNDAYS = [date(2026, 11, 8), date(2026, 11, 15), date(2026, 11, 22)]
COUNTS: dict[str, list[tuple[int | None, int | None]]] = {
    "US": [(5, 1), (None, None), (7, 0)],
    "EU": [(12_345, None), (12_350, None), (None, None)],
}
WEEKS = frame_of(
    [
        {"region": region, "week": week, "customers": customers, "over": over}
        for region, counts in COUNTS.items()
        for week, (customers, over) in zip(SUNDAYS, counts, strict=True)
    ],
    KINDS,  # type: ignore[arg-type]
)


def test_a_panel_for_each_number_in_each_region_and_gaps_stay_gaps() -> None:
    panels = region_figure.small_multiples(WEEKS, LABELS, "light").data
    assert [(panel.name, list(panel.y)) for panel in panels] == [
        ("Customers, US", [5, None, 7]),
        ("Over, US", [1, None, 0]),
        ("Customers, EU", [12345, 12350, None]),
        ("Over, EU", [None, None, None]),
    ]
    assert [panel.xaxis for panel in panels] == ["x", "x2", "x3", "x4"]
    assert all(panel.connectgaps is False for panel in panels)
    assert list(panels[0].marker.size) == [6, 0, 6], "a point alone between gaps is seen"
    assert list(panels[2].customdata) == ["12,345", "12,350", "–"]


def test_every_panel_begins_at_zero_in_its_own_scale() -> None:
    layout = region_figure.small_multiples(WEEKS, LABELS, "dark").layout
    assert [axis.range[0] for axis in (layout.yaxis, layout.yaxis2, layout.yaxis3, layout.yaxis4)] == [0, 0, 0, 0]
    assert layout.yaxis.range[1] == pytest.approx(9.8)
    assert layout.yaxis3.range[1] == pytest.approx(17290)


def test_panels_stand_in_rows_of_regions_and_on_a_phone_in_rows_of_numbers() -> None:
    figure = region_figure.small_multiples(WEEKS, LABELS, "light")
    wide, narrow = figure.layout.meta["wide"], figure.layout.meta["narrow"]
    assert wide["height"] == 30 + 28 + 2 * 84 == figure.layout.height
    assert wide["xaxis.domain"] == wide["xaxis3.domain"], "one number below the other"
    assert wide["yaxis.domain"] == wide["yaxis2.domain"], "one region in a row"
    assert narrow["xaxis.domain"] == narrow["xaxis2.domain"]
    assert narrow["yaxis.domain"] == narrow["yaxis3.domain"]
    assert (wide["xaxis.showticklabels"], wide["xaxis3.showticklabels"]) == (False, True)
    assert wide["margin.r"] != narrow["margin.r"], "by which assets/chart.js tells them apart"


def test_the_newest_number_is_named_and_what_is_unknown_says_so() -> None:
    figure = region_figure.small_multiples(WEEKS, LABELS, "light")
    wide = [label["text"] for label in figure.layout.meta["wide"]["annotations"]]
    assert wide == ["7", "Customers", "US", "0", "Over", "12.35k", "EU", "no data"]
    narrow = [label["text"] for label in figure.layout.meta["narrow"]["annotations"]]
    assert narrow == ["US 7", "Customers", "US 0", "Over", "EU 12.35k", "EU – no data"]


def test_the_twin_has_the_newest_week_first() -> None:
    headers, rows = region_figure.twin(WEEKS, LABELS)
    assert headers == ["Week of", "Region", "Customers", "Over"]
    assert rows[:2] == [["22 Nov 2026", "US", "7", "0"], ["22 Nov 2026", "EU", "–", "–"]]
    assert rows[-1] == ["8 Nov 2026", "EU", "12,345", "–"]


def test_no_region_at_all() -> None:
    assert region_figure.twin(WEEKS[:0], LABELS)[1] == []


def test_rows_of_a_filtered_frame() -> None:
    only = WEEKS[WEEKS["region"] == "EU"]
    assert isinstance(only, pd.DataFrame)
    assert [list(panel.y) for panel in region_figure.small_multiples(only, LABELS, "light").data][0][0] == 12345
