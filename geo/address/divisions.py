"""What an address is read against: divisions, their former names, landmarks, homes."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Level(StrEnum):
    """How far down the tree a division stands, the highest first."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name that a division, or the division above it, bore once.

    Attributes
    ----------
    name
        As it was written, with its suffix: ``海子塔乡``.
    level
        ``township`` on a township: its ground, or a part, was the township of that name;
        ``township`` on a village: it lay in the township of that name; ``village`` on a
        village: its own old name, or that of a village which was merged into it.
    since, until
        First day, and first day no more; None where nobody wrote it down.
    """

    name: str
    level: Level = Level.TOWNSHIP
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Division:
    """A node of the tree.

    Attributes
    ----------
    code
        12 digits; shorter levels end in zeros.
    name
        Official name with its suffix.
    parent
        Code of the division above; one that is not in the tree makes this a root.
    former
        Names of former times.
    """

    code: str
    name: str
    parent: str | None
    former: tuple[FormerName, ...] = ()


@dataclass(frozen=True, slots=True)
class Landmark:
    """A place people name: a mine, a school, a bridge; EPSG:4326 degrees."""

    name: str
    region_code: str | None
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Home:
    """A registered household; EPSG:4326 degrees, None where nobody measured it."""

    number: str
    head: str | None
    region_code: str
    group: str | None = None
    lon: float | None = None
    lat: float | None = None
