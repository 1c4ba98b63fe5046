"""What changed since last week: a KPI leads to its causes, a bar to its customers, a row to its customer."""

from playwright.sync_api import expect

from tests.browser.chromium.screen import Screen

CAUSE = "changes.filter.cause"


def agree(screen: Screen) -> None:
    """Every number of the page is the API's, and the causes sum to the change."""
    said, marks = screen.asked("/api/v1/changes"), screen.marks()
    assert {key: marks[key] for key in ("before", "now", "change")} == {
        key: said[key] for key in ("before", "now", "change")
    }
    assert sum(part["change"] for part in said["causes"]) == said["change"]
    if CAUSE not in dict(screen.query()):
        assert (marks["changes.change"], screen.count("changes")) == (
            said["change"],
            sum(part["rows"] for part in said["causes"]),
        )


def test_a_kpi_leads_to_its_causes(screen: Screen) -> None:
    screen.open("/subscriptions?region=US")
    link = screen.find('[data-kpi="nearing_expiration"] .kpi-why')
    change = link.inner_text().split()[1]  # after its arrow
    link.click()
    screen.page.wait_for_url("**/changes?region=US&measure=nearing_expiration")
    agree(screen.ready())
    expect(screen.find('[data-kpi="change"] .kpi-value')).to_have_text(change)
    expect(screen.find('[data-control="product"]')).to_be_hidden()


def test_a_bar_leads_to_its_rows_and_a_row_to_its_customer(screen: Screen) -> None:
    screen.open("/changes?region=US")
    screen.find('[data-control="measure"] select').select_option("used")
    agree(screen.ready())
    assert dict(screen.query())["measure"] == "used"
    screen.choose("product", "calling")
    agree(screen)
    screen.choose("product", "meetings")
    causes = {part["cause"]: part for part in screen.asked("/api/v1/changes")["causes"]}
    bar = screen.find('[data-chart="waterfall"] .bars .point path').first
    bar.hover(force=True)  # the chart's own layer lies over the bars
    expect(screen.find('[data-chart="waterfall"] .hoverlayer .hovertext')).to_have_count(1)
    bar.click(force=True)
    screen.page.wait_for_url(f"**{CAUSE}=*")
    pressed = causes[dict(screen.ready().query())[CAUSE].lstrip("=")]
    assert (screen.count("changes"), screen.marks()["changes.change"]) == (pressed["rows"], pressed["change"])
    expect(screen.find("#changes .chip")).to_contain_text("Cause: More used")
    screen.page.go_back()
    agree(screen.ready())
    screen.find(".waterfall-causes .button-link").last.click()
    screen.ready()
    assert len(set(screen.texts("changes", "cause"))) == 1
    screen.cells("changes", "customer").first.locator("a").click()
    screen.page.wait_for_url("**/customers/*")


def test_a_week_too_early_is_unknown_and_says_why(screen: Screen) -> None:
    screen.open("/changes?region=UAE")
    marks = screen.marks()
    assert {marks[key] for key in ("before", "now", "change")} == {None}
    screen.says("No data for UAE yet")
