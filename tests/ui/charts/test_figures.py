"""The licence trend: what it draws, what it leaves out, what it says."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboard.data.query.frame import frame_of
from dashboard.data.subscriptions.trend import KINDS
from dashboard.ui.charts import figures, quality_figure, region_figure
from dashboard.ui.charts.labels import HEIGHT
from dashboard.ui.charts.waterfall_figure import waterfall
from tests.ui.charts import test_quality_figure, test_region_figure, test_waterfall_figure


def weeks(*counts: tuple[int | None, int | None, int | None] | None) -> pd.DataFrame:
    """Weeks from 6 September 2026 on: purchased, assigned, used, or None where nothing was imported."""
    points = [
        {
            "week": date(2026, 9, 6) + timedelta(weeks=i),
            **dict(zip(("purchased", "assigned", "used"), known or (None, None, None), strict=True)),
        }
        for i, known in enumerate(counts)
    ]
    return frame_of(points, KINDS)


FOUR = weeks((500, 400, 300), (500, 410, 310), None, (520, 420, 90))


def traces(points: pd.DataFrame = FOUR) -> dict[str, Any]:
    return {trace.name: trace for trace in figures.licence_trend(points, "light").data}


def test_a_week_without_an_import_is_a_gap_and_not_zero() -> None:
    assert list(traces()["Used"].y) == [300, 310, None, 90]
    assert traces()["Used"].connectgaps is False


def test_the_idle_area_is_closed_at_a_gap() -> None:
    assert list(traces()[""].y) == [400, 410, 310, 300, None, 420, 90, None]


def test_a_count_that_no_report_tells_is_left_out_of_the_last_week() -> None:
    points = weeks((500, 400, 300), (None, 410, 310), (520, 420, None))
    texts = [note.text for note in figures.licence_trend(points, "light").layout.annotations]
    assert texts == ["Purchased", "520", "Assigned", "420 · 81\N{NO-BREAK SPACE}%"]
    narrow = figures.licence_trend(points, "light").layout.meta["narrow"]["annotations"]
    assert [note["text"] for note in narrow] == ["Purchased 520", "Assigned 420"]
    assert list(traces(points)[""].y) == [400, 410, 310, 300, None]
    assert list(traces(points)["Used"].marker.size) == [0, 6, 0]  # its own last known week
    assert figures.trend_summary(points, "Licences").startswith("Licences: purchased 520, assigned 420, used –")


def test_a_part_of_a_frame_is_drawn_as_a_frame_of_its_own() -> None:
    assert figures.licence_trend(FOUR[1:], "light") == figures.licence_trend(FOUR[1:].reset_index(drop=True), "light")


def test_hover_tells_exact_numbers() -> None:
    big = weeks((48210, 33940, 21880))
    assert list(traces(big)["Purchased"].customdata) == ["48,210"]
    assert traces(big)["Purchased"].hovertemplate == "Purchased  %{customdata}<extra></extra>"


def test_the_scale_starts_at_zero_and_ends_on_a_round_tick() -> None:
    axis = figures.licence_trend(FOUR, "light").layout.yaxis
    assert axis.range[0] == 0
    assert list(axis.tickvals) == [0, 200, 400, 600]


def test_every_week_keeps_its_place_the_gap_too() -> None:
    axis = figures.licence_trend(FOUR, "light").layout.xaxis
    assert list(axis.categoryarray) == [
        f"Week of {day}" for day in ("6 Sep 2026", "13 Sep 2026", "20 Sep 2026", "27 Sep 2026")
    ]


def test_labels_stand_at_the_last_known_week_and_in_the_gap() -> None:
    texts = [note.text for note in figures.licence_trend(FOUR, "light").layout.annotations]
    assert texts == [
        "20 Sep<br>no import",
        "Purchased",
        "520",
        "Assigned",
        "420 · 81\N{NO-BREAK SPACE}%",
        "Used",
        "90 · 17\N{NO-BREAK SPACE}%",
    ]


def test_a_gap_of_several_weeks_is_named_by_its_first_and_last() -> None:
    points = weeks((5, 4, 3), None, None, None, (5, 4, 3))
    assert figures.licence_trend(points, "light").layout.annotations[0].text == "13 Sep – 27 Sep<br>no import"


@pytest.mark.parametrize("last", [(100, 100, 100), (100, 99, 98), (3, 0, 0), (0, 0, 0)])
def test_labels_of_close_lines_do_not_touch(last: tuple[int, int, int]) -> None:
    layout = figures.licence_trend(weeks(last), "light").layout
    top = layout.yaxis.range[1] / 1.02
    heights = sorted(note.y / top * (HEIGHT - 36) for note in layout.annotations[::2])
    assert all(above - below >= 35.9 for below, above in zip(heights, heights[1:], strict=False))


def test_no_text_of_a_figure_needs_an_inline_style() -> None:
    """Plotly turns tags such as <b> and <span> into style attributes, which the content policy refuses."""
    written = figures.licence_trend(FOUR, "dark").to_json()
    assert not any(tag in written for tag in ("<b", "<i>", "<span", "<a ", "\\u003cb\\u003e", "\\u003cspan"))


def test_the_narrow_layout_travels_with_the_figure() -> None:
    meta = figures.licence_trend(FOUR, "light").layout.meta
    assert meta["narrow"]["margin.r"] < 40 < meta["wide"]["margin.r"]
    assert [note["text"] for note in meta["narrow"]["annotations"]][1:] == ["Purchased 520", "Assigned 420", "Used 90"]


@pytest.mark.parametrize(
    "figure",
    [
        figures.licence_trend(FOUR, "light"),
        quality_figure.quality_trend(test_quality_figure.WEEKS, "light"),
        region_figure.small_multiples(test_region_figure.WEEKS, test_region_figure.LABELS, "light"),
        waterfall(test_waterfall_figure.steps(10, 5), "light", {}, "changes"),
    ],
    ids=["trend", "weeks", "regions", "waterfall"],
)
def test_a_figure_comes_as_it_is_wide(figure: go.Figure) -> None:
    """Else assets/chart.js lays out every chart once more: it compares the right margin."""
    layout = figure.to_dict()["layout"]
    assert layout["margin"]["r"] == layout["meta"]["wide"]["margin.r"]


def test_no_data_at_all_draws_nothing_and_fails_nothing() -> None:
    figure = figures.licence_trend(weeks(None, None), "light")
    assert [note.text for note in figure.layout.annotations] == ["6 Sep – 13 Sep<br>no import"]
    assert figures.trend_summary(weeks(None), "Licences") == "Licences: no week has data"


def test_the_summary_and_the_twin_tell_the_same_numbers() -> None:
    assert figures.trend_summary(FOUR, "Licences") == (
        "Licences: purchased 520, assigned 420, used 90 in the week of 27 Sep 2026"
    )
    headers, rows = figures.trend_rows(FOUR)
    assert headers == ["Week of", "Purchased", "Assigned", "Used"]
    assert rows[0] == ["27 Sep 2026", "520", "420", "90"]
    assert rows[1] == ["20 Sep 2026", "–", "–", "–"]


def test_light_and_dark_differ_in_colours_alone() -> None:
    light, dark = (figures.licence_trend(FOUR, theme).to_plotly_json() for theme in ("light", "dark"))
    assert light["layout"]["template"] != dark["layout"]["template"]
    assert [trace["y"] for trace in light["data"]] == [trace["y"] for trace in dark["data"]]


@pytest.mark.parametrize(
    ("most", "top", "ticks"),
    [(104_000, 120_000, 7), (100, 100, 5), (7, 8, 5), (1, 1, 2), (55, 60, 4), (120, 120, 7), (1_001, 1_200, 7)],
)
def test_an_axis_ends_near_its_highest_value(most: int, top: int, ticks: int) -> None:
    found, end = figures._scale(weeks((most, None, None)))
    assert (end, found[-1], len(found), found[0]) == (top, top, ticks, 0)
    assert all(tick == int(tick) for tick in found)
