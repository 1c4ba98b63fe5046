"""Style sheets and code agree on what they share."""

import re
from pathlib import Path
from typing import get_args

import pytest

from dashboard.ui.icons import Icon
from dashboard.ui.tokens import FONT, TOKENS, Theme, theme_of

ASSETS = Path(__file__).parents[2] / "assets"
SHEETS = sorted(ASSETS.glob("[0-9]*-*.css"))


def block(theme: Theme) -> dict[str, str]:
    """The custom properties that 1-tokens.css gives a theme."""
    sheet = re.sub(r"/\*.*?\*/", "", (ASSETS / "1-tokens.css").read_text(), flags=re.DOTALL)
    opening = ":root {" if theme == "light" else '[data-bs-theme="dark"] {'
    body = sheet.split(opening, 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", body))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_tokens_of_figures_are_those_of_the_style_sheet(theme: Theme) -> None:
    sheet = block(theme)
    assert TOKENS[theme] == {name: sheet[name] for name in TOKENS[theme]}


def test_figures_use_the_font_of_the_page() -> None:
    assert block("light")["font"] == FONT


def test_dark_changes_every_colour_that_light_gives() -> None:
    light, dark = block("light"), block("dark")
    colours = {name for name, value in light.items() if value.startswith(("#", "rgb"))}
    assert colours <= set(dark)
    assert set(dark) <= set(light)


def test_every_icon_has_its_mask() -> None:
    sheet = (ASSETS / "5-icons.css").read_text()
    assert set(re.findall(r"\.icon-([a-z-]+) \{", sheet)) == set(get_args(Icon))


@pytest.mark.parametrize(
    "sheet", [sheet for sheet in SHEETS if sheet.name != "1-tokens.css"], ids=lambda sheet: sheet.name
)
def test_no_component_names_a_colour(sheet: Path) -> None:
    text = re.sub(r'url\("data:.*?"\)', "", sheet.read_text())
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?=\s*[;,)])", text.replace("#000 86%", "")) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_token_in_use_is_declared(sheet: Path) -> None:
    declared = set(re.findall(r"(--[\w-]+)\s*[:{]", "".join(sheet.read_text() for sheet in SHEETS)))
    used = set(re.findall(r"var\((--[\w-]+)\)", sheet.read_text()))
    assert used <= declared


@pytest.mark.parametrize(
    ("cookies", "theme"),
    [
        ({}, "light"),
        ({"theme": "dark"}, "dark"),
        ({"system_theme": "dark"}, "dark"),
        ({"theme": "light", "system_theme": "dark"}, "light"),
        ({"theme": "<script>", "system_theme": "nonsense"}, "light"),
    ],
)
def test_a_choice_goes_before_the_system(cookies: dict[str, str], theme: Theme) -> None:
    assert theme_of(cookies) == theme
