"""The partner's help file: read as it is written, refused with its place, never shown half."""

from pathlib import Path

import pytest

from dashboard.errors import DashboardError
from dashboard.resources import PACKAGED, in_language, read, resources

DESK = '[desk]\nname = "Desk"\n'


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_the_packaged_file_speaks_both_languages() -> None:
    found = read(PACKAGED)
    assert {one.place for one in found.resource} == {"quick", "featured", ""}
    assert in_language(found.desk.name, "de") == "Partner-Helpdesk"
    assert in_language({"en": "only English"}, "de") == "only English"


def test_an_edit_shows_at_once(tmp_path: Path) -> None:
    file = write(tmp_path / "help.toml", DESK)
    assert resources(file).resources.desk.name == "Desk"
    write(file, DESK.replace("Desk", "Other desk"))
    assert resources(file).resources.desk.name == "Other desk"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[desk", "help.toml: Expected"),
        ("", "desk: Field required"),
        (DESK + '[[resource]]\ntitle = "A"\nurl = "javascript:alert(1)"\n', "resource.1.url: .*begins with https://"),
        (DESK + '[[resource]]\ntitle = "A"\nurl = "https://a.example"\nplace = "top"\n', "resource.1.place"),
        (DESK + '[[resource]]\ntitle = "A"\nadress = "https://a.example"\n', "resource.1"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(tmp_path: Path, text: str, why: str) -> None:
    file = write(tmp_path / "help.toml", text)
    with pytest.raises(DashboardError, match=why):
        read(file)
    found = resources(file)
    assert found.problem
    assert found.resources == read(PACKAGED)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DashboardError, match="none.toml: cannot be read: No such file"):
        read(tmp_path / "none.toml")
