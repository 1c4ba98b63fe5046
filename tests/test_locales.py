"""The German catalogue is complete, and keeps to the glossary."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
GERMAN = ROOT / "dashboard" / "locales" / "de" / "LC_MESSAGES" / "messages.po"
_PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}")


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="de")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """Every message that the code shows."""
    found = tmp_path_factory.mktemp("messages") / "messages.pot"
    options = ["-F", "tests/babel.cfg", "-k", "N_", "-k", "lazy_gettext", "-o", str(found), "dashboard"]
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", *options]
    subprocess.run(command, cwd=ROOT, check=True)
    return read(found)


def texts(message: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [message] if isinstance(message, str) else list(message or [])


def test_every_message_is_translated(template: Catalog) -> None:
    german = read(GERMAN)
    wanted = {str(message.id) for message in template if message.id}
    known = {str(message.id) for message in german if message.id and all(texts(message.string)) and not message.fuzzy}
    assert wanted - known == set()
    assert known - wanted == set()


def test_placeholders_are_kept() -> None:
    for message in read(GERMAN):
        if message.id:
            wanted = set(_PLACEHOLDER.findall(texts(message.id)[-1]))
            assert all(set(_PLACEHOLDER.findall(text)) == wanted for text in texts(message.string)), message.id


@pytest.mark.parametrize(
    ("english", "german"),
    [
        ("Total customers", "Kunden gesamt"),
        ("Nearing expiration", "Läuft bald ab"),
        ("Nearing renewal", "Verlängert sich bald"),
        ("Low licence assignment", "Geringe Lizenzzuweisung"),
        ("Licence distribution trend", "Lizenzverteilung im Zeitverlauf"),
        ("Auto-renewal", "Automatische Verlängerung"),
        ("Sign in", "Anmelden"),
        ("As of", "Stand"),
    ],
)
def test_the_words_of_the_glossary(english: str, german: str) -> None:
    message = read(GERMAN).get(english)
    assert message is not None
    assert message.string == german
