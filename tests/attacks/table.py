"""The tables of what was tried, made from the suites of attacks and of faults.

`python -m tests.attacks.table` writes them into docs/security.md.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parents[1]
DOCUMENT = TESTS.parent / "docs" / "security.md"
SUITES = {
    "attacks": "**At the door.**",
    "faults": "**In the night.** `make faults` tries all of them, `make test` those that take seconds.",
}
BEGIN, END = "<!-- made by `python -m tests.attacks.table` -->\n", "<!-- until here -->\n"


def lines() -> Iterator[str]:
    """A table for each suite."""
    for suite, words in SUITES.items():
        yield f"\n{words}\n\n| tried | what holds, as a test's name |\n|---|---|\n"
        yield from _tests(TESTS / suite)
    yield "\n"


def _tests(suite: Path) -> Iterator[str]:
    """A line for each test, below what its file has tried."""
    for path in sorted(suite.glob("test_*.py")):
        tree = ast.parse(path.read_text())
        tried = (ast.get_docstring(tree) or "").split("\n\n")[0].replace("\n", " ").removeprefix("Tried: ")
        told = tried[:1].upper() + tried[1:]
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield f"| {told.replace('|', '/')} | `{path.stem}::{node.name}` |\n"
                told = ""


def document() -> str:
    """The document with the table of today."""
    before, _, rest = DOCUMENT.read_text().partition(BEGIN)
    return before + BEGIN + "".join(lines()) + END + rest.partition(END)[2]


if __name__ == "__main__":
    DOCUMENT.write_text(document())
