"""Parts of the page of renewals that are answered later: the back-test, and what other weights would do."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from dashboard.callbacks import tables, weights
from dashboard.data.own_rules import rules_of
from dashboard.data.storage.regions import Region
from dashboard.data.storage.rules import RISKS, Rules
from dashboard.errors import BadParameter
from dashboard.pages.renewals import page as renewals
from dashboard.ui import ids
from tests.data.factories import TODAY, org_id
from tests.ui.trees import text

DAY = timedelta(days=1)
A, B = org_id("A"), org_id("B")
AT = f"region=US&as_of={TODAY}"


def test_what_is_late_is_answered_when_it_comes_near(at_work: Any) -> None:
    known: dict[str, Any] = {"controls": {}, "facets": None, "facet_ids": [], "path": "/renewals", "search": f"?{AT}"}
    with at_work("full_admin"):
        assert "There is no earlier month end" not in text(renewals.layout(region="US", as_of=str(TODAY)))
        found = tables.table(1, ids.near("backtest"), **known)
        with pytest.raises(BadParameter):
            tables.table(1, ids.near("weights"), **known)
    assert found["slots"] == [[]]
    assert text(found["table"]) == "There is no earlier month end to look back from."


def test_other_weights_are_tried_before_they_are_saved(at_work: Any, us: Region) -> None:
    """By use alone A has 100 points in place of 63, and B, which is used wholly, none in place of 17."""
    given: dict[str, Any] = dict.fromkeys(RISKS, 0) | {"low_use": 100}
    with at_work("read_only_admin"):
        told = text(_tried(given))
        assert "The first 20 stay in their order." in told
        assert "A AGS11163100B AGS222170" in told
        assert "a whole number from 0 to 100" in text(_tried(given | {"low_use": 101}))
        assert "a whole number from 0 to 100" in text(_tried(given | {"low_use": None}))
        with pytest.raises(BadParameter):
            _tried({"x": 1})
    assert rules_of(us) == Rules()


def _tried(given: Mapping[str, object]) -> Any:
    names = [ids.weight(risk) for risk in given]
    return weights.weights(1, list(given.values()), names, {}, None, {}, [], "/renewals", f"?{AT}")
