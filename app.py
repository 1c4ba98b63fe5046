"""The front door: `create_app(settings)`, and `server` for a WSGI server (`gunicorn app:server`)."""

from functools import cache

from flask import Flask

from dashboard.factory import create_app
from dashboard.settings import Settings

__all__ = ["create_app", "server"]  # noqa: F822 - `server` is made by __getattr__


@cache
def _server() -> Flask:
    server: Flask = create_app(Settings()).server
    return server


def __getattr__(name: str) -> Flask:
    """Makes `server` when it is first asked for: importing this module opens no database."""
    if name == "server":
        return _server()
    raise AttributeError(name)
