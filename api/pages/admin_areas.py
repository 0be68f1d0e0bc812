"""The regions a reader can choose among on the pages of the registers."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from data.regions import region_names
from dispatch.region_codes import is_statistical, level_of, prefix_of
from dispatch.rights import Actor
from dispatch.vocabulary import RegionLevel

_SHOWN: Final = (RegionLevel.COUNTY, RegionLevel.TOWNSHIP, RegionLevel.VILLAGE)


@dataclass(frozen=True, slots=True)
class Area:
    """One region."""

    code: str
    name: str
    level: RegionLevel

    @property
    def prefix(self) -> str:
        """Digits all below it share."""
        return prefix_of(self.code)

    @property
    def indented(self) -> str:
        """Its name, deeper under its township."""
        return f"\u2003{self.name}" if self.level is RegionLevel.VILLAGE else self.name


def areas_of(session: Session, actor: Actor) -> tuple[Area, ...]:
    """Regions from the county down that an actor covers, his own first."""
    names = region_names(session, actor.region_prefix)
    areas = [
        Area(code, name, level) for code, name in names.items() if (level := _level(code)) in _SHOWN
    ]
    return tuple(sorted(areas, key=lambda one: (one.code != actor.region_code, one.code)))


def chosen(areas: tuple[Area, ...], code: str) -> Area | None:
    """The area with this code; None for all of them."""
    return next((one for one in areas if one.code == code), None)


def options(areas: tuple[Area, ...]) -> list[tuple[str, str]]:
    """The areas as choices of a form."""
    return [(one.code, one.indented) for one in areas]


def _level(code: str) -> RegionLevel:
    """Level of a region; in a free scheme all count as villages."""
    return level_of(code) if is_statistical(code) else RegionLevel.VILLAGE
