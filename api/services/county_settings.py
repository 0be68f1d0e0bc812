"""Changing what an administrator may change at run time."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from data.audit import Entry, record
from data.database_settings import DatabaseSettings, keep_settings, read_settings
from data.errors import StaleWrite
from data.scope import as_system
from dispatch.auditing import AuditVerb, ObjectKind
from dispatch.errors import NotPermitted
from dispatch.rights import Actor
from dispatch.vocabulary import Role
from geo.sizes import plan_sizes

MOST_HOUSEHOLDS: Final = 200
MOST_DAYS: Final = 730


@dataclass(frozen=True, slots=True)
class CountySettings:
    """What can be changed while the program runs; see `data.database_settings`."""

    min_size: int
    max_size: int
    boundary_approval: bool
    phone_confirm_days: int

    @property
    def mark(self) -> str:
        """Tells one state of the settings from another."""
        return ".".join(str(int(value)) for value in asdict(self).values())


def changeable(settings: DatabaseSettings) -> CountySettings:
    """The part of the settings that can be changed."""
    return CountySettings(
        min_size=settings.min_size,
        max_size=settings.max_size,
        boundary_approval=settings.boundary_approval,
        phone_confirm_days=settings.phone_confirm_days,
    )


def change_settings(
    session: Session, actor: Actor, wanted: CountySettings, seen: str, now: datetime
) -> CountySettings:
    """Keep changed settings; `seen` is the mark of those that were shown.

    Raises
    ------
    NotPermitted
        If the actor is no administrator.
    StaleWrite
        If somebody changed them since.
    WrongSizes
        If the sizes of a grid are not ``1 <= min <= max``.
    """
    if actor.role is not Role.ADMIN:
        msg = f"the role {actor.role} may not change settings"
        raise NotPermitted(msg)
    plan_sizes(0, wanted.min_size, wanted.max_size)
    before = changeable(read_settings(session))
    if before.mark != seen:
        msg = "somebody changed the settings in the meantime; look at them again"
        raise StaleWrite(msg)
    kept = asdict(before)
    changes = {name: value for name, value in asdict(wanted).items() if kept[name] != value}
    if changes:
        with as_system(session):
            keep_settings(session, **changes)
        record(session, *_entries(actor, now, asdict(before), changes))
    return wanted


def _entries(
    actor: Actor, now: datetime, before: dict[str, int], changes: dict[str, int]
) -> list[Entry]:
    return [
        Entry.by(
            *(actor, now, AuditVerb.CHANGE, (ObjectKind.SETTING, name)),
            details={"before": before[name], "after": after},
        )
        for name, after in changes.items()
    ]
