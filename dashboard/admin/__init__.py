"""Pages that are forms: account, users, audit log, set-up assistant. Plain HTML: they need no script."""

from flask import Flask

from dashboard.admin import account, audit, setup, users


def register(server: Flask) -> None:
    """Adds the pages to a server."""
    for module in (account, audit, setup, users):
        server.register_blueprint(module.blueprint)
