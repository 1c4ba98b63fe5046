"""Settings that cannot work are refused at the start; secrets come from files, and stay out of URLs."""

from pathlib import Path
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


@pytest.fixture
def secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DASHBOARD_SECRETS_DIR", str(tmp_path))
    return tmp_path


def test_a_file_is_a_setting_and_the_environment_wins(secrets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (secrets / "dashboard_secret_key").write_text("from a file\n")
    made = Settings(_env_file=None)
    assert made.secret_key is not None
    assert made.secret_key.get_secret_value() == "from a file"
    monkeypatch.setenv("DASHBOARD_SECRET_KEY", "from the environment")
    again = Settings(_env_file=None)
    assert again.secret_key is not None
    assert again.secret_key.get_secret_value() == "from the environment"


def test_a_password_fills_the_urls_that_name_none(secrets: Path) -> None:
    (secrets / "dashboard_database_password").write_text("p@ss/word")
    urls = {"US": "postgresql+psycopg://ana@db/us", "EU": "postgresql+psycopg://ana:own@db/eu", "CA": "duckdb:///ca"}
    made = Settings(_env_file=None, regions=urls, store_url="postgresql+psycopg://ana@db/store")
    assert made.region_urls == {**urls, "US": "postgresql+psycopg://ana:p%40ss%2Fword@db/us"}
    assert made.store == "postgresql+psycopg://ana:p%40ss%2Fword@db/store"
    assert "p@ss" not in repr(made)
