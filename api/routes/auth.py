"""Bearer tokens for programs."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.security import OAuth2PasswordRequestForm
from pydantic import BaseModel

from api.deps import NowDep, SessionDep, SettingsDep
from api.services.sign_in import sign_in
from api.tokens import make_token

router = APIRouter(prefix="/auth", tags=["auth"])


class TokenOut(BaseModel):
    """A bearer token and its life in seconds."""

    access_token: str
    token_type: str = "bearer"  # noqa: S105 - the name of the scheme
    expires_in: int


@router.post("/token")
def make_api_token(
    form: Annotated[OAuth2PasswordRequestForm, Depends()],
    session: SessionDep,
    settings: SettingsDep,
    now: NowDep,
) -> TokenOut:
    """Exchange a name and a password for a bearer token."""
    claims = sign_in(session, form.username, form.password)
    life = timedelta(minutes=settings.token_minutes)
    token = make_token(claims, "api", settings.signing_key, now=now, life=life)
    return TokenOut(access_token=token, expires_in=int(life.total_seconds()))
