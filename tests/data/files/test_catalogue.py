"""What people are told about the files: complete, and the same on the command line and in the documentation."""

from pathlib import Path

import pytest

from dashboard.data.files.catalogue import catalogue, empty_file, kind_named
from dashboard.data.files.columns.examples import EXAMPLES
from dashboard.data.files.columns.meanings import MEANINGS
from dashboard.data.files.document import document
from dashboard.data.files.headers import find_header
from dashboard.data.files.kinds import KINDS
from dashboard.errors import NotFound

DOCUMENT = Path(__file__).parents[3] / "docs/files.md"


def test_the_document_is_up_to_date() -> None:
    told = "make it anew: python -m dashboard formats --markdown > docs/files.md"
    assert DOCUMENT.read_text(encoding="utf-8").rstrip() == document().rstrip(), told


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_column_is_explained_with_an_example_that_can_be_read(kind: object) -> None:
    [own] = [one for one in KINDS if one is kind]
    told = {column.key: column for column in kind_named(own.name.upper().replace(" ", "-")).columns}
    for column in own.columns:
        assert told[column.key].meaning.endswith(".")
        assert column.cells.value(told[column.key].example) is not None


def test_nothing_is_explained_that_is_not_there() -> None:
    known = {name for kind in KINDS for column in kind.columns for name in (column.key, f"{kind.name}/{column.key}")}
    assert set(MEANINGS) | set(EXAMPLES) <= known


def test_an_empty_file_is_of_its_kind() -> None:
    for one in catalogue():
        assert find_header(iter([empty_file(one.name)]), 1)[0].kind.name == one.name
        assert find_header(iter([empty_file(one.name)]), 1)[0].unknown == ()


def test_an_unknown_kind() -> None:
    with pytest.raises(NotFound):
        kind_named("Invoices")
