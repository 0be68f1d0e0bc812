"""What the words of an address say, as the rules of placing take it."""

from dataclasses import dataclass

from dispatch.region_codes import is_local, is_statistical, level_of, township_over
from dispatch.vocabulary import RegionLevel
from geo.address.reading import Reading


@dataclass(frozen=True, slots=True)
class Address:
    """An address as it was read.

    Attributes
    ----------
    code
        The deepest division that is certain.
    ambiguous
        Whether it may mean several; `candidates` are their codes, the likeliest first, or that
        of what it may mean though not all of it fits.
    group, landmark
        Villagers' group and landmark it names.
    household
        Number of the household it names.
    lon, lat, accuracy_m
        WGS 84 degrees of landmark or household, and the metres they are good to.
    from_text
        Whether the report's text was read for want of an address; it never contests anything.
    """

    code: str | None = None
    ambiguous: bool = False
    candidates: tuple[str, ...] = ()
    group: str | None = None
    landmark: str | None = None
    household: str | None = None
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None
    from_text: bool = False

    @property
    def village(self) -> str | None:
        """The village it certainly names; none where it names none, or may mean several."""
        return self.code if self.level is RegionLevel.VILLAGE else None

    @property
    def township(self) -> str | None:
        """The township it names as the last certain thing."""
        return self.code if self.level is RegionLevel.TOWNSHIP else None

    @property
    def level(self) -> RegionLevel | None:
        """Level of what is certain; any code that is no 12 digits is taken for a village's."""
        if self.code is None or self.ambiguous:
            return None
        return level_of(self.code) if is_statistical(self.code) else RegionLevel.VILLAGE

    @property
    def common_township(self) -> str | None:
        """The township in which all lie that an ambiguous address may mean."""
        above = {township_over(code) for code in self.candidates}
        return next(iter(above)) if len(above) == 1 else None


def address_of(reading: Reading, *, from_text: bool = False) -> Address:
    """Take over what was read; `from_text` says it was the report's text, not its address."""
    return Address(
        code=reading.code,
        ambiguous=reading.ambiguous,
        candidates=tuple(one.code for one in reading.candidates),
        group=reading.group,
        landmark=reading.landmark,
        household=reading.household,
        lon=reading.lon,
        lat=reading.lat,
        accuracy_m=reading.accuracy_m,
        from_text=from_text,
    )


def village_or_township(region: str | None) -> str | None:
    """The region itself where it is a village or township; none for what lies above."""
    return region if region is not None and is_local(region) else None
