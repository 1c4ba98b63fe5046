"""Notes in figures by week: where they stand, and that nothing in them is read as markup."""

from datetime import date

import plotly.graph_objects as go
import pytest

from dashboard.ui.charts.note_figure import with_notes
from dashboard.ui.charts.series import week_name

WEEKS = (date(2026, 11, 1), date(2026, 11, 8), date(2026, 11, 15))
NOTE = {WEEKS[1]: "14 Nov 2026: Migration <b>weekend</b> & more than there is room for"}


def figure(trace: go.Scatter | go.Bar) -> go.Figure:
    names = [*map(week_name, WEEKS)]
    held = {"text": "held"}
    rooms = {"wide": {"margin.r": 9, "annotations": [held]}, "narrow": {"margin.r": 1}}
    return go.Figure(trace, {"xaxis": {"categoryarray": names}, "annotations": [held], "meta": {**rooms, "below": 480}})


@pytest.mark.parametrize(("trace", "place"), [(go.Scatter(), 1), (go.Bar(), 0.5)])
def test_a_line_at_the_week_or_where_its_bar_begins(trace: go.Scatter | go.Bar, place: float) -> None:
    layout = with_notes(figure(trace), NOTE, "light").layout
    [line] = layout.shapes
    assert (line.x0, line.x1, line.y0, line.y1) == (place, place, 0, 1)
    held, label = layout.annotations
    assert held.text == "held"
    assert label.x == place
    assert label.text == "14 Nov 2026: Migration &lt;b&gt;weekend…"
    assert label.hovertext.endswith("&lt;/b&gt; &amp; more than there is room for")


def test_it_stays_in_a_wide_and_in_a_narrow_chart() -> None:
    meta = with_notes(figure(go.Scatter()), NOTE, "dark").layout.meta
    assert [one["text"][:4] for one in meta["wide"]["annotations"]] == ["held", "14 N"]
    assert [one["text"][:4] for one in meta["narrow"]["annotations"]] == ["14 N"]
    assert meta["below"] == 480


def test_a_figure_without_notes_is_the_same() -> None:
    assert with_notes(figure(go.Bar()), {}, "light") == figure(go.Bar())
