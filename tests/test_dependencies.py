"""What pyproject.toml declares is what the product imports: nothing that another library brings, nothing unused."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[1]
# Declared, and imported nowhere by name.
NEEDED_UNSEEN = {
    "duckdb": "the engine of a region in a file, which its dialect imports",
    "faker": "data.sample.names imports its family names by language",
    "psycopg": "SQLAlchemy imports it for the URLs of servers",
    "tzdata": "zones of schedules, where the machine has none",
}


def imported() -> set[str]:
    """The top-level modules that the product imports and that are neither its own nor Python's."""
    files = [*(ROOT / "dashboard").rglob("*.py"), ROOT / "app.py"]
    nodes = [node for path in files for node in ast.walk(ast.parse(path.read_text()))]
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    # _typeshed is there for type checkers alone.
    return {name.split(".")[0] for name in names} - {*sys.stdlib_module_names, "dashboard", "_typeshed"}


def declared() -> set[str]:
    """The distributions that pyproject.toml names, as indexes compare names."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return {_normal(re.split(r"[\[<>=!~;\s]", requirement)[0]) for requirement in project["dependencies"]}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_what_is_declared_is_what_is_imported() -> None:
    homes, modules = packages_distributions(), imported()
    assert {"dash", "pandas", "sqlalchemy"} <= modules <= {*homes}
    needed = {_normal(homes[module][0]) for module in modules}
    assert needed - declared() == set(), "declare it in pyproject.toml"
    assert declared() - needed == {*NEEDED_UNSEEN}, "remove it from pyproject.toml, or from NEEDED_UNSEEN"
