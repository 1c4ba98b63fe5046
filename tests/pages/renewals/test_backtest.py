"""The back-test of renewals in words."""

from datetime import date

from flask import Flask

from dashboard.data.renewals.backtest import BackTest, Picked
from dashboard.pages.renewals import backtest
from tests.ui.trees import text


def test_the_back_test_in_words(server: Flask) -> None:
    """31 of 40 known, 12 of 38, 50 of 200; a median of 47 days."""
    found = BackTest(
        dates=(date(2026, 6, 30), date(2026, 7, 31)),
        days=90,
        cases=Picked(50, 150, 9),
        by_score=Picked(31, 9, 0),
        soonest_first=Picked(12, 26, 2),
        outcomes=200,
        lead_days=47.0,
    )
    with server.test_request_context("/"):
        told = text([cell for line in backtest._lines(found) for cell in line])
        for said in ("78\N{NO-BREAK SPACE}% · 31 of 40", "32\N{NO-BREAK SPACE}% · 12 of 38", "50 of 200"):
            assert said in told, said
        assert backtest._cases(found) == (
            "209 cases at 2 month ends from 30 Jun 2026 to 31 Jul 2026, each looking 90 days ahead: 50 ended, 150 "
            "renewed, of 9 the outcome is not known yet."
        )
        few = BackTest(found.dates, 90, Picked(3, 26, 4), Picked(3, 5, 0), Picked(0, 0, 4), 29, None)
        assert backtest._too_few(few) == (
            "Too few to judge the score by: the outcomes of 29 renewals are known, and it takes 30."
        )
        assert (few.enough, found.enough) == (False, True)
        told = text([cell for line in backtest._lines(few) for cell in line])
        assert "3 of 8" in told  # below ten no percentage
        assert "–" in told
