"""Call quality by week as a figure."""

from datetime import date

from dashboard.data.calling.trends import QUALITY_KINDS
from dashboard.data.query.frame import frame_of
from dashboard.ui.charts import quality_figure

WEEKS = frame_of(
    [
        {"week": date(2026, 11, 1), "good": None, "poor": None, "unmeasured": None, "poor_rate": None},
        {"week": date(2026, 11, 8), "good": 90, "poor": 10, "unmeasured": 5, "poor_rate": 0.1},
        {"week": date(2026, 11, 15), "good": 12000, "poor": 600, "unmeasured": 0, "poor_rate": 600 / 12600},
    ],
    QUALITY_KINDS,
)


def test_the_rate_stands_above_stacked_legs_and_gaps_stay_gaps() -> None:
    rate, good, poor, unmeasured = quality_figure.quality_trend(WEEKS, "light").data
    assert list(rate.y) == [None, 0.1, 600 / 12600]
    assert list(rate.text) == ["", "10.0", "4.8"]
    assert [list(part.y) for part in (good, poor, unmeasured)] == [[None, 90, 12000], [None, 10, 600], [None, 5, 0]]
    assert [part.name for part in (good, poor, unmeasured)] == ["Good", "Poor", "Unmeasured"]
    assert poor.marker.pattern.shape == "/"


def test_a_press_on_a_week_opens_it_and_on_the_last_changes_nothing() -> None:
    press = quality_figure.quality_trend(WEEKS, "dark").layout.meta["press"]
    assert press == {
        "Week of 1 Nov 2026": {"as_of": "2026-11-08"},
        "Week of 8 Nov 2026": {"as_of": "2026-11-15"},
    }


def test_the_twin_has_the_newest_week_first() -> None:
    headers, rows = quality_figure.twin(WEEKS)
    assert headers == ["Week of", "Good", "Poor", "Unmeasured", "% poor"]
    assert rows[0] == ["15 Nov 2026", "12,000", "600", "0", "4.8\N{NO-BREAK SPACE}%"]
    assert rows[2] == ["1 Nov 2026", "–", "–", "–", "–"]


def test_a_figure_without_any_week_known_is_drawn_empty() -> None:
    figure = quality_figure.quality_trend(WEEKS[:1], "light")
    assert list(figure.data[0].y) == [None]
