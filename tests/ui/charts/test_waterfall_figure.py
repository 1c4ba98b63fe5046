"""A waterfall: every bar begins where the one before it ended, and the axis tells where it begins."""

import pandas as pd

from dashboard.ui.charts.waterfall_figure import Kind, Step, axis_from, waterfall


def steps(before: float, *changes: float) -> pd.DataFrame:
    level, found = before, [Step("before", "Before", "total", 0, before, str(before), "before")]
    for number, change in enumerate(changes):
        kind: Kind = "rise" if change > 0 else "fall"
        found.append(Step(f"c{number}", "A cause with a long name", kind, level, level + change, str(change), "tip"))
        level += change
    return pd.DataFrame([*found, Step("now", "Now", "total", 0, level, str(level), "now")])


def test_bars_of_each_kind() -> None:
    figure = waterfall(steps(10, 5, -8), "light", {"c0": {"x": "y"}}, "changes")
    links, rises, falls, totals = figure.data
    assert (tuple(rises.base), tuple(rises.x), tuple(rises.y)) == ((10,), (5,), ("c0",))
    assert (tuple(falls.base), tuple(falls.x)) == ((15,), (-8,))
    assert (tuple(totals.base), tuple(totals.x)) == ((0, 0), (10, 7))
    assert tuple(links.x) == (10, 10, None, 15, 15, None, 7, 7, None)
    assert figure.layout.yaxis.ticktext[1] == "A cause with a long<br>name"
    assert figure.layout.meta["press"] == {"c0": {"x": "y"}}


def test_a_small_change_of_a_large_number_can_be_seen() -> None:
    assert axis_from(steps(10_000, 40, -20)) == 9_980  # half of 10,040 - 10,000 below the lowest
    figure = waterfall(steps(10_000, 40, -20), "dark", {}, "changes")
    assert tuple(figure.data[3].base) == (9_980, 9_980)
    assert tuple(figure.data[3].x) == (20, 40)


def test_the_axis_begins_at_zero_where_it_can() -> None:
    assert axis_from(steps(0, 3)) == 0
    assert axis_from(steps(10, 20, -25)) == 0
    assert axis_from(steps(10)) == 0


def test_one_more_of_eighteen_leaves_room_below() -> None:
    assert axis_from(steps(18, 1, -1)) == 17
