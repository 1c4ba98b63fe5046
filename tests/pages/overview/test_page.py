"""The overview: a row for each region with numbers by hand, for each role, and what is missing."""

from typing import Any

from dashboard.data.storage.regions import Region
from tests.data.factories import SATURDAY
from tests.pages.overview.conftest import DAY, Draw
from tests.ui.trees import find, nodes, text


def marks(tree: Any) -> dict[str, str]:
    return {node["data-kpi"]: node["data-value"] for node in nodes(tree) if "data-kpi" in node}


def links(tree: Any) -> dict[str, str]:
    """Where each number leads, by its mark."""
    found = {}
    for node in nodes(tree):
        if "data-kpi" in node:
            children = node["children"]
            first = children[0] if isinstance(children, list) else children
            found[node["data-kpi"]] = first["props"]["href"]
    return found


def test_every_region_stands_in_a_row(draw: Draw, three: dict[str, Region]) -> None:
    tree = draw()
    numbers = marks(tree)
    assert {key: value for key, value in numbers.items() if key.startswith("US.")} == {
        "US.total_customers": "2",
        "US.nearing_expiration": "1",
        "US.nearing_renewal": "0",
        "US.low_assignment": "0",
        "US.over_limit": "1",
        "US.poor_rate": "",
        "US.abandonment_rate": "",
        "US.findings": "1",  # no report of the 14th
    }
    assert (numbers["EU.total_customers"], numbers["EU.over_limit"]) == ("1", "0")
    assert not [key for key in numbers if not key.startswith(("US.", "EU."))], "no number sums regions"
    rows = {node["data-region"]: text(node["children"]) for node in nodes(tree) if "data-region" in node}
    assert "▲ +1" in rows["US"]
    assert "21 Nov 2026next update 28 Nov 2026" in rows["US"]
    assert "no data a week earlier" in rows["EU"]
    assert "Out of reach: the database does not answer" in rows["CA"]
    assert "CA: out of reach" in text(find(tree, id="regions")[0]["children"])


def test_each_number_leads_to_its_page_with_region_and_day(draw: Draw, three: dict[str, Region]) -> None:
    assert links(draw())["EU.nearing_expiration"] == "/subscriptions?region=EU#expiring"
    shown = links(draw(as_of="2026-11-22", compare="2026-11-08"))
    assert shown["US.total_customers"] == "/subscriptions?region=US&as_of=2026-11-22&compare=2026-11-08"
    assert shown["US.over_limit"].endswith("#overage")
    assert {key: shown[f"US.{key}"].split("?")[0] for key in ("poor_rate", "abandonment_rate", "findings")} == {
        "poor_rate": "/calling",
        "abandonment_rate": "/queues",
        "findings": "/quality",
    }
    causes = [node["href"] for node in nodes(draw()) if "delta" in str(node.get("className"))]
    assert "/changes?region=US&measure=over_limit" in causes


def test_the_region_of_the_address_is_kept_by_links(draw: Draw, three: dict[str, Region]) -> None:
    hrefs = {node.get("href") for node in nodes(draw(region="EU")) if node["type"] == "A"}
    assert {"/?region=EU", "/calling?region=EU"} <= hrefs
    assert "Not understood in the address" not in text(draw(region="CA"))
    assert "Not understood in the address" in text(draw(region="XX"))


def test_one_region_has_cards_and_no_table(draw: Draw, at_work: dict[str, Region], filled: Region) -> None:
    tree = draw()
    assert find(tree, className="list-table standing") == []
    assert len(find(tree, className="kpi")) == 7
    assert marks(tree)["US.over_limit"] == "1"
    assert "The data is up to date" in text(tree)
    assert "US" not in [node.get("children") for node in find(tree, className="cell-tag")]


def test_late_data_is_told(draw: Draw, at_work: dict[str, Region], filled: Region) -> None:
    """Nine days after Saturday."""
    shown = text(draw(as_of=str(SATURDAY + 9 * DAY)))
    assert "US: a report is late" in shown
    assert "late since 28 Nov 2026" in shown


def test_who_has_no_customers_is_told_what_to_do(draw: Draw, at_work: dict[str, Region], us: Region) -> None:
    tree = draw()
    assert "Get Subscription Details from your provider" in text(tree)
    assert find(tree, href="/data", className="button primary") != []
    assert marks(tree) == {}
    assert "Ask a full administrator to import one." in text(draw("read_only_admin"))
    assert "Ask a full administrator to import one." in text(draw("help_desk"))
    assert "No customer is assigned to you yet" in text(draw("partner_admin"))


def test_in_german(draw: Draw, three: dict[str, Region]) -> None:
    shown = text(draw(language="de", since="2026-11-09"))
    assert "2 Dinge haben sich geändert" in shown
    assert "S1 endet in 85 Tagen und verlängert sich nicht" in shown
