"""On whose behalf, and when, something is done; how what is filed then comes in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from time import monotonic
from typing import Self

from api.services.intake import Filing
from api.settings import Settings
from api.texts import Texts
from dispatch.rights import Actor


@dataclass(frozen=True, slots=True)
class Occasion:
    """Who files, when, in which language the answer is wanted, under which settings."""

    actor: Actor
    now: datetime
    texts: Texts
    settings: Settings


@dataclass(frozen=True, slots=True)
class Filer:
    """On whose behalf a report comes in; without an account it is a resident's own.

    Attributes
    ----------
    region_code, desk, program, wait
        See `api.services.intake.Filing`.
    likeness
        What a second click would send again; it gets the first answer, see `TWICE_WITHIN` in
        `api.services.filing`. None at doors that vouch for their keys.
    """

    now: datetime
    texts: Texts
    settings: Settings
    account_id: int | None = None
    region_code: str | None = None
    desk: str | None = None
    program: bool = False
    likeness: bytes | None = None
    wait: bool = True

    @classmethod
    def of(cls, occasion: Occasion) -> Self:
        """Filer who files for himself or at his desk."""
        actor = occasion.actor
        return cls(
            occasion.now,
            occasion.texts,
            occasion.settings,
            actor.account_id,
            actor.region_code,
            actor.desk,
            actor.program,
        )


def filing_of(filer: Filer) -> Filing:
    """How what somebody files now comes in."""
    return Filing(
        filer.account_id,
        filer.region_code,
        filer.now,
        filer.settings.zone,
        desk=filer.desk,
        program=filer.program,
        today=today_of(filer),
        wait=filer.wait,
    )


def today_of(occasion: Occasion | Filer) -> Callable[[], date]:
    """Tell the day by then: who waits for new boundaries over midnight gets those of the new."""
    began = monotonic()

    def today() -> date:
        waited = timedelta(seconds=monotonic() - began)
        return (occasion.now + waited).astimezone(occasion.settings.zone).date()

    return today
