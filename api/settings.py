"""Settings of the program, from environment variables that start with WANGGE_."""

import secrets
from datetime import timedelta
from functools import cached_property
from ipaddress import ip_address, ip_network
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every setting, read once and passed down as values."""

    model_config = SettingsConfigDict(
        env_prefix="WANGGE_", frozen=True, extra="ignore", hide_input_in_errors=True
    )

    project_dir: Path = Field(
        default=Path(__file__).parents[1], description="folder that holds .wangge"
    )
    database_url: SecretStr | None = Field(
        default=None, description="a PostGIS server of your own; empty: the private cluster"
    )
    request_database_url: SecretStr | None = Field(
        default=None,
        description="address requests use on that server, pooled, its login a member of "
        "wangge_app and wangge_system that inherits nothing; empty: the same",
    )
    database_name: str = Field(
        default="wangge",
        pattern=r"^[a-z_][a-z0-9_]{0,62}$",
        description="database inside the private cluster",
    )
    pg_bin: Path | None = Field(default=None, description="folder of the server's binaries")
    secret_key: SecretStr | None = Field(
        default=None,
        min_length=32,
        description="signs tokens and forms; empty: a random one kept in .wangge, loopback only",
    )
    previous_secret_key: SecretStr | None = Field(
        default=None,
        min_length=32,
        description="the key before this one, while tokens signed with it still live",
    )
    host: str = Field(default="127.0.0.1", description="address to serve on")
    port: int = Field(default=8000, ge=0, le=65535, description="port to serve on; 0: any free one")
    time_zone: str = Field(default="Asia/Shanghai", description="zone in which days are counted")
    trusted_proxies: str = Field(
        default="",
        description="networks of the proxies whose forwarded headers count, by comma; empty: none",
    )
    token_minutes: int = Field(default=15, ge=1, description="life of a bearer token")
    refresh_days: int = Field(default=7, ge=1, description="how long a token can be renewed")
    session_hours: int = Field(default=12, ge=1, description="life of a page session")
    idle_minutes: int = Field(
        default=240, ge=5, description="a page session ends after so long without a request"
    )
    sign_ins_per_minute: int = Field(
        default=300, ge=1, description="requests to sign in or renew a token, from one network"
    )
    writes_per_minute: int = Field(
        default=6000, ge=1, description="writing requests of one account or key"
    )
    lookups_per_minute: int = Field(
        default=120, ge=1, description="people one account may look up by phone, number or name"
    )
    public_reads_per_minute: int = Field(
        default=300, ge=1, description="requests of one network that ask for what anybody may read"
    )
    private_webhooks: bool = Field(
        default=False, description="results may be sent to addresses of a private network"
    )
    body_limit_bytes: int = Field(default=1_000_000, ge=1_000, description="largest request body")
    secure_cookies: bool | None = Field(
        default=None,
        description="cookies over https only; empty: yes, unless served on loopback alone",
    )

    public_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^\s/?#]+$",
        description="address at which residents reach this service, as printed on posters; "
        "nothing after the name of the host",
    )
    hotline: str = Field(default="12345", description="number residents can call instead")
    reports_per_hour: int = Field(
        default=600,
        ge=1,
        description="reports residents may send from one network; a county's phones share few",
    )
    tracks_per_minute: int = Field(
        default=300, ge=1, description="codes residents may look up from one network"
    )

    attachment_dir: Path | None = Field(
        default=None,
        description="folder of attached photos and papers, not in the database's backup; "
        "empty: .wangge/attachments",
    )
    attachment_kinds: str = Field(
        default="image,pdf,sound,video",
        pattern=r"^(image|pdf|sound|video)(,(image|pdf|sound|video))*$",
        description="what may be attached, by comma",
    )
    attachment_bytes: int = Field(
        default=20_000_000, ge=1_000, description="largest attached file as it is sent"
    )
    attachment_days: int = Field(
        default=0,
        ge=0,
        description="attached files are thrown away so many days after closing; 0: never",
    )
    files_per_minute: int = Field(
        default=120, ge=1, description="files attached by one account, key or network"
    )

    audit_dir: Path | None = Field(
        default=None,
        description="folder of the signed heads of the history, best on another machine; "
        "empty: .wangge/audit-heads",
    )
    audit_key_file: Path | None = Field(
        default=None,
        description="private key that signs them, made when missing, the public one beside it; "
        "empty: .wangge/audit-key",
    )

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, value: str) -> str:
        for one in _parts(value):
            ip_network(one)
        return value

    @property
    def state_dir(self) -> Path:
        """Folder with all the program keeps outside the database."""
        return self.project_dir / ".wangge"

    @property
    def heads_dir(self) -> Path:
        """Folder of the signed heads of the history."""
        return self.audit_dir or self.state_dir / "audit-heads"

    @property
    def heads_key(self) -> Path:
        """File of the private key that signs them."""
        return self.audit_key_file or self.state_dir / "audit-key"

    @property
    def files_dir(self) -> Path:
        """Folder of attached photos and papers."""
        return self.attachment_dir or self.state_dir / "attachments"

    @property
    def zone(self) -> ZoneInfo:
        """Zone in which days are counted."""
        return ZoneInfo(self.time_zone)

    @property
    def has_default_secret(self) -> bool:
        """Whether nobody has set a secret of their own."""
        return self.secret_key is None

    @property
    def is_on_loopback(self) -> bool:
        """Whether only this machine can reach the address served on."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def proxies(self) -> list[str]:
        """Networks of the proxies whose forwarded headers count."""
        return _parts(self.trusted_proxies)

    @property
    def cookies_are_secure(self) -> bool:
        """Whether cookies go over https only: so unless this machine alone is served."""
        if self.secure_cookies is not None:
            return self.secure_cookies
        return bool(self.proxies) or not self.is_on_loopback

    @property
    def session_life(self) -> timedelta:
        """How long a page session lasts at most."""
        return timedelta(hours=self.session_hours)

    @property
    def idle(self) -> timedelta:
        """How long a page session lasts without a request."""
        return timedelta(minutes=self.idle_minutes)

    @cached_property
    def signing_keys(self) -> tuple[str, ...]:
        """Keys whose signature counts: the present one first."""
        before = self.previous_secret_key
        return (self.signing_key, *([before.get_secret_value()] if before else []))

    @cached_property
    def signing_key(self) -> str:
        """Key that signs tokens and forms; made and kept on first use when none is set."""
        if self.secret_key is not None:
            return self.secret_key.get_secret_value()
        path = self.state_dir / "secret-key"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = path.with_suffix(f".{secrets.token_hex(4)}")
            fresh.touch(mode=0o600)
            fresh.write_text(secrets.token_urlsafe(48), "utf-8")
            fresh.rename(path)
        return path.read_text("utf-8")


def _parts(value: str) -> list[str]:
    return [one.strip() for one in value.split(",") if one.strip()]
