"""Tried: an address of ours that leads to another site after signing in (`/login?next=////host/…` and its family)."""

import re
from itertools import product
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from dashboard.web.origins import inside
from tests.fixtures.application import OWN, PASSWORD, email_of

SLASHES = (
    "/",
    "//",
    "///",
    "////",
    "\\",
    "/\\",
    "\\/",
    "/\t/",
    "/\n/",
    "\t//",
    " //",
    "/ /",
    "/%2f",
    "/.//",
    "/..//",
    "/;@",
)
HOSTS = (
    "evil.example",
    "evil.example/",
    "user@evil.example",
    "evil.example:80",
    "[::1]",
    "[",
    "evil。example",
    "%65vil",
)
FAMILY = [f"{slashes}{host}" for slashes, host in product(SLASHES, HOSTS)] + [
    "https://evil.example", "http:evil.example", "https:/evil.example", "HTTPS:\\\\evil.example", "javascript:alert(1)",
    "data:text/html,x", "\x00//evil.example",
    "\u200b//evil.example", "evil.example", "?//evil.example", "#//evil.example",
]  # fmt: skip


def goes_to(location: str) -> str:
    """The host that a browser goes to from a page of ours, by the WHATWG's rules; "" for our own."""
    text = re.sub(r"[\t\r\n]", "", location.strip("".join(map(chr, range(33))))).replace("\\", "/")
    if scheme := re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", text):
        return f"{scheme[1]}:{text}"
    return re.split(r"[/?#]", text.lstrip("/"))[0] if text.startswith("//") else ""


def test_the_browser_of_this_test_is_led_away() -> None:
    led = ("//evil.example/x", "////evil.example", "/\\evil.example", "/\t/evil.example", "\t//evil.example")
    assert [goes_to(one) for one in led] == ["evil.example"] * 5
    assert goes_to("/subscriptions?next=//evil.example") == ""
    assert goes_to("javascript:alert(1)") != ""


@pytest.mark.parametrize("target", FAMILY)
def test_nothing_leads_to_another_site(target: str) -> None:
    assert goes_to(inside(target)) == ""


def test_signing_in_leads_nowhere_else(client: FlaskClient) -> None:
    """The header as it is sent: what frameworks make of a path on the way counts too."""
    form = {"email": email_of("full_admin"), "password": PASSWORD}
    for target in FAMILY:
        answer = client.post(f"/login?next={quote(target)}", data=form, headers=OWN)
        assert answer.status_code == 303, target
        assert goes_to(answer.headers["Location"]) == "", target
        assert client.get(f"/login?next={quote(target)}").status_code == 303


@pytest.mark.parametrize(
    "referer", ["http://localhost//evil.example/", "http://localhost/\\evil.example", "http://[", "//"]
)
def test_the_page_that_a_choice_leads_back_to_is_ours(client: FlaskClient, referer: str) -> None:
    answer = client.post("/language", data={"language": "de"}, headers={**OWN, "Referer": referer})
    assert (answer.status_code, goes_to(answer.headers["Location"])) == (303, "")


@pytest.mark.parametrize(
    "target", ["/", "/subscriptions?region=US&as_of=2026-01-02", "/customers/a%20b?q=//x", "/a?b=c d", "/ü"]
)
def test_our_own_pages_are_led_to(target: str) -> None:
    assert inside(target) == target


@pytest.mark.parametrize("origin", ["http://[", "http://[::1", "null", "//", "http://localhost.evil.example"])
def test_an_origin_that_is_none_is_refused(client: FlaskClient, origin: str) -> None:
    form = {"email": email_of("full_admin"), "password": PASSWORD}
    assert client.post("/login", data=form, headers={"Origin": origin}).status_code == 403
