"""Right-sizing in Chromium: a slider that asks when it rests, keeps the focus and stands in the address."""

import re
import zipfile
from pathlib import Path

from playwright.sync_api import Locator, Request, expect

from dashboard.data.exports.verify import verify
from tests.browser.chromium.screen import Screen

PART = "#right_sizing"


def slider(screen: Screen) -> Locator:
    return screen.page.get_by_role("slider", name="Buffer above the peak")


def test_a_drag_asks_once_and_keys_keep_the_focus(screen: Screen) -> None:
    before = screen.open("/subscriptions").near("right_sizing").agree()
    handle, asked = slider(screen), list[str]()
    handle.scroll_into_view_if_needed()
    screen.ready()

    def note(request: Request) -> None:
        body = request.post_data_json if "update-component" in request.url else None
        if body and "buffer.value" in body.get("changedPropIds", ()):
            asked.append(request.url)

    screen.page.on("request", note)
    box = handle.bounding_box()
    assert box is not None
    mouse, middle = screen.page.mouse, box["y"] + box["height"] / 2
    mouse.move(box["x"] + box["width"] * 0.2, middle)
    mouse.down()
    mouse.move(box["x"] + box["width"] * 0.6, middle, steps=20)
    expect(screen.find(f"{PART} .slider-value")).to_have_text(re.compile(r"^(29|30|31)\s%$"))
    assert asked == []
    assert screen.query() == []
    mouse.up()
    expect(screen.page).to_have_url(re.compile("buffer=(29|30|31)"))
    after = screen.ready().agree()
    assert len(asked) == 1
    assert (after["right_sizing.idle"] or 0) < (before["right_sizing.idle"] or 0)
    assert {key: value for key, value in after.items() if "right_sizing" not in key} == {
        key: value for key, value in before.items() if "right_sizing" not in key
    }
    value = int(handle.input_value())
    handle.press("ArrowRight")
    handle.press("ArrowRight")
    expect(screen.page).to_have_url(re.compile(f"buffer={value + 2}"))
    screen.ready().agree()
    expect(handle).to_be_focused()
    expect(handle).to_have_attribute("aria-valuetext", re.compile(rf"^{value + 2}\s%$"))
    screen.page.go_back()
    expect(handle).to_have_value(str(value))
    assert screen.ready().agree() == after


def test_the_window_stands_in_the_address(screen: Screen) -> None:
    short = screen.open("/subscriptions?window=4").agree()
    long = screen.choose("window", "26").agree()
    assert screen.query() == [("window", "26")]
    assert (long["right_sizing.recommended"] or 0) > (short["right_sizing.recommended"] or 0)
    screen.page.reload()
    assert screen.ready().agree() == long
    expect(screen.find('[data-control="window"] input[value="26"]')).to_be_checked()


def test_a_customers_page_asks_by_itself(screen: Screen) -> None:
    screen.open("/subscriptions")
    org_id = screen.table("right_sizing")["rows"][0]["org_id"]
    screen.open(f"/customers/{org_id}?region=US")
    shown = screen.find("#sizing").inner_text()
    slider(screen).focus()
    slider(screen).press("End")
    expect(screen.page).to_have_url(re.compile("buffer=50"))
    expect(screen.find("#sizing")).to_contain_text("50\N{NO-BREAK SPACE}% on it")
    expect(slider(screen)).to_be_focused()
    assert screen.find("#sizing").inner_text() != shown
    screen.page.reload()
    expect(slider(screen.ready())).to_have_value("50")
    screen.find('[data-control="region"] input[value="EU"]').click()  # nothing on the page answers that by itself
    expect(screen.find("main:not([hidden])")).to_contain_text("There is no customer with this id")


def test_an_export_with_sidecar_is_checked_by_the_page(screen: Screen, tmp_path: Path) -> None:
    screen.open("/subscriptions?buffer=25")
    menu = screen.find(f"{PART} details:has([title='Other formats'])")
    menu.locator("summary").click()
    with screen.page.expect_download() as download:
        menu.get_by_text("Export CSV with sidecar").click()
    saved = tmp_path / download.value.suggested_filename
    download.value.save_as(saved)
    verdict = verify(saved)
    assert (verdict.differences, verdict.told["buffer_percent"]) == ((), 25)
    assert verdict.rows == screen.table("right_sizing")["total"]
    menu.locator("summary").click()  # the download closed it
    menu.get_by_text("Check a file").click()
    screen.ready().page.set_input_files("#file", saved)
    screen.page.get_by_role("button", name="Check").click()
    expect(screen.find("#verdict")).to_contain_text("is exactly what its sidecar says")
    with zipfile.ZipFile(saved) as archive:
        archive.extractall(tmp_path)
    changed = tmp_path / saved.stem
    changed.write_bytes(changed.read_bytes() + b"\r\n")
    screen.page.set_input_files("#file", changed)
    screen.page.set_input_files("#sidecar", tmp_path / f"{saved.stem}.sidecar.json")
    screen.page.get_by_role("button", name="Check").click()
    expect(screen.find("#verdict")).to_contain_text("is not what its sidecar says")
