"""The HTTP API under /api/v1: the questions that pages ask, answered as JSON and files."""

from flask import Blueprint, Flask

from dashboard.api import (
    answers,
    calling,
    catalogue,
    changes,
    customers,
    exports,
    regions,
    reports,
    subscriptions,
    tables,
)
from dashboard.errors import BadParameter, Conflict, Forbidden, NotFound


def register(server: Flask) -> None:
    """Add every path of the API to a server; who may call is settled before, in `security`."""
    api = Blueprint("api", __name__, url_prefix="/api/v1")
    api.add_url_rule("/regions", view_func=regions.regions)
    api.add_url_rule("/subscriptions", view_func=subscriptions.subscriptions)
    api.add_url_rule("/calling", view_func=calling.calling)
    api.add_url_rule("/queues", view_func=calling.queues)
    api.add_url_rule("/changes", view_func=changes.changes)
    api.add_url_rule("/tables/<name>", view_func=tables.table)
    api.add_url_rule("/export/<name>.<suffix>", view_func=exports.export)
    api.add_url_rule("/metrics-catalogue", view_func=catalogue.catalogue)
    api.add_url_rule("/reports", view_func=reports.runs)
    api.add_url_rule("/reports", view_func=reports.ask, methods=["POST"])
    api.add_url_rule("/reports/templates", view_func=reports.templates)
    api.add_url_rule("/reports/templates/<template_id>", view_func=reports.change, methods=["PUT"])
    api.add_url_rule("/reports/<run_id>", view_func=reports.run)
    api.add_url_rule("/reports/<run_id>", view_func=reports.delete, methods=["DELETE"])
    api.add_url_rule("/reports/<run_id>/file", view_func=reports.file)
    api.add_url_rule("/reports/<run_id>/sidecar", view_func=reports.sidecar)
    _customers(api)
    api.register_error_handler(Conflict, answers.conflict)
    api.register_error_handler(BadParameter, answers.bad_parameter)
    api.register_error_handler(Forbidden, answers.forbidden)
    api.register_error_handler(NotFound, answers.not_found)
    server.register_blueprint(api)


def _customers(api: Blueprint) -> None:
    one = "/customers/<org_id>"
    api.add_url_rule("/customers-facets", view_func=customers.customer_facets)
    api.add_url_rule("/customers-tags", view_func=customers.change_tags, methods=["POST"])
    api.add_url_rule("/customers-tags/rename", view_func=customers.rename_tag, methods=["POST"])
    api.add_url_rule(one, view_func=customers.customer)
    api.add_url_rule(f"{one}/tags", view_func=customers.put_tags, methods=["PUT"])
    api.add_url_rule(f"{one}/trials", view_func=customers.start_trial, methods=["POST"])
    api.add_url_rule(f"{one}/trials/<trial_id>/extend", view_func=customers.extend_trial, methods=["POST"])
    api.add_url_rule(f"{one}/trials/<trial_id>/end", view_func=customers.end_trial, methods=["POST"])
    api.add_url_rule(f"{one}/partner-admins", view_func=customers.admins)
    api.add_url_rule(f"{one}/partner-admins/<email>", view_func=customers.assign_admin, methods=["PUT"])
    api.add_url_rule(
        f"{one}/partner-admins/<email>", endpoint="remove_admin", view_func=customers.remove_admin, methods=["DELETE"]
    )
