"""Single sign-on with OpenID Connect: the authorization code flow with PKCE, by Authlib.

The provider's description is fetched at the first use and kept; its keys are fetched anew when an unknown one signs.
"""

import logging
import re
import time
from math import ceil
from typing import Any, cast

from authlib.integrations.base_client import MismatchingStateError, OAuthError
from authlib.integrations.flask_client import FlaskIntegration, FlaskOAuth2App
from flask import Blueprint, Flask, abort, current_app, redirect, request, session, url_for
from flask_babel import gettext
from flask_login import current_user
from joserfc.errors import JoseError
from requests import RequestException
from werkzeug.wrappers import Response

from dashboard.access.sign_in.identities import ACTOR, Refused, admit, identity_of
from dashboard.access.sign_in.limits import count_failure, forgive, sso_limit, wait
from dashboard.access.sign_in.pages import enter, sign_in_form
from dashboard.data.storage.store import audit, now, writing
from dashboard.i18n import N_
from dashboard.services import services
from dashboard.settings import Settings
from dashboard.web.origins import inside

EXTENSION = "single_sign_on"
_TARGET = "sso_target"  # of the session: the page that was asked for
_PATIENCE = 10  # seconds for an answer of the provider
_UNSIGNED = ("none", "HS256", "HS384", "HS512")  # nothing that the published keys could vouch for

_CODE = re.compile(r"[a-z_]{1,40}")
_DOWN = "single_sign_on.down"  # of the server: until when a provider that did not answer is left alone
_LEFT_ALONE = 10.0  # seconds

_log = logging.getLogger(__name__)
single_sign_on = Blueprint("sso", __name__)


def register(server: Flask, settings: Settings) -> None:
    """Adds the routes, and the client when the settings name a provider. Asks the provider nothing yet."""
    server.register_blueprint(single_sign_on)
    if settings.sso_issuer:
        server.extensions[EXTENSION] = client_of(settings)


def client_of(settings: Settings) -> FlaskOAuth2App:
    """The client of the provider that the settings name."""
    secret = settings.sso_client_secret
    return FlaskOAuth2App(
        FlaskIntegration("provider"),
        "provider",
        client_id=settings.sso_client_id,
        client_secret=secret.get_secret_value() if secret else None,
        server_metadata_url=f"{settings.sso_issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": settings.sso_scopes,
            "code_challenge_method": "S256",
            "default_timeout": _PATIENCE,
            **({} if secret else {"token_endpoint_auth_method": "none"}),
        },
    )


@single_sign_on.get("/sso")
def begin() -> Response:
    """Leads to the provider, and from there back to the page that was asked for."""
    client, target = _client(), inside(request.args.get("next"))
    if current_user.is_authenticated:
        return redirect(target, 303)
    try:
        discover(client, services().settings.sso_issuer)
        answer = cast(Response, client.authorize_redirect(_return_address()))
    except (RequestException, ValueError, RuntimeError) as error:
        return _out_of_reach(error, target)
    session[_TARGET] = target
    return answer


@single_sign_on.get("/sso/callback")
def come_back() -> Response:
    """Where the provider leads back to, with a code that is exchanged for who it was.

    What carries no state of this browser was not asked for, whatever it says: it is answered and leaves no trace.
    """
    client, target = _client(), inside(session.get(_TARGET))
    if session.get(_state_key(client)) is None:
        return _not_asked_for(target)
    at, counted = now(), sso_limit(request.remote_addr or "")
    if delay := wait(services().store, at, counted):
        return _too_often(target, ceil(delay.total_seconds()))
    count_failure(services().store, at, counted)
    try:
        user = admit(services().store, services().settings, identity_of(_claims(client), services().settings))
    except MismatchingStateError:
        return _not_asked_for(target)
    except OAuthError as error:
        session.pop(_state_key(client), None)  # a state is good for one answer, an error too
        return _refused(target, _why(error), _code(error), 403)
    except Refused as error:
        return _refused(target, gettext(str(error)), str(error), 403)
    except JoseError as error:
        said = gettext("The answer of the identity provider is not valid. Tell your administrator.")
        return _refused(target, said, type(error).__name__, 403)
    except (RequestException, ValueError, RuntimeError) as error:
        return _out_of_reach(error, target)
    forgive(services().store, at, counted)
    return enter(user, target, N_("signed in with single sign-on"))


def _state_key(client: FlaskOAuth2App) -> str:
    """Where Authlib keeps the state of the answer at hand in the session."""
    return f"_state_{client.name}_{request.args.get('state', '')}"


def _not_asked_for(target: str) -> Response:
    again = gettext("Signing in took too long, or began in another browser. Try again.")
    return sign_in_form("", target, again, 400)


def _too_often(target: str, seconds: int) -> Response:
    answer = sign_in_form("", target, gettext("Too many failed attempts. Try again in a few minutes."), 429)
    answer.headers["Retry-After"] = str(seconds)
    return answer


def _code(error: OAuthError) -> str:
    """The provider's code for what is wrong, as far as it is one: it comes by way of the browser."""
    code = str(error.error)
    return code if _CODE.fullmatch(code) else "an error that is none of the standard's"


def discover(client: FlaskOAuth2App, issuer: str) -> dict[str, Any]:
    """The provider's description of itself.

    Raises RequestException when it is out of reach, ValueError when it is none, or another issuer's.
    """
    left_alone = current_app.extensions if current_app else {}  # a command asks at once
    if left_alone.get(_DOWN, 0.0) > time.monotonic():
        raise RuntimeError("it did not answer a moment ago")
    try:
        described = cast("dict[str, Any]", client.load_server_metadata())
    except RequestException:
        left_alone[_DOWN] = time.monotonic() + _LEFT_ALONE  # who waits for it would fill the threads
        raise
    if str(described.get("issuer", "")).rstrip("/") != issuer.rstrip("/"):
        raise ValueError(f"the provider says it is {described.get('issuer')!r}, and DASHBOARD_SSO_ISSUER {issuer!r}")
    offered = described.get("id_token_signing_alg_values_supported") or ["RS256"]
    described["id_token_signing_alg_values_supported"] = [name for name in offered if name not in _UNSIGNED]
    ways = described.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    if client.client_secret and "client_secret_basic" not in ways:
        client.client_kwargs["token_endpoint_auth_method"] = "client_secret_post"  # noqa: S105  (a way, no secret)
    return described


def _claims(client: FlaskOAuth2App) -> dict[str, Any]:
    """What the provider says of the person: of the signed token, and what is only in its answer about the user."""
    settings = services().settings
    described = discover(client, settings.sso_issuer)
    expected = {
        "iss": {"essential": True, "value": described["issuer"]},
        "aud": {"essential": True, "value": settings.sso_client_id},
    }
    token = client.authorize_access_token(claims_options=expected)
    claims = dict(token.get("userinfo") or {})
    if not claims.get("sub"):
        raise OAuthError("invalid_token", "no ID token")
    named = all(name.split(".")[0] in claims for name in (settings.sso_email_claim, settings.sso_role_claim))
    if named or "userinfo_endpoint" not in described:
        return claims
    more = dict(client.userinfo(token=token))
    if more.get("sub") != claims["sub"]:
        raise OAuthError("invalid_token", "two subjects")
    return more | claims


def _client() -> FlaskOAuth2App:
    client = current_app.extensions.get(EXTENSION)
    return client or abort(404, N_("there is nothing under this address"))


def _return_address() -> str:
    """What the provider has on its list: the public address of the dashboard, else the one in use."""
    public = services().settings.public_url.rstrip("/")
    path = url_for("sso.come_back")
    return f"{public}{path}" if public else url_for("sso.come_back", _external=True)


def _why(error: OAuthError) -> str:
    if error.error == "access_denied":
        return gettext("The identity provider did not let you in, or you turned back.")
    return gettext("The identity provider refused the sign-in. Try again, then tell your administrator.")


def _refused(target: str, said: str, reason: str, status: int) -> Response:
    """Back to the form. The reason goes to the audit log, once; what the provider sent does not."""
    with writing(services().store) as connection:
        audit(connection, N_("single sign-on refused"), "unknown address", ACTOR, details={"reason": reason[:200]})
    return sign_in_form("", target, said, status)


def _out_of_reach(error: Exception, target: str) -> Response:
    _log.error("single sign-on: %s: %s", type(error).__name__, str(error)[:300])
    said = gettext("The identity provider cannot be reached. Try again in a minute.")
    return sign_in_form("", target, said, 502)
