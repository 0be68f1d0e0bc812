"""One account for each role of the sample county, with fresh passwords."""

import json
import secrets
from datetime import date
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from api.passwords import hash_password
from data.accounts import keep_account
from data.posts import busiest_holder
from data.regions import regions_at
from dispatch.numbers import tracking_code
from dispatch.vocabulary import RegionLevel, Role

NAMES: Final[dict[Role, str]] = {
    Role.TOWNSHIP: "示例乡镇派单员",
    Role.COUNTY: "示例旗信访局派单员",
    Role.SCREENER: "示例旗甄别员",
    Role.PLANNER: "示例旗规划员",
    Role.ADMIN: "示例旗管理员",
}


def make_accounts(session: Session, day: date, file: Path) -> dict[str, dict[str, str]]:
    """Make the accounts and write them to a file only its owner can read.

    Returns
    -------
    accounts
        Role → `username` and `password`.
    """
    county = regions_at(session, RegionLevel.COUNTY)[0]
    holder = busiest_holder(session, day)
    places = dict.fromkeys(NAMES, county)
    places[Role.TOWNSHIP] = next(
        town for town in regions_at(session, RegionLevel.TOWNSHIP) if holder.village[:9] == town[:9]
    )
    accounts: dict[str, dict[str, str]] = {}
    for role in Role:
        password = tracking_code(secrets.randbelow).lower()
        accounts[role.value] = {"username": role.value, "password": password}
        is_agent = role is Role.AGENT
        keep_account(
            session,
            username=role.value,
            password_hash=hash_password(password),
            name=holder.name if is_agent else NAMES[role],
            role=role,
            region_code=holder.village if is_agent else places[role],
            agent_id=holder.agent_id if is_agent else None,
        )
    write_private(file, json.dumps(accounts, ensure_ascii=False, indent=2))
    return accounts


def write_private(file: Path, content: str) -> None:
    """Write a file, whole or not at all, that only its owner can read."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    fresh.write_text(content, "utf-8")
    fresh.rename(file)
