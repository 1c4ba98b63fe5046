"""Webhooks: one signed POST to an address, never to where it redirects, to private ones only where allowed.

The name is looked up once, every address it has is looked at, and the connection goes to the one that was looked at:
so a name that answers differently the second time leads nowhere else.
"""

import hashlib
import hmac
import http.client
import ipaddress
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from threading import Timer
from urllib.parse import SplitResult, urlsplit

from dashboard.errors import BadParameter, DashboardError
from dashboard.i18n import N_

LONGEST_ADDRESS = 2_000
PATIENCE = 10  # seconds for each answer
LONGEST = 30  # seconds for all of it
_NAT64, _UNICAST = ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("2000::/3")
_MOST_ANSWER = 4_096  # bytes that are read of what comes back

TIMESTAMP, SIGNATURE, DELIVERY = "X-Dashboard-Timestamp", "X-Dashboard-Signature", "X-Dashboard-Delivery"


class Refused(DashboardError):
    """The message was not taken; says why, without the address."""


def check_address(address: str, *, private: bool) -> SplitResult:
    """The parts of an address. Raises BadParameter for one that is no HTTPS address (HTTP where private ones are
    allowed), or holds a user, a password or a fragment."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    schemes = ("https", "http") if private else ("https",)
    plain = address.isascii() and address.isprintable() and " " not in address and len(address) <= LONGEST_ADDRESS
    whole = parts.scheme in schemes and parts.hostname and not (parts.username or parts.password or parts.fragment)
    if not plain or not whole or port == 0:
        raise BadParameter("webhook", N_("an address such as https://example.com/alerts, without user or password"))
    return parts


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 of the timestamp, a dot and the body, in hexadecimal after `sha256=`."""
    digest = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return f"sha256={digest.hexdigest()}"


def post(address: str, body: bytes, secret: str, timestamp: str, delivery: str, *, private: bool) -> None:
    """Sends the body, signed. Raises Refused when it cannot be, or when the answer is not a success."""
    try:
        parts = check_address(address, private=private)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        status = _sent(parts, _address_of(host, port, private), port, body, {
            "Content-Type": "application/json",
            TIMESTAMP: timestamp,
            SIGNATURE: signature(secret, timestamp, body),
            DELIVERY: delivery,
            "User-Agent": "partner-dashboard",
        })  # fmt: skip
    except BadParameter as error:
        raise Refused(error.allowed) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Refused(f"the address cannot be reached: {type(error).__name__}") from error
    if not 200 <= status < 300:
        raise Refused(f"the address answered {status}")


def _address_of(host: str, port: int, private: bool) -> str:
    """One of the host's addresses, all of which may be talked to. Raises Refused."""
    addresses = {str(answer[4][0]) for answer in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    if not addresses:
        raise Refused("the address has no host")
    if not private and not all(_public(address) for address in addresses):
        raise Refused("the address is a private one; DASHBOARD_WEBHOOK_PRIVATE allows those")
    return sorted(addresses, key=lambda address: (":" in address, address))[0]


def _public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        carried = ip.ipv4_mapped or ip.sixtofour or (ipaddress.IPv4Address(ip.packed[-4:]) if ip in _NAT64 else None)
        if carried is None and ip not in _UNICAST:
            return False
        ip = carried or ip
    return ip.is_global and not ip.is_multicast


def _sent(parts: SplitResult, ip: str, port: int, body: bytes, headers: Mapping[str, str]) -> int:
    """The status of the answer. A connection to the address that was looked at, in the name of the host."""
    connection = http.client.HTTPConnection(parts.hostname or "", port, timeout=PATIENCE)
    connection.sock = socket.create_connection((ip, port), PATIENCE)
    try:
        with _ended_in_time(connection.sock):
            if parts.scheme == "https":
                context = ssl.create_default_context()
                connection.sock = context.wrap_socket(connection.sock, server_hostname=parts.hostname)
            path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
            connection.request("POST", path, body, _with_host(parts, headers))
            answer = connection.getresponse()
            with suppress(OSError, http.client.HTTPException):  # what it says beside its status is nothing to us
                answer.read(_MOST_ANSWER)
            return answer.status
    finally:
        connection.close()


@contextmanager
def _ended_in_time(sock: socket.socket) -> Iterator[None]:
    """Ends the conversation when it lasts too long: who answers a byte at a time keeps everybody's alerts waiting."""
    same = sock.dup()

    def end() -> None:
        with suppress(OSError):  # it is over already
            same.shutdown(socket.SHUT_RDWR)

    timer = Timer(LONGEST, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        same.close()


def _with_host(parts: SplitResult, headers: Mapping[str, str]) -> dict[str, str]:
    return {"Host": parts.netloc, **headers}
