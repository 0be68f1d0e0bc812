"""Signing in with a name and a password."""

from sqlalchemy.orm import Session

from api.errors import NotSignedIn
from api.passwords import is_password
from api.tokens import Claims
from data.accounts import account_named


def sign_in(session: Session, username: str, password: str) -> Claims:
    """What a token for this account must say.

    Raises
    ------
    NotSignedIn
        If name and password do not fit, whichever is wrong.
    """
    account = account_named(session, username.replace("\0", ""))
    fits = is_password(password, account.password_hash if account else None)
    if account is None or not fits:
        msg = "name or password is wrong"
        raise NotSignedIn(msg)
    return Claims(account.id, account.token_epoch)
