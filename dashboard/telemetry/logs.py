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

# Every pattern takes a time that grows with the text and not with its square: strangers write part of what is logged.
_EMAIL = re.compile(r"[^\s@<>\"'()=,;:]{1,128}@[^\s@<>\"'(),;:]{1,189}\.[^\s@<>\"'(),;:]{1,63}")
_ADDRESS = re.compile(
    r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]*\d)"
    r"|(?<![\w:])(?:[0-9a-f]{1,4}:){3,7}[0-9a-f]{1,4}(?![\w:])|(?<![\w:])(?:[0-9a-f]{1,4}:){1,7}:[0-9a-f:]*",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"^(?:DETAIL|CONTEXT|PARAMETERS): .*$|\([^()\n]{1,500}\)=\(.*", re.M)  # as PostgreSQL quotes a row
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_LONGEST = 8_000  # characters of a message
_REQUEST_LOGS = ("gunicorn.access", "werkzeug", "waitress.access", "uvicorn.access", "granian.access")
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message"}


class _Text(logging.Formatter):
    """A time, a level, what happened; a trace below it."""

    def __init__(self, addresses: bool) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._addresses = addresses

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """The first line: nothing in it can begin another one."""
        record.message = one_line(without_people(_cut(record.message), self._addresses))
        return super().formatMessage(record)

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
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self._clean(_cut(record.getMessage())),
        }
        if asked := request_id.get():
            entry["request_id"] = asked
        entry |= {name: self._value(value) for name, value in vars(record).items() if name not in _OWN}
        if record.exc_info:
            entry["trace"] = self._clean(self.formatException(record.exc_info))
        line = json.dumps(entry, ensure_ascii=False, default=str)
        return line.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")  # some readers end a line there

    def _value(self, value: Any) -> Any:
        return value if isinstance(value, int | float | None) else self._clean(_cut(str(value)))

    def _clean(self, text: str) -> str:
        return without_people(text, self._addresses)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} … ({len(text)} characters)"


def _weight(level: str) -> int:
    return logging.getLevelNamesMapping()[level]


def without_people(text: str, addresses: bool = False) -> str:
    """The text without e-mail addresses, values that a database quotes and, unless they may stay, network addresses."""
    clean = _QUOTED.sub("(values left out)", _EMAIL.sub("(e-mail address)", text))
    return clean if addresses else _ADDRESS.sub("(network address)", clean)


def one_line(text: str) -> str:
    """The text with its control characters written as escapes: a line of the log cannot be forged."""
    return _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", text)


def log_config(settings: Settings) -> dict[str, Any]:
    """What `logging.config.dictConfig` takes: everything goes to standard error in one shape, gunicorn's words too.

    The servers' own logs of requests hold whole addresses, with what people search for: they stay off at every level.
    What is told of a request is told by `web.requests`.
    """
    shape = _Json if settings.log_format == "json" else _Text
    level = settings.log_level.upper()
    server: dict[str, Any] = {"handlers": [], "propagate": True, "level": max(level, "INFO", key=_weight)}
    off: dict[str, Any] = {"handlers": [], "propagate": False, "level": "CRITICAL"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"own": {"()": shape, "addresses": settings.log_addresses}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "own", "stream": "ext://sys.stderr"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {"dashboard": {"level": level}, "gunicorn.error": server, **dict.fromkeys(_REQUEST_LOGS, off)},
    }
