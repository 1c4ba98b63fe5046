"""Pages that are forms: account, users, audit log, data in, settings, set-up, check of a file. No script is needed."""

from flask import Flask

from dashboard.forms import account, audit, data, data_batch, settings, setup, users, verify


def register(server: Flask) -> None:
    """Adds the pages to a server."""
    for module in (account, audit, data, data_batch, settings, setup, users, verify):
        server.register_blueprint(module.blueprint)
