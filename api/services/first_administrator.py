"""The first account of a database: it makes all others."""

from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from api.services.accounts import By, add_account, new_password
from api.services.demo_accounts import write_private
from data.accounts import NewGrant, claim_first_account
from dispatch.vocabulary import Role

USERNAME: Final = "admin"
NAME: Final = "管理员"


def make_first_administrator(session: Session, file: Path, now: datetime) -> bool:
    """Make an administrator where there is no account, with a password only a file tells.

    The password must be changed at the first sign-in. Answers whether one was made.
    """
    if not claim_first_account(session):
        return False
    password = new_password()
    add_account(
        session,
        By(now),
        username=USERNAME,
        password=password,
        name=NAME,
        grant=NewGrant(Role.ADMIN),
        must_change=True,
    )
    write_private(file, f"{USERNAME}\n{password}\n")
    return True
