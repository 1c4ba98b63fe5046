"""The log's two shapes, and what they leave out."""

import io
import json
import logging
import logging.config
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dashboard.settings import Settings
from dashboard.telemetry.logs import log_config, request_id, without_people


def settings(tmp_path: Path, **values: Any) -> Settings:
    return Settings(_env_file=None, data_dir=tmp_path, **values)


@pytest.fixture
def asked() -> Iterator[str]:
    token = request_id.set("request-1")
    yield "request-1"
    request_id.reset(token)


def logged(made: Settings, level: int, text: str, *args: object, error: Exception | None = None, **extra: Any) -> str:
    """What a handler with the settings' formatter writes."""
    shape = log_config(made)["formatters"]["own"]
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(shape["()"](addresses=shape["addresses"]))
    trace = (type(error), error, error.__traceback__) if error else None
    record = logging.getLogger("dashboard.x").makeRecord(
        "dashboard.x", level, "x.py", 1, text, args, trace, extra=extra or None
    )
    handler.emit(record)
    return stream.getvalue()


def test_text_is_a_line_that_names_the_request(tmp_path: Path, asked: str) -> None:
    line = logged(settings(tmp_path), logging.WARNING, "took %s ms", 700)
    assert line.endswith("WARNING dashboard.x: took 700 ms [request-1]\n")
    assert line.count("\n") == 1


def test_json_is_an_object_a_line_with_what_the_event_brings(tmp_path: Path, asked: str) -> None:
    line = logged(settings(tmp_path, log_format="json"), logging.INFO, "took %s ms", 700, ms=700, region="EU")
    told = json.loads(line)
    assert told.pop("time").endswith("+00:00")
    assert told == {
        "level": "info", "logger": "dashboard.x", "message": "took 700 ms", "request_id": "request-1", "ms": 700,
        "region": "EU",
    }  # fmt: skip


def test_a_trace_is_part_of_the_object(tmp_path: Path) -> None:
    error = ValueError("ana@example.com is not known")
    told = json.loads(logged(settings(tmp_path, log_format="json"), logging.ERROR, "failed", error=error))
    assert told["trace"] == "ValueError: (e-mail address) is not known"
    assert "request_id" not in told


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("user ana.b+c@mail.example.com: unknown", "user (e-mail address): unknown"),
        ("from 192.0.2.7, port 80", "from (network address), port 80"),
        ("from 2001:db8:0:1:2:3:4:5!", "from (network address)!"),
        ("at 2026-11-23 18:05:33", "at 2026-11-23 18:05:33"),
        ("dash 4.4.1, region US", "dash 4.4.1, region US"),
        ("duplicate key\nDETAIL:  Key (name)=(Acme AG) already exists.", "duplicate key\n(values left out)"),
    ],
)
def test_people_are_left_out(said: str, kept: str) -> None:
    assert without_people(said) == kept


def test_network_addresses_stay_when_wanted(tmp_path: Path) -> None:
    assert "192.0.2.7" in logged(settings(tmp_path, log_addresses=True), logging.WARNING, "from 192.0.2.7")


def test_levels_are_the_settings(tmp_path: Path) -> None:
    found = log_config(settings(tmp_path, log_level="info"))
    assert found["loggers"]["dashboard"]["level"] == "INFO"
    assert found["root"]["level"] == "WARNING"
