"""Callbacks: the controls of a page wired into the data layer. Registered on an app, so that tests call the functions.

filters    what the controls ask, as a question; the address follows them
kpis       the head of a page: KPI row, filters in force, notices
charts     every drawing
sections   findings, KPIs, tables and links of every section
tables     a table when it comes near, and more of its rows
weights    other weights of the renewals' score, tried
reports    the page of reports
alerts     the page of alerts
"""

from dash import Dash

from dashboard.callbacks import alerts, charts, filters, kpis, menus, reports, sections, sizing, tables, weights


def register(app: Dash) -> None:
    """Add every callback to the app."""
    for module in (filters, kpis, charts, sections, tables, menus, sizing, weights, reports, alerts):
        module.register(app)
