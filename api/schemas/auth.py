"""Tokens and sessions as programs read and send them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import Form
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel

from data.sessions import Standing
from dispatch.sessions import SessionUse
from dispatch.vocabulary import Role


class GrantType(StrEnum):
    """What a token is asked for with (RFC 6749 sections 4.3 and 6)."""

    PASSWORD = "password"  # noqa: S105 - the protocol's word
    REFRESH = "refresh_token"


class TokenOut(BaseModel):
    """A bearer token, its life in seconds, and the token that renews it once."""

    access_token: str
    token_type: str = "bearer"  # noqa: S105 - the name of the scheme
    expires_in: int
    refresh_token: str
    scope: str


class SessionOut(BaseModel):
    """One session of the account that asks."""

    id: UUID
    use: SessionUse
    role: Role
    region: str | None
    device: str
    network: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    current: bool

    @classmethod
    def of(cls, standing: Standing, current: UUID | None) -> "SessionOut":
        """Wire form of a session."""
        row, grant = standing.session, standing.grant
        return cls(
            id=row.id,
            use=row.use,
            role=grant.role,
            region=grant.region_code,
            device=row.device,
            network=row.address,
            created_at=row.created_at,
            last_seen_at=row.last_seen_at,
            expires_at=row.expires_at,
            current=row.id == current,
        )


class SessionsOut(BaseModel):
    """The sessions of the account that asks, the last used first."""

    items: list[SessionOut]


@dataclass(frozen=True, slots=True)
class TokenForm:
    """What a program sends to get or renew a token."""

    grant_type: GrantType
    username: str
    password: str
    refresh_token: str
    role: Role | None


def read_token_form(
    grant_type: Annotated[GrantType, Form()] = GrantType.PASSWORD,
    username: Annotated[str, Form(max_length=64)] = "",
    password: Annotated[str, Form(max_length=256)] = "",
    refresh_token: Annotated[str, Form(max_length=256)] = "",
    scope: Annotated[str, Form(max_length=256)] = "",
) -> TokenForm:
    """Form of the OAuth2 password or refresh grant; what its kind needs must be there.

    Raises
    ------
    RequestValidationError
        If a field is missing, or the scope names no role of ours.
    """
    given = {"username": username, "password": password, "refresh_token": refresh_token}
    if grant_type is GrantType.PASSWORD:
        _require(given, "username", "password")
    else:
        _require(given, "refresh_token")
    return TokenForm(grant_type, username, password, refresh_token, _read_scope(scope))


def _require(given: dict[str, str], *names: str) -> None:
    missing = [
        {"type": "missing", "loc": ("body", name), "msg": "Field required"}
        for name in names
        if not given[name]
    ]
    if missing:
        raise RequestValidationError(missing)


def _read_scope(scope: str) -> Role | None:
    """Role of a scope such as ``role:township``; none when it is empty."""
    if not scope:
        return None
    kind, _, name = scope.partition(":")
    if kind != "role" or name not in set(Role):
        problem = {"type": "scope", "loc": ("body", "scope"), "msg": "write role:<name of a role>"}
        raise RequestValidationError([problem])
    return Role(name)
