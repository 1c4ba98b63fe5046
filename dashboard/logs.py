"""The log: one line an event on standard error, as text or as JSON, with the id of the request it belongs to.

It holds no personal data: nothing writes names or search words, and what libraries say loses e-mail and network
addresses here, and the values that a database quotes.
"""

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from dashboard.settings import Settings

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the request at work; empty outside requests."""

_EMAIL = re.compile(r"[^\s@<>\"'()=,;:]+@[^\s@<>\"'(),;:]+\.[^\s@<>\"'(),;:]+")
_ADDRESS = re.compile(
    r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]*\d)"
    r"|(?<![\w:])(?:[0-9a-f]{1,4}:){3,7}[0-9a-f]{1,4}(?![\w:])|(?<![\w:])(?:[0-9a-f]{1,4}:){1,7}:[0-9a-f:]*",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"^(DETAIL|CONTEXT|PARAMETERS): .*$|\(\S+\)=\(.*\)", re.M)  # as PostgreSQL quotes a row
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message"}


class _Text(logging.Formatter):
    """A time, a level, what happened; a trace below it."""

    def __init__(self, addresses: bool) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._addresses = addresses

    def format(self, record: logging.LogRecord) -> str:
        said = without_people(super().format(record), self._addresses)
        asked = request_id.get()
        first, line, rest = said.partition("\n")
        return f"{first} [{asked}]{line}{rest}" if asked else said


class _Json(logging.Formatter):
    """An object a line: time, level, logger, message, request_id, and whatever the event brings as `extra`."""

    def __init__(self, addresses: bool) -> None:
        super().__init__()
        self._addresses = addresses

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self._clean(record.getMessage()),
        }
        if asked := request_id.get():
            told["request_id"] = asked
        told |= {name: self._value(value) for name, value in vars(record).items() if name not in _OWN}
        if record.exc_info:
            told["trace"] = self._clean(self.formatException(record.exc_info))
        return json.dumps(told, ensure_ascii=False, default=str)

    def _value(self, value: Any) -> Any:
        return value if isinstance(value, int | float | None) else self._clean(str(value))

    def _clean(self, text: str) -> str:
        return without_people(text, self._addresses)


def without_people(text: str, addresses: bool = False) -> str:
    """The text without e-mail addresses, values that a database quotes and, unless they may stay, network addresses."""
    clean = _QUOTED.sub("(values left out)", _EMAIL.sub("(e-mail address)", text))
    return clean if addresses else _ADDRESS.sub("(network address)", clean)


def log_config(settings: Settings) -> dict[str, Any]:
    """What `logging.config.dictConfig` takes: everything goes to standard error in one shape, gunicorn's words too."""
    shape = _Json if settings.log_format == "json" else _Text
    level = settings.log_level.upper()
    through: dict[str, Any] = {"handlers": [], "propagate": True, "level": level}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"own": {"()": shape, "addresses": settings.log_addresses}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "own", "stream": "ext://sys.stderr"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {"dashboard": {"level": level}, "gunicorn.error": through, "gunicorn.access": through},
    }
