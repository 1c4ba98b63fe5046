"""Settings: the only reader of the environment and of `.env`."""

import os
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SecretsSettingsSource,
    SettingsConfigDict,
    SettingsError,
)
from sqlalchemy.engine import make_url

from dashboard.roles import Role
from dashboard.setting_values import checked_memory, checked_regions, checked_store, iso_day, web_address

REGIONS = ("US", "CA", "EU", "UAE")


class Settings(BaseSettings):
    """Frozen; every field is `DASHBOARD_<NAME>` in the environment."""

    model_config = SettingsConfigDict(
        env_prefix="DASHBOARD_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    data_dir: Path = Path("var")
    regions: Annotated[dict[str, str], AfterValidator(checked_regions)] = Field(default_factory=dict)
    store_url: Annotated[str, AfterValidator(checked_store)] = ""
    database_password: SecretStr | None = None  # for PostgreSQL URLs that name a user and no password
    secret_key: SecretStr | None = None
    today: Annotated[date | None, BeforeValidator(iso_day)] = None
    host: str = "127.0.0.1"
    port: int = Field(default=8050, ge=1, le=65535)
    admin_email: str | None = None
    admin_password: SecretStr | None = None
    trusted_proxies: int = Field(default=0, ge=0)  # reverse proxies in front, whose X-Forwarded headers count
    language: Literal["en", "de"] | None = None
    # Single sign-on with OpenID Connect (dashboard/access/single_sign_on.py); none unless an issuer is named.
    sso_issuer: str = ""
    sso_client_id: str = ""
    sso_client_secret: SecretStr | None = None  # none: a public client, which PKCE alone protects
    sso_name: str = ""  # of the provider, on the button
    sso_scopes: str = "openid email profile"
    sso_email_claim: str = "email"
    sso_trust_email: bool = False  # of a provider that does not say whether it has checked an address
    sso_role_claim: str = "groups"  # a path with dots leads into nested claims
    sso_roles: dict[str, Role] = Field(default_factory=dict)  # value of the claim -> role; the first that applies
    sso_default_role: Role | None = None  # of whom none applies to; unset: they get no account
    sso_only: bool = False  # nobody signs in with a password
    # The quality rule: when a call leg is poor (dashboard/data/quality_rule.py). Changing it counts every week again.
    quality_jitter_ms: float = Field(default=150, gt=0, allow_inf_nan=False)
    quality_latency_ms: float = Field(default=400, gt=0, allow_inf_nan=False)
    quality_loss_percent: float = Field(default=5, gt=0, le=100)
    quality_match: Literal["any", "all"] = "any"
    quality_comparison: Literal[">=", ">"] = ">="
    # The provider's records and reports (dashboard/feed).
    hook_secret: SecretStr | None = None  # unset: no call records are received
    hook_region: str | None = None  # of customers that no region knows yet; the first region unless set
    sync_token: SecretStr | None = None
    sync_url: str = "https://webexapis.com/v1"
    # Completed weeks whose raw call legs are kept; unset: all. Weekly counts stay (data/calling/retention.py).
    legs_keep_weeks: int | None = Field(default=None, ge=2, le=5_200)
    help_file: Path | None = None  # what the help page shows (dashboard/resources.py); the packaged one unless set
    duckdb_memory: Annotated[str, AfterValidator(checked_memory)] = "4GB"
    duckdb_threads: int = Field(default=2, ge=1, le=1024)
    # Opens a customer's own organisation from the list of customers; empty for no such column.
    launch_url: str = "https://admin.webex.com/?orgId={org_id}"
    # Reports: whether `serve` runs those that are due (else cron runs `reports run-due`), and how long files are kept.
    reports_in_server: bool = True
    reports_keep_days: int = Field(default=90, ge=1, le=36_500)
    reports_attempts: int = Field(default=3, ge=1)
    # A report whose process died is taken up after so long.
    reports_lease_seconds: int = Field(default=120, ge=5, le=86_400)
    webhook_private: bool = False  # whether alerts may be sent to addresses of the own network, and without TLS
    # Where people reach the dashboard: begins the links in e-mail.
    public_url: Annotated[str, AfterValidator(web_address)] = ""
    smtp_host: str = ""  # without it no report goes out by e-mail
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str = ""
    smtp_password: SecretStr | None = None
    smtp_from: str = ""
    smtp_attachment_bytes: int = Field(default=10_000_000, ge=0)  # a larger file goes out as a link
    # Operations: what the log holds, what counts as slow, how much may wait to be counted.
    log_format: Literal["text", "json"] = "text"
    log_level: Literal["debug", "info", "warning", "error"] = "warning"  # info: a line for each request
    log_addresses: bool = False  # whether network addresses stay in the log
    slow_query_ms: int = Field(default=500, ge=1)
    stop_seconds: int = Field(default=10, ge=1, le=300)  # that running requests and reports have when it is stopped
    hook_spool_bytes: int = Field(default=1 << 30, ge=1)  # call records that wait beyond this are refused with 503
    hook_spool_files: int = Field(default=20_000, ge=1)  # the same by their number
    debug: bool = False  # an unexpected error of a command shows where it happened

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment, then `.env`, then a file each in the folder that DASHBOARD_SECRETS_DIR names."""
        folder = os.environ.get("DASHBOARD_SECRETS_DIR")
        if folder and not Path(folder).is_dir():
            raise SettingsError(f"DASHBOARD_SECRETS_DIR: {folder} is not a directory")
        files = (SecretsSettingsSource(settings_cls, secrets_dir=folder),) if folder else ()
        return (init_settings, env_settings, dotenv_settings, *files)

    @model_validator(mode="after")
    def _known_region(self) -> "Settings":
        if self.hook_region and self.hook_region not in self.region_urls:
            raise ValueError(f"DASHBOARD_HOOK_REGION {self.hook_region}: the regions are {', '.join(self.region_urls)}")
        return self

    @model_validator(mode="after")
    def _one_provider(self) -> "Settings":
        if not self.sso_issuer and self.sso_only:
            raise ValueError("DASHBOARD_SSO_ONLY: nobody could sign in without DASHBOARD_SSO_ISSUER")
        if not self.sso_issuer:
            return self
        if not self.sso_issuer.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            raise ValueError("DASHBOARD_SSO_ISSUER: begins with https:// (http:// on this machine alone)")
        if not self.sso_client_id:
            raise ValueError("DASHBOARD_SSO_CLIENT_ID: the provider's name for the dashboard is missing")
        if "openid" not in self.sso_scopes.split():
            raise ValueError("DASHBOARD_SSO_SCOPES: openid is missing")
        return self

    @field_validator("launch_url")
    @classmethod
    def _launches(cls, url: str) -> str:
        if url and not (url.startswith("https://") and "{org_id}" in url):
            raise ValueError("a template beginning with https:// that holds {org_id}")
        return url

    @cached_property
    def region_urls(self) -> dict[str, str]:
        """SQLAlchemy URL by region code; a DuckDB file in the data directory each unless set."""
        urls = self.regions or {code: f"duckdb:///{self.data_dir / code.lower()}.duckdb" for code in REGIONS}
        return {code: self._with_password(url) for code, url in urls.items()}

    @cached_property
    def store(self) -> str:
        """SQLAlchemy URL of the store: accounts, tokens, schedules; nothing about customers."""
        return self._with_password(self.store_url or f"sqlite:///{self.data_dir / 'store.db'}")

    def _with_password(self, url: str) -> str:
        """A password that is kept in a file need not stand in a URL."""
        asked = make_url(url)
        if self.database_password is None or asked.password or not asked.drivername.startswith("postgresql"):
            return url
        whole = asked.set(password=self.database_password.get_secret_value())
        return whole.render_as_string(hide_password=False)

    def as_of(self) -> date:
        """Today in UTC, or the day that `DASHBOARD_TODAY` sets."""
        return self.today or datetime.now(UTC).date()


def publish(name: str, value: str) -> None:
    """Sets a variable of this process's environment, for a library that is told in no other way."""
    os.environ[name] = value
