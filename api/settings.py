"""Settings of the program, from environment variables that start with WANGGE_."""

import secrets
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr
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
    database_name: str = Field(
        default="wangge",
        pattern=r"^[a-z_][a-z0-9_]{0,62}$",
        description="database inside the private cluster",
    )
    pg_bin: Path | None = Field(default=None, description="folder of the server's binaries")
    secret_key: SecretStr | None = Field(
        default=None,
        min_length=32,
        description="signs sessions and tokens; empty: a random one kept in .wangge, loopback only",
    )
    host: str = Field(default="127.0.0.1", description="address to serve on")
    port: int = Field(default=8000, ge=0, le=65535, description="port to serve on; 0: any free one")
    time_zone: str = Field(default="Asia/Shanghai", description="zone in which days are counted")
    token_minutes: int = Field(default=30, ge=1, description="life of a bearer token")
    session_hours: int = Field(default=12, ge=1, description="life of a page session")
    body_limit_bytes: int = Field(default=1_000_000, ge=1_000, description="largest request body")
    secure_cookies: bool = Field(default=False, description="cookies over https only")

    @property
    def state_dir(self) -> Path:
        """Folder with all the program keeps outside the database."""
        return self.project_dir / ".wangge"

    @property
    def zone(self) -> ZoneInfo:
        """Zone in which days are counted."""
        return ZoneInfo(self.time_zone)

    @property
    def has_default_secret(self) -> bool:
        """Whether nobody has set a secret of their own."""
        return self.secret_key is None

    @cached_property
    def signing_key(self) -> str:
        """Key that signs sessions and tokens; made and kept on first use when none is set."""
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
