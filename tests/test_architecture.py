"""The house: which way imports point, how long things are, and what is written nowhere."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

from tests import rooms

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "dashboard"
LONGEST_FUNCTION, LONGEST_FILE = 40, 250

# Bottom up: a module imports from its own layer and from those above it in this list, never from below.
LAYERS = (
    ("errors", "roles", "days", "setting_values", "settings", "i18n", "web.console", "telemetry"),
    ("data",),
    ("ui",),
    ("web", "resources", "services"),
    ("access", "feed"),
    ("access.asking", "checkup", "server", "reports"),
    ("alerts",),
    ("uploads",),
    ("pages",),
    ("callbacks", "api", "forms"),
    ("factory",),
    ("commands", "__main__"),
)
# Region tables outside dashboard/data: rows that say who may see which customer.
TABLE_READERS = ("access.accounts", "access.assignments", "access.partner_admins")


def _python(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))] + [ROOT / "app.py"]


@cache
def _nodes(path: Path) -> list[ast.AST]:
    """Every part of a module."""
    return [*ast.walk(ast.parse(path.read_text()))]


def _name(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


def _imports(path: Path) -> Iterator[str]:
    """Modules of the package that a file imports, without the package's name."""
    for node in _nodes(path):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "dashboard":
            for alias in node.names:
                full = f"{node.module}.{alias.name}".removeprefix("dashboard.")
                yield full if full in MODULES else (node.module or "").removeprefix("dashboard.")


MODULES = {_name(path): path for path in sorted(PACKAGE.rglob("*.py")) if _name(path) != "__init__"}


def _layer(module: str) -> int:
    """Of the module by its full name, else by its folder's."""
    named = {name: number for number, names in enumerate(LAYERS) for name in names}
    return named.get(module, named[module.split(".")[0]])


def test_every_module_has_a_layer() -> None:
    names = {name for layer in LAYERS for name in layer}
    without = [module for module in MODULES if not {module, module.split(".")[0]} & names]
    assert without == [], "add it to LAYERS, as low as it can be"


def test_imports_point_one_way() -> None:
    arrows = {module: [*_imports(path)] for module, path in MODULES.items()}
    wrong = {module: [other for other in others if _layer(other) > _layer(module)] for module, others in arrows.items()}
    assert sum(map(len, arrows.values())) > 500
    assert {module: others for module, others in wrong.items() if others} == {}


def test_no_module_imports_itself_in_a_circle() -> None:
    TopologicalSorter({module: {*_imports(path)} - {module} for module, path in MODULES.items()}).prepare()


def test_rooms_stand_on_each_other_one_way() -> None:
    found = rooms.arrows()
    TopologicalSorter(found).prepare()
    assert found["data.storage"] <= {"errors", "telemetry", "i18n"}
    assert found["data.query"] <= {"data.storage", "days", "errors", "telemetry", "i18n"}


def test_the_picture_is_that_of_the_code() -> None:
    text = rooms.DOCUMENT.read_text()
    assert rooms.written(text) == text, "draw it anew: python -m tests.rooms"


def test_data_knows_no_web() -> None:
    assert _importing(("dash", "flask", "flask_babel", "flask_login", "plotly"), "data") == []


def test_what_is_on_the_screen_knows_no_sql() -> None:
    assert _importing(("sqlalchemy", "duckdb", "psycopg"), "ui", "pages", "callbacks", "api", "admin") == []


def test_only_data_touches_the_tables_of_a_region() -> None:
    readers = {module for module, path in MODULES.items() if "data.storage.schema" in _imports(path)}
    assert {module for module in readers if not module.startswith("data.")} <= set(TABLE_READERS)


def _importing(libraries: tuple[str, ...], *tops: str) -> list[str]:
    chosen = {module: path for module, path in MODULES.items() if module.split(".")[0] in tops}
    assert chosen
    return [module for module, path in chosen.items() if set(libraries) & {*_libraries(path)}]


def _libraries(path: Path) -> Iterator[str]:
    for node in _nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").split(".")[0]


def test_functions_are_short() -> None:
    lengths = {
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path in _python("dashboard", "tests")
        for node in _nodes(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}


def test_files_are_short() -> None:
    files = [*_python("dashboard", "tests"), *(ROOT / "assets").rglob("*.css"), *(ROOT / "assets").rglob("*.js")]
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in files}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_only_settings_read_the_environment() -> None:
    found = [
        module
        for module, path in MODULES.items()
        for node in _nodes(path)
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "environb", "getenv") and _is(node.value, "os")
    ]
    assert [module for module in found if module != "settings"] == []


def test_looks_are_in_the_style_sheets() -> None:
    """All but the length of a bar, which comes from the data."""
    styled = {
        where.split(":")[0] for where, call in _calls() if any(keyword.arg == "style" for keyword in call.keywords)
    }
    assert styled == {"dashboard/ui/charts/bars.py", "dashboard/ui/charts/licence_bar.py"}


def test_no_callback_is_registered_with_the_process() -> None:
    assert [where for where, call in _calls() if ast.unparse(call.func) in ("dash.callback", "callback")] == []


def test_texts_for_translation_are_whole() -> None:
    """A catalogue is looked up by the text as written: one that is put together first is never found."""
    names = ("gettext", "ngettext", "pgettext", "npgettext", "lazy_gettext", "N_")
    calls = [(where, call) for where, call in _calls() if ast.unparse(call.func).split(".")[-1] in names]
    assert calls
    assert [where for where, call in calls if any(map(_is_built, _texts(call)))] == []


def _is_built(text: ast.expr) -> bool:
    formatted = isinstance(text, ast.Call) and isinstance(text.func, ast.Attribute) and text.func.attr == "format"
    return formatted or isinstance(text, ast.JoinedStr | ast.BinOp)


def _texts(call: ast.Call) -> list[ast.expr]:
    """The arguments that are texts: the number of ngettext may well be computed."""
    plural = ast.unparse(call.func).split(".")[-1].startswith(("ngettext", "npgettext"))
    return call.args[:-1] if plural else call.args


def _calls() -> Iterator[tuple[str, ast.Call]]:
    for path in _python("dashboard"):
        for node in _nodes(path):
            if isinstance(node, ast.Call):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def _is(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


# Put together here, so that this file does not hold them.
FORBIDDEN = re.compile(
    "|".join(
        (
            "pypi" + r"\.org",
            "python" + r"hosted\.org",
            "npm" + r"js\.(org|com)",
            r"deb\.deb" + "ian",
            "/wor" + "k/",
            "/roo" + "t/",
        )
    )
)
FOLDERS = ("dashboard", "assets", "tests", "deploy", "docs", ".ci")
WRITTEN = r"\.(py|md|toml|txt|in|json|css|js|sh|html|po|yaml|service|sql|dockerignore)|"


def test_no_registry_and_no_machine_is_named() -> None:
    inside = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*")]
    files = [
        path
        for path in [*inside, *ROOT.glob("*")]
        if path.is_file() and path.name != ".git" and re.fullmatch(WRITTEN, path.suffix)
    ]
    assert len(files) > 50
    assert [str(path.relative_to(ROOT)) for path in files if FORBIDDEN.search(path.read_text())] == []


def test_lock_files_pin_every_package_by_its_hash() -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-node.txt"):
        lines = (ROOT / name).read_text().splitlines()
        pins = [line for line in lines if line and not line.startswith((" ", "#"))]
        assert all(re.match(r"[a-z0-9.-]+(\[.+\])?==\S+", pin) for pin in pins), name
        assert sum("--hash=sha256:" in line for line in lines) >= len(pins) > 0, name
        assert not any(line.startswith(("--", "http")) for line in lines), name
