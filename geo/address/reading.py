"""What was read out of an address text."""

from dataclasses import dataclass

from geo.address.divisions import Level


@dataclass(frozen=True, slots=True)
class Candidate:
    """A division that the text may mean.

    Attributes
    ----------
    code
        12 digits.
    name
        With the division above it: ``沙圪堵镇乌拉素村委会``.
    score
        0 to 1, how well the text fits; only for ranking.
    """

    code: str
    name: str
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """The deepest division that is certain, and what else the text says.

    Attributes
    ----------
    code, name, level
        Of that division; None where not even the county is certain.
    score
        0 to 1 for it; 0 where there is none.
    ambiguous
        Whether several divisions below it fit and the text does not tell which.
    candidates
        Best first; the certain one alone where one is.
    group
        Villagers' group: ``三社``.
    landmark
        Name of the landmark in the text.
    household
        Number of the only household that fits.
    lon, lat, accuracy_m
        EPSG:4326 degrees and radius in metres, of the household, else the landmark, else the
        homes of the group; None without any.
    why
        Codes of the rules that decided.
    """

    code: str | None = None
    name: str | None = None
    level: Level | None = None
    score: float = 0.0
    ambiguous: bool = False
    candidates: tuple[Candidate, ...] = ()
    group: str | None = None
    landmark: str | None = None
    household: str | None = None
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None
    why: tuple[str, ...] = ()
