"""Many legs are sorted and stored a block of lines at a time: each once, whichever block it is in."""

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from dashboard.data.files.loaders import legs
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema.calls import call_leg
from tests.data.calling.files import LEG_HEADERS, leg, load, write


@pytest.mark.parametrize("block", [1, 2, 3, 100])
def test_every_leg_is_stored_once(region: Region, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    monkeypatch.setattr(legs, "_SORTED", block)
    days = ["2026-11-10", "2026-11-03", "2026-11-10", "2026-11-04", "2026-11-03", "2026-11-10", "2026-11-11"]
    rows = [leg(f"L{number}", "C", "A", f"{day}T10:00:00Z", number) for number, day in enumerate(days)]
    load(region, write(tmp_path / "legs.csv", LEG_HEADERS, [*rows, rows[1] | {"Duration (s)": 99}]))
    with region.read() as connection:
        stored = connection.execute(sa.select(call_leg.c.leg_id, call_leg.c.week, call_leg.c.seconds)).all()
    early, late = date(2026, 11, 1), date(2026, 11, 8)
    assert sorted(map(tuple, stored)) == [
        ("L0", late, 0), ("L1", early, 99), ("L2", late, 2), ("L3", early, 3), ("L4", early, 4), ("L5", late, 5),
        ("L6", late, 6),
    ]  # fmt: skip
