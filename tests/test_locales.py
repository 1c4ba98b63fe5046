"""The German catalogue is complete, and keeps to the glossary."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import dash
import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from flask import Flask

from dashboard.data.subscriptions.headline import HEADLINE
from dashboard.data.tables import TABLES
from dashboard.errors import BadParameter
from dashboard.ui import components
from tests.ui.trees import text

ROOT = Path(__file__).parent.parent
GERMAN = ROOT / "dashboard" / "locales" / "de" / "LC_MESSAGES" / "messages.po"
_IN_GERMAN = {"headers": {"Accept-Language": "de"}}
_LOOKED_UP = ("gettext", "ngettext", "lazy_gettext", "N_")
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


def _said(path: Path) -> Iterator[tuple[str, int]]:
    """Every literal text of a module that is looked up in the catalogue, and its line."""
    for node in ast.walk(ast.parse(path.read_text())):
        if not (isinstance(node, ast.Call) and node.args and isinstance(node.func, ast.Name)):
            continue
        text = node.args[0]
        if node.func.id in _LOOKED_UP and isinstance(text, ast.Constant) and isinstance(text.value, str):
            yield text.value, node.lineno


def test_no_text_stands_where_its_collector_does_not_look(template: Catalog) -> None:
    """Babel reads no text within an f-string, nor one within another call's first argument: German lacked six."""
    known = {texts(message.id)[0] for message in template if message.id}
    missed = [
        f"{path.relative_to(ROOT)}:{line} {said!r}"
        for path in sorted((ROOT / "dashboard").rglob("*.py"))
        for said, line in _said(path)
        if said not in known
    ]
    assert missed == []


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
            assert all(set(_PLACEHOLDER.findall(one)) == wanted for one in texts(message.string)), message.id


def test_a_percent_sign_stays_with_its_number() -> None:
    german = [one for message in read(GERMAN) if message.id for one in texts(message.string)]
    assert [one for one in german if re.search(r"(\d|\)s) %(?!\()", one)] == []


def test_no_header_changes_by_itself() -> None:
    """Dates, names and versions of tools would differ after every `make messages`."""
    header = GERMAN.read_text().split("\n\n")[0]
    named = set(re.findall(r'^"([\w-]+):', header, re.MULTILINE))
    assert named == {"Language", "Plural-Forms", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"}


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
        ("Purchased", "Erworben"),
        ("Assigned", "Zugewiesen"),
        ("Used", "Genutzt"),
        ("Available", "Verfügbar"),
        ("Over the limit", "Über dem Limit"),
        ("Recently added", "Kürzlich hinzugefügt"),
        ("As of", "Stand"),
    ],
)
def test_the_words_of_the_glossary(english: str, german: str) -> None:
    message = read(GERMAN).get(english)
    assert message is not None
    assert message.string == german


def test_what_metrics_and_columns_say_is_translated() -> None:
    german = read(GERMAN)
    metrics = [*HEADLINE, *(metric for table in TABLES for metric in table.metrics)]
    said = [word for metric in metrics for word in (metric.label, metric.definition, metric.formula)]
    said += [word for table in TABLES for column in table.columns for word in (column.label, column.definition)]
    assert [word for word in said if german.get(word) is None] == []


def test_no_word_of_the_machine_translation_leaves_the_import() -> None:
    """Its headers are known to the reader of files and to what documents it, and to nothing else."""
    words = re.compile("jagdgruppe|anrufbein|funken|tagungslizenz|berufslizenz", re.IGNORECASE)
    files = [path for folder in ("dashboard", "assets", "docs") for path in (ROOT / folder).rglob("*.*")]
    shown = [path for path in files if path.suffix in (".py", ".html", ".po", ".js", ".css", ".md")]
    told = [path for path in shown if "files" not in path.parts and path.name != "files.md"]
    assert len(told) > 50
    assert [path.name for path in told if words.search(path.read_text())] == []


def test_titles_of_pages_follow_the_language(server: Flask) -> None:
    with server.test_request_context(**_IN_GERMAN):
        titles = {page["title"]() for page in dash.page_registry.values()}
    titles_now = {
        "Übersicht",
        "Abonnements",
        "Verlängerungen",
        "Calling-Nutzung",
        "Anrufwarteschlangen",
        "Berichte",
        "Meldungen",
        "Hilfe",
        "Datenqualität",
        "Kunde",
        "Kunden",
        "Nicht gefunden",
        "Was sich zur Vorwoche geändert hat",
        "Nachweis einer Zahl",
        "Unterlage für das Kundengespräch",
    }
    assert titles == titles_now


def test_a_refused_value_is_told_in_german_on_pages_and_in_english_to_programs(server: Flask) -> None:
    problem = BadParameter("weeks", "a whole number from %(least)s to %(most)s", least=1, most=520)
    with server.test_request_context(**_IN_GERMAN):
        (notice,) = components.refusals([problem])
    assert "weeks: eine ganze Zahl von 1 bis 520" in text(notice)
    assert str(problem) == "weeks: a whole number from 1 to 520"
