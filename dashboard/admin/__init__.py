"""Pages that are forms: account, users, audit log, set-up, check of a file. Plain HTML: they need no script."""

from flask import Flask

from dashboard.admin import account, audit, setup, users, verify


def register(server: Flask) -> None:
    """Adds the pages to a server."""
    for module in (account, audit, setup, users, verify):
        server.register_blueprint(module.blueprint)
