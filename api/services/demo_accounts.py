"""One account for each role of the sample county, with fresh passwords."""

import json
import secrets
from datetime import date
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from api.passwords import hash_password
from data.accounts import NewGrant, grant_role, keep_account
from data.posts import Holder, busiest_holder
from data.regions import regions_at
from data.units import find_unit
from dispatch.numbers import tracking_code
from dispatch.vocabulary import RegionLevel, Role

NAMES: Final[dict[Role, str]] = {
    Role.SECRETARY: "示例村支部书记",
    Role.TOWNSHIP: "示例乡镇派单员",
    Role.COUNTY: "示例旗信访局派单员",
    Role.SCREENER: "示例旗甄别员",
    Role.HANDLER: "示例旗自然资源局经办人",
    Role.PLANNER: "示例旗规划员",
    Role.SUPERVISOR: "示例旗督办员",
    Role.LEADER: "示例旗包案领导",
    Role.ADMIN: "示例旗管理员",
    Role.AUDITOR: "示例旗审计员",
    Role.INTEGRATION: "示例热线平台接口",
}
HANDLING_UNIT: Final = "natural-resources"
"""Unit of the sample county that the demo's handler works for."""


def make_accounts(session: Session, day: date, file: Path) -> dict[str, dict[str, str]]:
    """Make the accounts and write them to a file only its owner can read.

    Returns
    -------
    accounts
        Role → `username` and `password`.
    """
    holder = busiest_holder(session, day)
    places = _places(session, holder)
    accounts: dict[str, dict[str, str]] = {}
    for role in Role:
        password = tracking_code(secrets.randbelow).lower()
        accounts[role.value] = {"username": role.value, "password": password}
        is_agent = role is Role.AGENT
        account = keep_account(
            session,
            username=role.value,
            password_hash=hash_password(password),
            name=holder.name if is_agent else NAMES[role],
            agent_id=holder.agent_id if is_agent else None,
        )
        unit = find_unit(session, HANDLING_UNIT) if role is Role.HANDLER else None
        grant_role(session, account.id, NewGrant(role, places[role], unit), day)
    write_private(file, json.dumps(accounts, ensure_ascii=False, indent=2))
    return accounts


def _places(session: Session, holder: Holder) -> dict[Role, str]:
    """Region of each account: the busiest agent's village, its township, or the county."""
    county = regions_at(session, RegionLevel.COUNTY)[0]
    town = next(
        town for town in regions_at(session, RegionLevel.TOWNSHIP) if holder.village[:9] == town[:9]
    )
    own = {Role.AGENT: holder.village, Role.SECRETARY: holder.village, Role.TOWNSHIP: town}
    return {role: own.get(role, county) for role in Role}


def write_private(file: Path, content: str) -> None:
    """Write a file, whole or not at all, that only its owner can read."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    fresh.write_text(content, "utf-8")
    fresh.rename(file)
