"""Which function of the package refers to which, read from the code: a reference counts as a call."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "dashboard"
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def trees() -> dict[str, ast.Module]:
    """Every module of the package by its full name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = ("dashboard", *path.relative_to(PACKAGE).with_suffix("").parts)
        found[".".join(parts).removesuffix(".__init__")] = ast.parse(path.read_text())
    return found


@cache
def functions() -> dict[str, Function]:
    """Every function by `module.name`; methods by `module.Class.name`. What a module or a class does at its top, such
    as filling a table of functions, is no function."""
    found: dict[str, Function] = {}
    for module, tree in trees().items():
        for node in tree.body:
            if isinstance(node, Function):
                found[f"{module}.{node.name}"] = node
            elif isinstance(node, ast.ClassDef):
                found |= {f"{module}.{node.name}.{one.name}": one for one in node.body if isinstance(one, Function)}
    return found


@cache
def _names(module: str) -> dict[str, str]:
    """What names of a module stand for: its own functions and tables, and what it imports."""
    names: dict[str, str] = {}
    for node in ast.walk(trees()[module]):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.asname or alias.name: alias.name for alias in node.names}
    for statement in trees()[module].body:
        if isinstance(statement, Function | ast.ClassDef):
            names[statement.name] = f"{module}.{statement.name}"
        elif isinstance(statement, ast.Assign | ast.AnnAssign):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            names |= {one.id: f"{module}.{one.id}" for one in targets if isinstance(one, ast.Name)}
    return names


@cache
def _tables() -> dict[str, ast.stmt]:
    """Values that stand at the top of modules: a table of functions refers to them."""
    found: dict[str, ast.stmt] = {}
    for module, tree in trees().items():
        for node in tree.body:
            if isinstance(node, ast.Assign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                found |= {f"{module}.{one.id}": node for one in targets if isinstance(one, ast.Name)}
    return found


@cache
def references(name: str) -> frozenset[str]:
    """Full names of what a function, a class or a table refers to."""
    if name in functions():
        return frozenset(_referred(_module(name), functions()[name]))
    if name in _tables():
        return frozenset(_referred(_module(name), _tables()[name]))
    if name in trees():
        return frozenset()  # a module: what is taken from it is referred to by itself
    return frozenset(one for one in functions() if one.startswith(f"{name}."))  # a class: all it can do


def _module(name: str) -> str:
    return next(module for module in sorted(trees(), key=len, reverse=True) if name.startswith(f"{module}."))


def _referred(module: str, node: ast.AST) -> Iterator[str]:
    known = _names(module)
    for one in ast.walk(node):
        text = ast.unparse(one) if isinstance(one, ast.Name | ast.Attribute) else ""
        first, dot, rest = text.partition(".")
        if first in known:
            yield known[first] + dot + rest


def writes(name: str) -> bool:
    """Whether a function itself begins a transaction that writes, in the store or in a region."""
    calls = [one for one in ast.walk(functions()[name]) if isinstance(one, ast.Call)]
    return any(
        ast.unparse(one.func).split(".")[-1] == "writing" or ast.unparse(one.func).endswith("region.write")
        for one in calls
    )


def asks(name: str) -> bool:
    """Whether the first thing that a function does is to ask for a right."""
    body = functions()[name].body
    first = next((one for one in body if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))), None)
    called = first.value if isinstance(first, ast.Expr) else None
    return isinstance(called, ast.Call) and ast.unparse(called.func) == "demand"


def reached(*begin: str, stop: frozenset[str] = frozenset()) -> set[str]:
    """Every function that one can come to from others without passing one of those that stop."""
    seen, todo = set[str](), [*begin]
    while todo:
        name = todo.pop()
        if name in seen or name in stop:
            continue
        seen.add(name)
        todo += [one for one in references(name) if one.startswith("dashboard.")]
    return seen & functions().keys()
