"""What a supervisor asks: is it alive, can it work. Nothing about customers."""

import shutil
from pathlib import Path
from tempfile import TemporaryFile

import sqlalchemy as sa
from flask import Flask, Response, jsonify

from dashboard.data.storage.regions import Region
from dashboard.data.storage.store import reading
from dashboard.errors import DashboardError
from dashboard.services import Services, services

_ROOM = 64 << 20  # bytes: a store's transactions and a small import


def register_health(server: Flask) -> None:
    """Adds /healthz and /readyz, which need no sign-in."""
    for view in (healthz, readyz):
        server.add_url_rule(f"/{view.__name__}", view.__name__, view)


def healthz() -> Response:
    """The process answers."""
    return jsonify(status="ok")


def readyz() -> tuple[Response, int]:
    """Every database answers and the disk takes more; else 503 with the names of those that do not."""
    down = [name for name, answers in database_answers(services()).items() if not answers]
    if not disk_takes_more(services().settings.data_dir):
        down.append("disk")
    return (jsonify(status="unavailable", unavailable=down), 503) if down else (jsonify(status="ok"), 200)


def disk_takes_more(data_dir: Path) -> bool:
    """Whether the data directory can be written to and has room for a while: else nobody can sign in."""
    try:
        with TemporaryFile(dir=data_dir) as probe:
            probe.write(bytes(4096))
            probe.flush()
        return shutil.disk_usage(data_dir).free >= _ROOM
    except OSError:
        return False


def database_answers(opened: Services) -> dict[str, bool]:
    """Whether the store and each region answer, by name."""
    return {"store": _store_answers(opened)} | {code: _answers(region) for code, region in opened.regions.items()}


def _store_answers(opened: Services) -> bool:
    try:
        with reading(opened.store) as connection:
            return bool(connection.execute(sa.select(1)).scalar_one())
    except (sa.exc.SQLAlchemyError, DashboardError):
        return False


def _answers(region: Region) -> bool:
    try:
        return region.answers()
    except (sa.exc.SQLAlchemyError, DashboardError):
        return False
