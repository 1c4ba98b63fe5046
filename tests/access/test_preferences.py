"""The switches for language and theme."""

import pytest
from flask.testing import FlaskClient

from dashboard.web.origins import inside
from tests.fixtures.application import OWN, PASSWORD, email_of, sign_in

GERMAN = {"Accept-Language": "de"}


def test_choice_is_kept_and_leads_back(client: FlaskClient) -> None:
    sign_in(client, "help_desk")
    headers = OWN | {"Referer": "http://localhost/subscriptions?region=US"}
    answer = client.post("/language", data={"language": "de"}, headers=headers)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/subscriptions?region=US")
    assert '<html lang="de"' in client.get("/subscriptions").text


def test_choice_goes_where_the_user_goes(client: FlaskClient) -> None:
    sign_in(client, "help_desk")
    client.post("/language", data={"language": "de"}, headers=OWN)
    client.post("/theme", data={"theme": "dark"}, headers=OWN)
    other = client.application.test_client()
    form = {"email": email_of("help_desk"), "password": PASSWORD}
    other.post("/login", data=form, headers=OWN)
    assert '<html lang="de" data-theme="chosen" data-bs-theme="dark"' in other.get("/subscriptions").text


def test_automatic_theme_is_the_systems(client: FlaskClient) -> None:
    sign_in(client, "help_desk")
    client.post("/theme", data={"theme": "dark"}, headers=OWN)
    client.post("/theme", data={"theme": "auto"}, headers=OWN)
    assert client.get_cookie("theme") is None
    client.set_cookie("system_theme", "dark")
    assert '<html lang="en" data-bs-theme="dark"' in client.get("/subscriptions").text


def test_strangers_choose_a_language_for_the_sign_in_page(client: FlaskClient) -> None:
    client.post("/language", data={"language": "en"}, headers=OWN | GERMAN)
    assert '<html lang="en"' in client.get("/login", headers=GERMAN).text


def test_a_users_choice_wins_over_the_browser(client: FlaskClient) -> None:
    sign_in(client, "help_desk")
    client.post("/language", data={"language": "en"}, headers=OWN)
    assert '<html lang="en"' in client.get("/subscriptions", headers=GERMAN).text


@pytest.mark.parametrize(
    ("path", "form"), [("/language", {"language": "fr"}), ("/language", {}), ("/theme", {"theme": "x"})]
)
def test_other_values_are_refused(client: FlaskClient, path: str, form: dict[str, str]) -> None:
    sign_in(client, "help_desk")
    assert client.post(path, data=form, headers=OWN).status_code == 400


def test_leads_nowhere_else(client: FlaskClient) -> None:
    headers = OWN | {"Referer": "https://evil.example/subscriptions"}
    assert client.post("/language", data={"language": "de"}, headers=headers).headers["Location"] == "/"


@pytest.mark.parametrize("target", [None, "", "x", "//x", "/\\x", "/a\r\nb", "https://x", "/\N{ZERO WIDTH SPACE}x"])
def test_what_leads_elsewhere_leads_to_the_start(target: str | None) -> None:
    assert inside(target) == "/"


def test_forged_cookies_choose_nothing(client: FlaskClient) -> None:
    sign_in(client, "help_desk")
    client.set_cookie("language", '"><script>')
    client.set_cookie("theme", '"><script>')
    assert '<html lang="en" data-bs-theme="light">' in client.get("/subscriptions").text
