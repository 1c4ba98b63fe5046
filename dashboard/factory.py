"""The application: one Flask server, guarded before Dash or anything else can answer."""

import logging
from importlib.metadata import version
from pathlib import Path

import dash
from flask import Flask
from flask_babel import Babel, gettext
from flask_compress import Compress
from werkzeug.middleware.proxy_fix import ProxyFix

from dashboard import api, callbacks, pages
from dashboard import forms as admin
from dashboard.access.account.preferences import locale, preferences
from dashboard.access.accounts import first_admin
from dashboard.access.organisation import skip_setup
from dashboard.access.sign_in.pages import signin
from dashboard.access.sign_in.secret_key import secret_key
from dashboard.access.sign_in.single_sign_on import register as register_single_sign_on
from dashboard.feed import hook
from dashboard.forms.customer import customer_forms
from dashboard.forms.customer_list import list_forms
from dashboard.forms.printed import printed
from dashboard.forms.saved_views import view_forms
from dashboard.forms.work import work_forms
from dashboard.i18n import N_
from dashboard.server import security
from dashboard.server.bundles import register_bundles
from dashboard.server.health import register_health
from dashboard.server.index import index_page
from dashboard.server.metrics import register_metrics
from dashboard.services import EXTENSION, open_services
from dashboard.settings import Settings
from dashboard.web.csp import page_policy
from dashboard.web.failures import register_failures
from dashboard.web.numbers import CONVERTERS
from dashboard.web.posts import register_posts
from dashboard.web.requests import register_requests
from dashboard.web.vendor import ASSETS, BOOTSTRAP, asset, register_vendor

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
    server.url_map.converters.update(CONVERTERS)
    services = open_services(settings)
    server.extensions[EXTENSION] = services
    first_admin(services)
    if settings.admin_email and settings.admin_password:
        skip_setup(services.store)
    _configure(server, settings)
    register_failures(server)
    register_posts(server)
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
    for blueprint in (signin, preferences, customer_forms, list_forms, work_forms, view_forms, printed):
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
