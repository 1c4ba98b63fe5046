"""Settings that cannot work are refused at the start; secrets come from files, and stay out of URLs."""

from pathlib import Path
from typing import Any

import pytest

from dashboard import __main__ as command_line
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


US = "duckdb:////data/us.duckdb"
PG = "postgresql+psycopg://"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("REGIONS", "{", 'DASHBOARD_REGIONS: not JSON; write an object, {"KEY": "value"}'),
        ("SSO_ROLES", "{", 'DASHBOARD_SSO_ROLES: not JSON; write an object, {"KEY": "value"}'),
        ("REGIONS", "[]", "DASHBOARD_REGIONS: a JSON object"),
        ("REGIONS", '{"US": 5}', "DASHBOARD_REGIONS: US: "),
        ("REGIONS", '{"us": "duckdb:///us"}', "DASHBOARD_REGIONS: region code 'us': "),
        ("REGIONS", '{"US": "duckdb:///"}', "DASHBOARD_REGIONS: region US: names no file"),
        ("REGIONS", '{"US": "duckdb:///:memory:"}', "DASHBOARD_REGIONS: region US: names no file"),
        ("REGIONS", f'{{"US": "{US}", "EU": "{US}"}}', "DASHBOARD_REGIONS: regions US and EU: the same"),
        ("REGIONS", f'{{"US": "{US}", "EU": "duckdb:////data/./us.duckdb"}}', "DASHBOARD_REGIONS: regions US and EU"),
        ("REGIONS", f'{{"US": "{PG}a@db/x", "EU": "{PG}b:s3cret@db:5432/x"}}', "DASHBOARD_REGIONS: regions US and EU"),
        ("REGIONS", f'{{"US": "{PG}u:s3cret@db:port/x"}}', "DASHBOARD_REGIONS: region US: not a database URL"),
        ("STORE_URL", "s3cret", "DASHBOARD_STORE_URL: a URL begins with "),
        ("STORE_URL", "mysql://db/store", "DASHBOARD_STORE_URL: a URL begins with "),
        ("STORE_URL", "sqlite:///", "DASHBOARD_STORE_URL: the store: names no file"),
        ("STORE_URL", f"{PG}u:s3cret@db:port/x", "DASHBOARD_STORE_URL: the store: not a database URL"),
        ("TODAY", "0", "DASHBOARD_TODAY: a date such as 2026-01-31, from 2000-01-01"),
        ("TODAY", "20260131", "DASHBOARD_TODAY: a date such as "),
        ("TODAY", "9999-12-31", "DASHBOARD_TODAY: a date such as "),
        ("DUCKDB_MEMORY", "much", "DASHBOARD_DUCKDB_MEMORY: an amount such as "),
        ("DUCKDB_MEMORY", "-1GB", "DASHBOARD_DUCKDB_MEMORY: an amount such as "),
        ("DUCKDB_MEMORY", "0GB", "DASHBOARD_DUCKDB_MEMORY: an amount such as "),
        ("DUCKDB_THREADS", "99999", "DASHBOARD_DUCKDB_THREADS: "),
        ("QUALITY_JITTER_MS", "inf", "DASHBOARD_QUALITY_JITTER_MS: "),
        ("LEGS_KEEP_WEEKS", "9999999999", "DASHBOARD_LEGS_KEEP_WEEKS: "),
        ("REPORTS_KEEP_DAYS", "9999999999", "DASHBOARD_REPORTS_KEEP_DAYS: "),
        ("REPORTS_LEASE_SECONDS", "99999999999999", "DASHBOARD_REPORTS_LEASE_SECONDS: "),
        ("PUBLIC_URL", "dashboard.example.com", "DASHBOARD_PUBLIC_URL: an address that begins with https://"),
        ("SSO_ONLY", "1", "DASHBOARD_SSO_ONLY: nobody could sign in"),
        ("SECRETS_DIR", "/not/there", "DASHBOARD_SECRETS_DIR: /not/there is not a directory"),
    ],
)
def test_a_wrong_setting_is_one_line_that_names_it_and_no_secret(
    name: str,
    value: str,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(f"DASHBOARD_{name}", value)
    monkeypatch.setattr("sys.argv", ["dashboard", "imports"])
    with pytest.raises(SystemExit, match="1"):
        command_line.main()
    line = capsys.readouterr().err
    assert line.startswith(f"Error: settings: {told}"), line
    assert (line.count("\n"), "s3cret" in line, "Value error" in line) == (1, False, False)


@pytest.mark.parametrize("amount", ["4GB", "512MB", "1.5 GiB", "0.5TB", "800mb", "4G", "512m"])
def test_memory_is_an_amount_as_duckdb_reads_it(amount: str) -> None:
    assert Settings(_env_file=None, duckdb_memory=amount).duckdb_memory == amount


def test_regions_may_share_a_server_and_schemas_of_a_database() -> None:
    urls = {code: f"{PG}ana@db/all?options=-csearch_path%3D{code.lower()}" for code in ("US", "EU")}
    assert Settings(_env_file=None, regions={**urls, "CA": f"{PG}ana@db/ca"}).region_urls == {
        **urls,
        "CA": f"{PG}ana@db/ca",
    }


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
