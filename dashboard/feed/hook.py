"""POST /hooks/call-records: the provider pushes records of finished calls, signed with a secret that both know."""

import hashlib
import hmac
import logging

from flask import Flask, Response, current_app, jsonify, request
from werkzeug.exceptions import RequestEntityTooLarge

from dashboard.data.files.json_records import is_json
from dashboard.feed.spool import Full, Spool
from dashboard.services import EXTENSION, Services
from dashboard.telemetry.meters import meters
from dashboard.web.failures import problem

ENDPOINT = "call_records"
LARGEST = 32 << 20  # bytes: five minutes of every customer's calls
_log = logging.getLogger(__name__)

_SPOOL = "dashboard.spool"
_HEADERS = ("X-Spark-Signature", "X-Webex-Signature")
_DIGESTS = {40: "sha1", 64: "sha256", 128: "sha512"}
"""How a signature was made is told by its length; the provider's webhooks use the first."""


def register(server: Flask) -> None:
    """Adds the address, and goes on with what an earlier process left uncounted."""
    services: Services = server.extensions[EXTENSION]
    server.add_url_rule("/hooks/call-records", ENDPOINT, call_records, methods=["POST"])
    spool = server.extensions[_SPOOL] = spool_of(services)
    if services.settings.hook_secret:
        spool.wake()


def spool_of(services: Services) -> Spool:
    """The payloads of these services' data directory."""
    home = services.settings.hook_region or next(iter(services.regions))
    limits = (services.settings.hook_spool_bytes, services.settings.hook_spool_files)
    return Spool(services.settings.data_dir, services.regions, home, *limits, services.settings.as_of)


def call_records() -> Response:
    """202 once the payload is safe; it is counted afterwards, and once however often it comes."""
    services: Services = current_app.extensions[EXTENSION]
    secret = services.settings.hook_secret
    if secret is None:
        return problem(404, "not_found", "call records are not received here: DASHBOARD_HOOK_SECRET is not set")
    request.max_content_length = LARGEST
    try:
        payload = request.get_data(cache=False)
    except RequestEntityTooLarge:
        return problem(413, "too_large", f"at most {LARGEST} bytes at a time")
    if not signed(payload, secret.get_secret_value().encode()):
        meters().hook_payloads.labels("unsigned").inc()
        return problem(401, "unauthorized", f"{_HEADERS[0]} must be the HMAC of the body by the shared secret, in hex")
    if not is_json(payload[:64]):
        meters().hook_payloads.labels("malformed").inc()
        return problem(400, "bad_request", 'the body must be JSON: {"items": [{…}]}, or the list alone')
    spool: Spool = current_app.extensions[_SPOOL]
    try:
        spool.keep(payload)
    except Full:
        return _full(spool)
    spool.wake()
    meters().hook_payloads.labels("accepted").inc()
    accepted = jsonify(accepted=True)
    accepted.status_code = 202
    return accepted


def _full(spool: Spool) -> Response:
    """503: the provider sends it again later."""
    meters().hook_payloads.labels("full").inc()
    _log.error("call records are refused: as many wait as DASHBOARD_HOOK_SPOOL_BYTES and …_FILES allow")
    spool.wake()
    refused = problem(503, "full", "too many call records wait to be counted; send these again later")
    refused.headers["Retry-After"] = "60"
    return refused


def signed(payload: bytes, secret: bytes) -> bool:
    """Whether one of the signature headers proves that the sender knows the secret."""
    signatures = [request.headers.get(name, "").strip().lower().rpartition("=")[2] for name in _HEADERS]
    return any(_proves(signature, payload, secret) for signature in signatures)


def _proves(signature: str, payload: bytes, secret: bytes) -> bool:
    digest = _DIGESTS.get(len(signature))
    return digest is not None and hmac.compare_digest(
        hmac.new(secret, payload, getattr(hashlib, digest)).hexdigest().encode(), signature.encode()
    )
