"""The application: one Flask server, guarded before Dash or anything else can answer."""

import logging
from importlib.metadata import version
from pathlib import Path

import dash
from flask import Flask
from flask_babel import Babel, gettext
from flask_compress import Compress
from werkzeug.middleware.proxy_fix import ProxyFix

from dashboard import admin, api, callbacks, pages
from dashboard.access.accounts import first_admin
from dashboard.access.organisation import skip_setup
from dashboard.access.preferences import locale, preferences
from dashboard.access.secret_key import secret_key
from dashboard.access.signin import signin
from dashboard.access.single_sign_on import register as register_single_sign_on
from dashboard.feed import hook
from dashboard.server import security
from dashboard.server.bundles import register_bundles
from dashboard.server.csp import page_policy
from dashboard.server.customer_forms import customer_forms
from dashboard.server.failures import register_failures
from dashboard.server.health import register_health
from dashboard.server.index import index_page
from dashboard.server.list_forms import list_forms
from dashboard.server.metrics import register_metrics
from dashboard.server.requests import register_requests
from dashboard.server.vendor import ASSETS, BOOTSTRAP, asset, register_vendor
from dashboard.server.view_forms import view_forms
from dashboard.services import EXTENSION, open_services
from dashboard.settings import Settings
from dashboard.words import N_

_ROOT = Path(__file__).parent.parent
_TITLE = N_("Partner analytics")
_DAY = 86_400


class _Dashboard(dash.Dash):
    """Dash with the language and the theme of the request on its outermost element."""

    def interpolate_index(self, **parts: str) -> str:  # type: ignore[override]
        """The page's HTML with Dash's parts in it."""
        parts["title"] = gettext(_TITLE)
        parts["app_entry"] = parts["app_entry"].replace("Loading...", gettext("Loading…"))
        return index_page(parts)


def create_app(settings: Settings) -> dash.Dash:
    """The application of these settings, its databases opened and up to date. Raises DashboardError."""
    server = Flask("dashboard", static_folder=None)
    services = open_services(settings)
    server.extensions[EXTENSION] = services
    first_admin(services)
    if settings.admin_email and settings.admin_password:
        skip_setup(services.store)
    _configure(server, settings)
    register_failures(server)
    app = _dash(server)
    security.register_pages(server, page_policy(app))
    pages.register(app)
    callbacks.register(app)
    _finish(server)
    return app


def _configure(server: Flask, settings: Settings) -> None:
    server.secret_key = secret_key(settings)
    server.config.update(
        MAX_CONTENT_LENGTH=4 * 1024 * 1024,
        SEND_FILE_MAX_AGE_DEFAULT=_DAY,
        COMPRESS_ALGORITHM=["br", "gzip"],
    )
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        server.wsgi_app = ProxyFix(server.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    Compress(server)
    register_bundles(server)
    server.jinja_env.globals.update(language=locale, asset=asset)
    Babel(server, default_translation_directories=str(_ROOT / "dashboard" / "locales"), locale_selector=locale)
    register_requests(server)
    security.register(server)  # before every route, and before Dash, whose own hooks would answer first
    register_health(server)
    register_metrics(server)
    for blueprint in (signin, preferences, customer_forms, list_forms, view_forms):
        server.register_blueprint(blueprint)
    register_single_sign_on(server, settings)
    admin.register(server)
    api.register(server)
    hook.register(server)


def _dash(server: Flask) -> dash.Dash:
    stylesheets = [f"{BOOTSTRAP}?v={version('dash-bootstrap-components')}"]
    app = _Dashboard(
        "dashboard",
        server=server,  # type: ignore[arg-type]
        assets_folder=str(ASSETS),
        assets_ignore=".*",  # they come joined (server/index.py)
        external_stylesheets=stylesheets,
        use_pages=True,
        pages_folder="",
        include_pages_meta=False,
        suppress_callback_exceptions=True,
        title=_TITLE,
        update_title=None,  # type: ignore[arg-type]
        enable_mcp=False,
        add_log_handler=False,
    )
    app.logger.setLevel(logging.WARNING)
    register_vendor(app, _ROOT / "node_modules")
    return app


def _finish(server: Flask) -> None:
    """Runs what Dash leaves to the first request: two first requests at once would see half of it."""
    with server.test_request_context("/healthz"):
        server.preprocess_request()
