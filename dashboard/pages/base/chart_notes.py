"""Notes on dates in charts by week, and in the tables beside them."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from flask_babel import gettext

from dashboard.data.provenance.chart_notes import notes_by_week
from dashboard.data.query.question import Question
from dashboard.data.query.scope import Scope
from dashboard.services import services
from dashboard.ui.charts.note_figure import with_notes
from dashboard.ui.charts.series import values
from dashboard.ui.formats import date_text
from dashboard.ui.tokens import Theme

Twin = tuple[list[str], list[list[str]]]
"""Headers and rows of a chart as text, a week each."""


def noted(question: Question, figure: go.Figure, weeks: pd.DataFrame, theme: Theme) -> go.Figure:
    """The figure with the notes of its weeks."""
    return with_notes(figure, _texts(question.scope, values(weeks["week"])), theme)


def noted_twin(question: Question, twin: Twin, weeks: pd.DataFrame, *, newest_first: bool = True) -> Twin:
    """The table with a column of notes, where a week has one. `weeks` are the oldest first."""
    every = values(weeks["week"])
    notes, (headers, rows) = _texts(question.scope, every), twin
    if not notes:
        return twin
    return [*headers, gettext("Notes")], [
        [*row, notes.get(week, "")] for week, row in zip(every[::-1] if newest_first else every, rows, strict=True)
    ]


def notes_of_regions(codes: Iterable[str], weeks: Sequence[date]) -> dict[str, dict[date, str]]:
    """The notes of weeks in each region of a chart, which its reader sees."""
    return {code: _texts(Scope(services().regions[code], None), weeks) for code in codes}


def _texts(scope: Scope, weeks: Sequence[Any]) -> dict[date, str]:
    notes = notes_by_week(scope)
    return {
        week: "; ".join(f"{date_text(note.day)}: {note.text}" for note in notes[week])
        for week in weeks
        if week in notes
    }
