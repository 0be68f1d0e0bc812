"""What the registers know about one report's place."""

from dataclasses import dataclass
from typing import Final

from dispatch.placing.address import Address
from dispatch.vocabulary import Datum

_LEAST_DIGITS: Final = 7
_MOST_DIGITS: Final = 11


@dataclass(frozen=True, slots=True)
class GridHit:
    """A grid under one boundary version.

    Attributes
    ----------
    region_code
        Village of the grid; none in a free scheme without regions.
    version_id
        Boundary version; none when the grid has no boundary on that day.
    """

    code: str
    version_id: int | None
    region_code: str | None


@dataclass(frozen=True, slots=True)
class Slice:
    """A grid that the circle of a point's accuracy meets.

    Attributes
    ----------
    share
        Part of the circle that lies in it, 0 to 1.
    distance_m
        Metres from the point to it, 0 where it covers the point.
    """

    grid: GridHit
    share: float
    distance_m: float


@dataclass(frozen=True, slots=True)
class Near:
    """The nearest grid of a place that none covers, and the metres to it."""

    grid: GridHit
    distance_m: float


@dataclass(frozen=True, slots=True)
class HouseholdHit:
    """A registered household; place in WGS 84 degrees, none while nobody has found its house.

    Attributes
    ----------
    region_code
        Its village.
    grid
        Grid it belongs to; where it belongs to none, the one that covers its house, or the point
        sent with its number while the house is not found.
    distance_m
        From its house to the point sent with it; none without either.
    accuracy_m
        Radius in metres the house is known to; none when nobody said.
    near
        The nearest grid of a house that stands in none.
    """

    id: int
    number: str
    lon: float | None
    lat: float | None
    region_code: str | None
    grid: GridHit | None
    distance_m: float | None
    accuracy_m: float | None = None
    near: Near | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """One point and the grids there; see `Found` for its fields."""

    lon: float
    lat: float
    accuracy_m: float | None = None
    grids: tuple[GridHit, ...] = ()
    region_code: str | None = None
    circle: tuple[Slice, ...] = ()
    near: Near | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Where the located households of a villagers' group live.

    Attributes
    ----------
    grid
        The one grid of them all; none if they lie in several, or one of them in none.
    lon, lat, radius_m
        WGS 84 degrees of their middle, and how far from it the last of them lives.
    """

    grid: GridHit | None
    lon: float
    lat: float
    radius_m: float


@dataclass(frozen=True, slots=True)
class Found:
    """What the registers know about one report's place.

    Attributes
    ----------
    household
        The one whose number was given.
    lon, lat
        The given point in WGS 84 degrees; both none without a point.
    accuracy_m
        Radius in metres the point is known to.
    grids
        Grids that cover the point, lower code first (a point on a shared edge has several).
    region_code
        Lowest region that covers the point.
    in_county
        Whether the point lies in the area this database covers.
    shifted
        Datum and grid when the point falls in no grid but probably would in that datum.
    pin
        Whether a hand on a map gave the point.
    circle
        Grids that the circle of its accuracy meets, the larger share first; empty below two.
    near
        The nearest grid of a point that none covers, within the limit.
    zero, default, swapped
        Whether the point is no place: 0 degrees, a geocoder's default, latitude for longitude.
    caller, callers
        The household with the petitioner's phone, if one alone has it, and how many have it.
    named, namesakes
        The household of the address's village whose head was named, and how many such there are.
    address
        What the address says.
    spot, group, only_grid
        Of the address: its point, its villagers' group, the one grid of its village.
    away_m
        Metres from the given point to the village of the address.
    region_named, only_grid_named
        Region that report or desk names, and the one grid of that village.
    """

    household: HouseholdHit | None = None
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None
    grids: tuple[GridHit, ...] = ()
    region_code: str | None = None
    in_county: bool = False
    shifted: tuple[Datum, str] | None = None
    pin: bool = False
    circle: tuple[Slice, ...] = ()
    near: Near | None = None
    zero: bool = False
    default: bool = False
    swapped: bool = False
    caller: HouseholdHit | None = None
    callers: int = 0
    named: HouseholdHit | None = None
    namesakes: int = 0
    address: Address | None = None
    spot: Spot | None = None
    group: Group | None = None
    only_grid: GridHit | None = None
    away_m: float | None = None
    region_named: str | None = None
    only_grid_named: GridHit | None = None

    @property
    def point(self) -> Spot | None:
        """The given point."""
        if self.lon is None or self.lat is None:
            return None
        return Spot(
            lon=self.lon,
            lat=self.lat,
            accuracy_m=self.accuracy_m,
            grids=self.grids,
            region_code=self.region_code,
            circle=self.circle,
            near=self.near,
        )


def phone_key(phone: str | None) -> str | None:
    """Last eleven digits of a phone number, what two spellings share; none below seven digits."""
    digits = "".join(str(int(sign)) for sign in phone or "" if sign.isdecimal())
    return digits[-_MOST_DIGITS:] if len(digits) >= _LEAST_DIGITS else None
