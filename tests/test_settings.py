"""Settings that cannot work are refused at the start."""

from typing import Any

import pytest

from dashboard.settings import Settings


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"sso_issuer": "http://id.example.com", "sso_client_id": "x"}, "https"),
        ({"sso_issuer": "https://id.example.com"}, "CLIENT_ID"),
        ({"sso_issuer": "https://id.example.com", "sso_client_id": "x", "sso_scopes": "email"}, "openid"),
        ({"sso_only": True}, "nobody could sign in"),
        ({"sso_issuer": "https://id.example.com", "sso_client_id": "x", "sso_roles": {"a": "king"}}, "full_admin"),
    ],
)
def test_settings_that_cannot_work_are_refused(changed: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        Settings(_env_file=None, **changed)
