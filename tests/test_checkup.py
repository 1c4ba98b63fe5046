"""What `doctor` looks at."""

from contextlib import nullcontext

from dashboard.checkup import checkup
from dashboard.services import Services
from dashboard.settings import Settings
from tests.fixtures.openid import openid_provider
from tests.fixtures.served import free_port


def about_single_sign_on(opened: Services, issuer: str) -> list[tuple[str, str]]:
    """Level and text of what is found about the provider."""
    told = {**opened.settings.model_dump(), "sso_issuer": issuer, "sso_client_id": "dashboard"}
    found = checkup(Settings(_env_file=None, **told), lambda: nullcontext(opened))
    return [(one.level, one.text) for one in found if one.text.startswith("single sign-on: ")]


def test_an_identity_provider_answers(opened: Services) -> None:
    with openid_provider({}) as issuer:
        assert about_single_sign_on(opened, issuer) == [("ok", f"single sign-on: {issuer} answers")]


def test_an_identity_provider_that_does_not_answer_is_a_fault(opened: Services) -> None:
    issuer = f"http://127.0.0.1:{free_port()}"
    [(level, text)] = about_single_sign_on(opened, issuer)
    assert (level, text.partition(": ")[2].startswith(f"DASHBOARD_SSO_ISSUER {issuer}: ")) == ("FAULT", True)
