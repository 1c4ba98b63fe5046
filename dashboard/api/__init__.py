"""The HTTP API under /api/v1: the questions that pages ask, answered as JSON and files."""

from flask import Blueprint, Flask

from dashboard.api import answers, calling, catalogue, exports, regions, reports, subscriptions, tables
from dashboard.errors import BadParameter, Forbidden, NotFound


def register(server: Flask) -> None:
    """Add every path of the API to a server; who may call is settled before, in `security`."""
    api = Blueprint("api", __name__, url_prefix="/api/v1")
    api.add_url_rule("/regions", view_func=regions.regions)
    api.add_url_rule("/subscriptions", view_func=subscriptions.subscriptions)
    api.add_url_rule("/calling", view_func=calling.calling)
    api.add_url_rule("/queues", view_func=calling.queues)
    api.add_url_rule("/tables/<name>", view_func=tables.table)
    api.add_url_rule("/export/<name>.<suffix>", view_func=exports.export)
    api.add_url_rule("/metrics-catalogue", view_func=catalogue.catalogue)
    api.add_url_rule("/reports", view_func=reports.runs)
    api.add_url_rule("/reports", view_func=reports.ask, methods=["POST"])
    api.add_url_rule("/reports/templates", view_func=reports.templates)
    api.add_url_rule("/reports/<run_id>", view_func=reports.run)
    api.add_url_rule("/reports/<run_id>", view_func=reports.delete, methods=["DELETE"])
    api.add_url_rule("/reports/<run_id>/file", view_func=reports.file)
    api.add_url_rule("/reports/<run_id>/sidecar", view_func=reports.sidecar)
    api.register_error_handler(BadParameter, answers.bad_parameter)
    api.register_error_handler(Forbidden, answers.forbidden)
    api.register_error_handler(NotFound, answers.not_found)
    server.register_blueprint(api)
