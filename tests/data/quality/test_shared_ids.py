"""A subscription id that two customers bear: found once, its orders counted once and shown to nobody as another's."""

from pathlib import Path

import sqlalchemy as sa

from dashboard.data.customers.detail import orders_of
from dashboard.data.quality.table import DATA_QUALITY
from dashboard.data.query import queries
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import assignment
from tests.data.factories import ask
from tests.data.files.reports import line, load, write


def test_it_is_found_once_and_its_order_is_nobody_elses(region: Region, tmp_path: Path) -> None:
    load(region, write(tmp_path, [line("A", "S1"), line("B", "S1"), line("C", "S2")]))
    orders = tmp_path / "orders.csv"
    orders.write_text("Order ID,Subscription ID,Order Date,Amount\nO1,S1,2026-01-01,10\nO2,S2,2026-01-01,20\n")
    load(region, orders)
    with region.write() as connection:
        mine = [{"user_id": 7, "customer_key": key} for key in (2, 3)]
        connection.execute(sa.insert(assignment), mine)
    everybody, partner = (ask(region, user_id=user) for user in (None, 7))
    for question, found_at in ((everybody, "A AG"), (partner, "B AG")):
        rows = [row for row in queries.stream(question, DATA_QUALITY) if row["finding"] == "shared_subscription"]
        assert [(row["customer"], row["subscription_id"], row["value"]) for row in rows] == [(found_at, "S1", 2)]
    assert [[order["order_id"] for order in orders_of(everybody, key)] for key in (1, 2, 3)] == [["O1"], [], ["O2"]]
    assert [[order["order_id"] for order in orders_of(partner, key)] for key in (2, 3)] == [[], ["O2"]]
