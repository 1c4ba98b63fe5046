"""Where a command writes: a terminal, or the caller of a server that runs the command in its place."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import click

_WIDTH = 24
_EVERY = 0.1  # seconds between two drawings of a bar


@dataclass(frozen=True)
class Console:
    """Three ways out. `progress(label, done, total)`: rows, bytes or steps; total 0 means that nobody knows it."""

    out: Callable[[str], None]
    err: Callable[[str], None]
    progress: Callable[[str, int, int], None]


class Terminal:
    """Standard output and error of this process, with a progress bar when a person watches."""

    def __init__(self) -> None:
        self._watched = sys.stderr.isatty()
        self._drawn_at = 0.0
        self._drawn = False

    def __enter__(self) -> Console:
        return Console(self._out, self._err, self._progress)

    def __exit__(self, *_error: object) -> None:
        self._clear()

    def _out(self, line: str) -> None:
        self._clear()
        click.echo(line)

    def _err(self, line: str) -> None:
        self._clear()
        click.echo(line, err=True)

    def _progress(self, label: str, done: int, total: int) -> None:
        now = time.monotonic()
        if not self._watched or (now - self._drawn_at < _EVERY and done != total):
            return
        self._drawn_at, self._drawn = now, True
        click.echo(f"\r\x1b[K{bar(label, done, total)}", err=True, nl=False)

    def _clear(self) -> None:
        if self._drawn:
            click.echo("\r\x1b[K", err=True, nl=False)
            self._drawn = False


def bar(label: str, done: int, total: int) -> str:
    """One line: the label, a bar with its percentage when the total is known, else the count."""
    if total <= 0:
        return f"{label}: {done:,}"
    share = min(done / total, 1.0)
    filled = round(share * _WIDTH)
    return f"{label} [{'#' * filled}{'.' * (_WIDTH - filled)}] {share:4.0%}"
