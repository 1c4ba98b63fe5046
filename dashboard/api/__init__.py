"""The HTTP API under /api/v1: the questions that pages ask, answered as JSON and files."""

from flask import Blueprint, Flask

from dashboard.api import (
    alerts,
    calendar,
    calling,
    catalogue,
    changes,
    customers,
    exports,
    imports,
    overview,
    region_settings,
    regions,
    renewals,
    report_templates,
    reports,
    schedules,
    subscriptions,
    tables,
    views,
    work,
)
from dashboard.api.base import answers
from dashboard.api.openapi import description
from dashboard.errors import BadParameter, Conflict, Forbidden, Invalid, NotFound


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
    api.add_url_rule("/openapi.json", view_func=description.openapi)
    _reports(api)
    _customers(api)
    _imports(api)
    _work(api)
    _monday(api)
    _kept(api)
    api.register_error_handler(Conflict, answers.conflict)
    api.register_error_handler(BadParameter, answers.bad_parameter)
    api.register_error_handler(Invalid, answers.invalid)
    api.register_error_handler(Forbidden, answers.forbidden)
    api.register_error_handler(NotFound, answers.not_found)
    server.register_blueprint(api)
    server.register_blueprint(calendar.feeds)


def _reports(api: Blueprint) -> None:
    api.add_url_rule("/reports", view_func=reports.runs)
    api.add_url_rule("/reports", view_func=reports.ask, methods=["POST"])
    api.add_url_rule("/reports/<run_id>", view_func=reports.run)
    api.add_url_rule("/reports/<run_id>", view_func=reports.delete, methods=["DELETE"])
    api.add_url_rule("/reports/<run_id>/file", view_func=reports.file)
    api.add_url_rule("/reports/<run_id>/sidecar", view_func=reports.sidecar)
    every = "/reports/templates"
    one = f"{every}/<template_id>"
    api.add_url_rule(every, view_func=report_templates.templates)
    api.add_url_rule(every, endpoint="add_template", view_func=report_templates.add, methods=["POST"])
    api.add_url_rule(one, view_func=report_templates.template)
    api.add_url_rule(one, endpoint="change_template", view_func=report_templates.change, methods=["PUT"])
    api.add_url_rule(one, endpoint="delete_template", view_func=report_templates.delete, methods=["DELETE"])


def _customers(api: Blueprint) -> None:
    path = "/customers/<org_id>"
    api.add_url_rule("/customers-facets", view_func=customers.customer_facets)
    api.add_url_rule("/customers-tags", view_func=customers.change_tags, methods=["POST"])
    api.add_url_rule("/customers-tags/rename", view_func=customers.rename_tag, methods=["POST"])
    api.add_url_rule(path, view_func=customers.customer)
    api.add_url_rule(f"{path}/tags", view_func=customers.put_tags, methods=["PUT"])
    api.add_url_rule(f"{path}/trials", view_func=customers.start_trial, methods=["POST"])
    api.add_url_rule(f"{path}/trials/<trial_id>/extend", view_func=customers.extend_trial, methods=["POST"])
    api.add_url_rule(f"{path}/trials/<trial_id>/end", view_func=customers.end_trial, methods=["POST"])
    api.add_url_rule(f"{path}/partner-admins", view_func=customers.admins)
    api.add_url_rule(f"{path}/partner-admins/<email>", view_func=customers.assign_admin, methods=["PUT"])
    api.add_url_rule(
        f"{path}/partner-admins/<email>", endpoint="remove_admin", view_func=customers.remove_admin, methods=["DELETE"]
    )


def _imports(api: Blueprint) -> None:
    api.add_url_rule("/imports", view_func=imports.imports)
    api.add_url_rule("/imports", view_func=imports.send, methods=["POST"])
    api.add_url_rule("/imports/<int:import_id>", view_func=imports.undo, methods=["DELETE"])
    api.add_url_rule("/imports/<int:import_id>/rejects", view_func=imports.rejects)
    api.add_url_rule("/imports/mappings", view_func=imports.header_mappings)
    api.add_url_rule("/imports/mappings/<int:mapping_id>", view_func=imports.forget_mapping, methods=["DELETE"])


def _work(api: Blueprint) -> None:
    path = "/customers/<org_id>"
    api.add_url_rule(f"{path}/work", view_func=work.work)
    api.add_url_rule(f"{path}/work", view_func=work.put_work, methods=["PUT"])
    api.add_url_rule(f"{path}/notes", view_func=work.notes)
    api.add_url_rule(f"{path}/notes", view_func=work.add_note, methods=["POST"])
    api.add_url_rule(f"{path}/notes/<int:note_id>", view_func=work.delete_note, methods=["DELETE"])
    api.add_url_rule(f"{path}/renewals/<subscription_id>", view_func=work.renewal)
    api.add_url_rule(f"{path}/renewals/<subscription_id>", view_func=work.put_renewal, methods=["PUT"])
    api.add_url_rule("/customers-work", view_func=work.change_works, methods=["POST"])
    api.add_url_rule("/customers-work/import", endpoint="import_work", view_func=work.import_file, methods=["POST"])
    api.add_url_rule("/customers-work/owners", view_func=work.owners)
    api.add_url_rule("/renewals-work", view_func=work.change_renewals, methods=["POST"])


def _monday(api: Blueprint) -> None:
    api.add_url_rule("/overview", view_func=overview.overview_of_regions)
    api.add_url_rule("/attention", view_func=overview.attention)
    api.add_url_rule("/renewals", view_func=renewals.renewals)
    api.add_url_rule("/renewals/backtest", view_func=renewals.backtest)
    api.add_url_rule("/alerts", endpoint="alerts", view_func=alerts.rules)
    api.add_url_rule("/alerts", endpoint="add_alert", view_func=alerts.add, methods=["POST"])
    api.add_url_rule("/alerts/preview", endpoint="preview_alert", view_func=alerts.try_out, methods=["POST"])
    api.add_url_rule("/alerts/seen", endpoint="alerts_seen", view_func=alerts.seen, methods=["POST"])
    api.add_url_rule("/alerts/<rule_id>", endpoint="alert", view_func=alerts.rule)
    api.add_url_rule("/alerts/<rule_id>", endpoint="change_alert", view_func=alerts.change, methods=["PUT"])
    api.add_url_rule("/alerts/<rule_id>", endpoint="delete_alert", view_func=alerts.delete, methods=["DELETE"])
    api.add_url_rule("/rules", view_func=region_settings.rules)
    api.add_url_rule("/rules", view_func=region_settings.put_rules, methods=["PUT"])
    api.add_url_rule("/rules/preview", view_func=region_settings.preview_rules, methods=["POST"])
    api.add_url_rule("/prices", view_func=region_settings.prices)
    api.add_url_rule("/prices", view_func=region_settings.put_prices, methods=["PUT"])
    api.add_url_rule("/prices.csv", view_func=region_settings.prices_file)
    api.add_url_rule("/chart-notes", view_func=region_settings.chart_notes)
    api.add_url_rule("/chart-notes", view_func=region_settings.add_chart_note, methods=["POST"])
    api.add_url_rule("/chart-notes/<int:note_id>", view_func=region_settings.delete_chart_note, methods=["DELETE"])


def _kept(api: Blueprint) -> None:
    api.add_url_rule("/views", view_func=views.views)
    api.add_url_rule("/views", endpoint="add_view", view_func=views.add, methods=["POST"])
    api.add_url_rule("/views/<int:view_id>", view_func=views.view)
    api.add_url_rule("/views/<int:view_id>", endpoint="change_view", view_func=views.change, methods=["PUT"])
    api.add_url_rule("/views/<int:view_id>", endpoint="delete_view", view_func=views.delete, methods=["DELETE"])
    api.add_url_rule("/schedules", view_func=schedules.schedules)
    api.add_url_rule("/schedules", endpoint="add_schedule", view_func=schedules.add, methods=["POST"])
    path = "/schedules/<schedule_id>"
    api.add_url_rule(path, view_func=schedules.schedule)
    api.add_url_rule(path, endpoint="change_schedule", view_func=schedules.change, methods=["PUT"])
    api.add_url_rule(path, endpoint="delete_schedule", view_func=schedules.delete, methods=["DELETE"])
    api.add_url_rule("/digest", view_func=schedules.digest)
    api.add_url_rule("/digest", view_func=schedules.put_digest, methods=["PUT"])
    api.add_url_rule("/digest", view_func=schedules.delete_digest, methods=["DELETE"])
    api.add_url_rule("/calendar", endpoint="calendar", view_func=calendar.about)
    api.add_url_rule("/calendar", endpoint="make_calendar", view_func=calendar.make, methods=["POST"])
    api.add_url_rule("/calendar", endpoint="revoke_calendar", view_func=calendar.revoke, methods=["DELETE"])
