"""The rooms of the house and the arrows between them, read off the imports: for the test of them and for their picture.

`python -m tests.rooms` writes the picture into docs/architecture.md.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "dashboard"
DOCUMENT = ROOT / "docs" / "architecture.md"
_BEGIN, _END = "```mermaid\n", "```\n"

Arrows = Mapping[str, frozenset[str]]


def modules() -> dict[str, Path]:
    """Every module by its dotted name within the package."""
    named = {path.relative_to(PACKAGE).with_suffix(""): path for path in sorted(PACKAGE.rglob("*.py"))}
    return {".".join(name.parts).removesuffix(".__init__"): path for name, path in named.items() if len(name.parts) > 0}


def room(module: str) -> str:
    """The folder that a module lies in, one more within `data`; a module of the top is a room of its own."""
    first, *rest = module.split(".")
    return f"data.{rest[0]}" if first == "data" and len(rest) > 1 else first


def arrows() -> Arrows:
    """From each room to the rooms that it imports."""
    known, found = modules(), defaultdict(set)
    for module, path in known.items():
        for other in imports(path, known):
            if room(other) != room(module):
                found[room(module)].add(room(other))
    return {name: frozenset(others) for name, others in found.items()}


def imports(path: Path, known: Mapping[str, Path]) -> Iterator[str]:
    """Modules of the package that a file imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "dashboard":
            for alias in node.names:
                full = f"{node.module}.{alias.name}".removeprefix("dashboard.")
                yield full if full in known else (node.module or "").removeprefix("dashboard.")


def reduced(found: Arrows) -> Arrows:
    """The arrows that no longer way says as well."""
    return {
        name: frozenset(one for one in others if not _longer_way(found, name, one)) for name, others in found.items()
    }


def _longer_way(found: Arrows, begin: str, end: str) -> bool:
    return any(end in _reached(found, one) for one in found[begin] if one != end)


def _reached(found: Arrows, begin: str) -> set[str]:
    reached: set[str] = set()
    waiting = [begin]
    while waiting:
        for one in found.get(waiting.pop(), ()):
            if one not in reached:
                reached.add(one)
                waiting.append(one)
    return reached


_GROUND = ("days", "errors", "i18n", "roles", "settings", "telemetry")
"""What every room may stand on: not drawn."""


def picture() -> str:
    """The rooms as a Mermaid graph, each above what it imports."""
    drawn = {name: others - {*_GROUND} for name, others in arrows().items() if name not in _GROUND}
    lines = [
        f"    {_id(name)}[{name}] --> {_id(other)}[{other}]"
        for name, others in sorted(reduced(drawn).items())
        for other in sorted(others)
    ]
    return _BEGIN + "\n".join(["flowchart TD", *lines]) + "\n" + _END


def _id(name: str) -> str:
    return name.replace(".", "_").replace("__main__", "main")


def written(text: str) -> str:
    """The document with the picture in its place."""
    before, _, rest = text.partition(_BEGIN)
    return before + picture() + rest.partition(_END)[2]


if __name__ == "__main__":
    DOCUMENT.write_text(written(DOCUMENT.read_text()))
