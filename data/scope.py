"""What the database is told of who asks: the second wall behind every query.

Row-level security reads these settings (migration `row_security`). They end with the
transaction, and without them the application's role sees no row at all.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Final

import orjson
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from dispatch.region_codes import code_range
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import Role

APP_ROLE: Final = "wangge_app"
"""Role of every request: sees the rows its scope names, and no issue."""
ISSUE_ROLES: Final = (
    *("wangge_region", "wangge_county", "wangge_grids", "wangge_unit", "wangge_enterer"),
)
"""Members of `APP_ROLE` that also reach issues: each in one way, which one index answers."""
SYSTEM_ROLE: Final = "wangge_system"
"""Role of what the system does for everybody: intake, sign-in, publication."""

_IS_SYSTEM: Final = "wangge.is_system"
_SETTINGS: Final = text(
    "SELECT set_config(key, value, true) FROM json_each_text(CAST(:values AS json))"
)
# The list is worked through from left to right: the role as it was, then the other.
_BE_SYSTEM: Final = text(
    f"SELECT current_setting('role'), set_config('role', '{SYSTEM_ROLE}', true)"
)

PLAN_ONCE: Final = {"plan_cache_mode": "force_generic_plan"}
"""Plans that fit any values, made once a connection: for statements that read by keys, where
planning one anew would cost more than running it."""
LAZILY: Final = {"synchronous_commit": "off"}
"""A commit that does not wait for the disk, and may be lost in a crash."""

_NOBODY: Final = {
    "role": APP_ROLE,
    "wangge.account": "",
    "wangge.agent": "",
    "wangge.first": "",
    "wangge.bound": "",
    "wangge.whole": "",
    "wangge.issue_first": "",
    "wangge.issue_bound": "",
    "wangge.issue_grids": "",
    "wangge.grids": "",
    "wangge.unit": "",
    "wangge.enterer": "",
    "wangge.tokens": "",
    "wangge.may": "",
}


def enter_scope(session: Session, actor: Actor | None) -> None:
    """Let the rest of this transaction see what an actor may see; nobody sees nothing."""
    _set(session, {**_NOBODY, **(scope_of(actor) if actor else {})})


def scope_of(actor: Actor) -> dict[str, str]:
    """Settings that stand for an actor.

    ``first`` and ``bound`` are the range of codes whose registers a region role covers, ``whole``
    says that it covers everything. Issues are reached in one of `ISSUE_ROLES`, by role:
    ``issue_first`` and ``issue_bound`` as a range, with what lies nowhere yet for the county's
    desk, ``issue_grids`` by an agent's grids, ``unit`` by a handler's unit, ``enterer`` by the
    account of a program that reads back what it filed. ``tokens`` is what an accusation could
    bar, ``may`` the actor's verbs.
    """
    verbs = sorted(verb for verb in Verb if actor.may(verb))
    return {
        "wangge.account": str(actor.account_id),
        "wangge.agent": str(actor.agent_id or ""),
        "wangge.tokens": ",".join(sorted(actor.tokens)),
        "wangge.may": ",".join(verbs),
        **_reach(actor),
    }


def enter_system(session: Session, settings: Mapping[str, str]) -> None:
    """Let all of this transaction be the system's own work for nobody, under more settings."""
    _set(session, {**_NOBODY, "role": SYSTEM_ROLE, **settings})
    session.info[_IS_SYSTEM] = True


@contextmanager
def as_system(session: Session) -> Iterator[None]:
    """Do a narrow piece of the system's own work, then go back to the actor's scope."""
    if _IS_SYSTEM in session.info:  # a piece within a piece
        yield
        return
    before = session.execute(_BE_SYSTEM).one()[0] or "none"
    session.info[_IS_SYSTEM] = True
    try:
        yield
        session.flush()
    except BaseException:
        with suppress(SQLAlchemyError):  # a broken transaction is rolled back whole
            _set(session, {"role": before})
        raise
    finally:
        del session.info[_IS_SYSTEM]
    _set(session, {"role": before})


def _reach(actor: Actor) -> dict[str, str]:
    issues = _issue_reach(actor) if actor.may(Verb.READ_ISSUES) else {}
    if actor.role is Role.AGENT:
        return {"wangge.grids": ",".join(sorted(actor.grids)), **issues}
    first, bound = code_range(actor.region_prefix)
    whole = "" if actor.region_prefix else "on"
    return {"wangge.first": first, "wangge.bound": bound, "wangge.whole": whole, **issues}


def _issue_reach(actor: Actor) -> dict[str, str]:
    if actor.role is Role.AGENT:
        return {"role": "wangge_grids", "wangge.issue_grids": ",".join(sorted(actor.grids))}
    if actor.role is Role.HANDLER:
        return {"role": "wangge_unit", "wangge.unit": str(actor.unit_id or "")}
    if actor.role is Role.INTEGRATION:
        return {"role": "wangge_enterer", "wangge.enterer": str(actor.account_id)}
    first, bound = code_range(actor.region_prefix)
    nowhere = actor.may(Verb.READ_HELD) or not actor.region_prefix
    role = "wangge_county" if nowhere else "wangge_region"
    return {"role": role, "wangge.issue_first": first, "wangge.issue_bound": bound}


def _set(session: Session, values: dict[str, str]) -> None:
    session.execute(_SETTINGS, {"values": orjson.dumps(values).decode()})
