"""The form of a resident as it was typed: what is wrong with it, and the report it makes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Self
from uuid import UUID

from starlette.datastructures import FormData

from api.labels import N_
from api.schemas.issue import MOST_FILES, IssueIn, PetitionerIn, PlaceIn, PointSource
from dispatch.vocabulary import Category, Channel
from geo.coordinates import check_lonlat
from geo.errors import GeoError

TEXT_MOST: Final = 5_000
ADDRESS_MOST: Final = 300
NAME_MOST: Final = 60
PHONE_MOST: Final = 32
_ACCURACY_MOST: Final = 100_000
_SERVICE_DIGITS: Final = 5
"""As the hotline 12345, or 10086: such numbers begin as mobile ones do."""
_MOBILE_DIGITS: Final = 11
_PHONE_DIGITS: Final = range(5, 16)
AT_HOME: Final = "在自己家"
"""What stands as the address of who only says that it is at home."""

COMMON: Final[Mapping[Category, tuple[str, str]]] = {
    Category.MINING_SUBSIDENCE: ("house", N_("Cracks in the house, sinking ground")),
    Category.WATER: ("drop", N_("Drinking water, irrigation")),
    Category.ROADS: ("road", N_("Roads, bridges, street lights")),
    Category.LAND: ("draw", N_("Land, house plots")),
    Category.WELFARE: ("users", N_("Allowances, medical insurance")),
}
"""Category → icon and words, of what residents bring most."""
OTHERS: Final[Mapping[Category, str]] = {
    Category.HOUSING: N_("Housing"),
    Category.ENVIRONMENT: N_("Rubbish, pollution"),
    Category.SAFETY_HAZARD: N_("Something dangerous"),
    Category.NEIGHBOURS: N_("A quarrel with neighbours"),
    Category.FAMILY: N_("Family matters"),
    Category.WAGES: N_("Unpaid wages"),
    Category.PUBLIC_SERVICES: N_("Schools, doctors, power, buses"),
    Category.CADRE_CONDUCT: N_("How an official behaves"),
}


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the fields, whether it makes sense or not."""

    village: str = ""
    text: str = ""
    category: str = ""
    urgent: bool = False
    at_home: bool = False
    address: str = ""
    lon: str = ""
    lat: str = ""
    accuracy: str = ""
    source: str = ""
    name: str = ""
    phone: str = ""
    files: tuple[UUID, ...] = ()

    @classmethod
    def of(cls, form: FormData) -> Self:
        """Read the fields of a form that was sent."""
        return cls(
            village=word_of(form, "v"),
            text=word_of(form, "text"),
            category=word_of(form, "category"),
            urgent=bool(word_of(form, "urgent")),
            at_home=bool(word_of(form, "at_home")),
            address=word_of(form, "address"),
            lon=word_of(form, "lon"),
            lat=word_of(form, "lat"),
            accuracy=word_of(form, "accuracy"),
            source=word_of(form, "source"),
            name=word_of(form, "name"),
            phone=word_of(form, "phone"),
            files=_ids(form.getlist("attachment")),
        )

    def with_file(self, taken: UUID) -> Self:
        """Add a photo that was taken, once."""
        return replace(self, files=tuple(dict.fromkeys((*self.files, taken))))

    def without_files(self) -> Self:
        """Leave the photos out."""
        return replace(self, files=())


def problems_of(typed: Typed, *, village_known: bool) -> dict[str, str]:
    """Message id by field, in the order of the page, of all that must be put right."""
    checks = (
        ("v", not village_known, N_("Choose your village.")),
        ("text", not typed.text, N_("Write in a few words what has happened.")),
        ("text", len(typed.text) > TEXT_MOST, N_("That is too long: 5,000 characters at most.")),
        ("address", len(typed.address) > ADDRESS_MOST, N_("That is too long: 300 at most.")),
        ("address", not _has_good_place(typed), N_("This position cannot be. Say it in words.")),
        ("name", len(typed.name) > NAME_MOST, N_("That is too long: 60 characters at most.")),
        ("phone", _lacks_digits(typed.phone), N_("A mobile number has 11 digits. Look again.")),
        ("phone", _is_no_phone(typed.phone), N_("That is no phone number. Look again.")),
    )
    found: dict[str, str] = {}
    for name, wrong, message in checks:
        if wrong:
            found.setdefault(name, message)
    return found


def wire_of(typed: Typed) -> IssueIn:
    """Report that a form without problems makes."""
    known = typed.category in set(Category)
    return IssueIn(
        text=typed.text,
        category=Category(typed.category) if known else None,
        channel=Channel.ONLINE,
        place=place_of(typed),
        address=typed.address or (AT_HOME if typed.at_home else None),
        petitioner=_person(typed),
        urgent=typed.urgent,
        attachments=list(typed.files[:MOST_FILES]),
    )


def place_of(typed: Typed) -> PlaceIn | None:
    """Point that a phone or a finger on the map gave; none without a good one."""
    if not (typed.lon and typed.lat):
        return None
    try:
        lon, lat = float(typed.lon), float(typed.lat)
        check_lonlat(lon, lat)
    except (ValueError, GeoError):
        return None
    source = PointSource.PIN if typed.source == PointSource.PIN else PointSource.GPS
    return PlaceIn(lon=lon, lat=lat, accuracy_m=_accuracy(typed.accuracy), source=source)


def _has_good_place(typed: Typed) -> bool:
    return not (typed.lon and typed.lat) or place_of(typed) is not None


def _accuracy(typed: str) -> float | None:
    try:
        metres = float(typed)
    except ValueError:
        return None
    return metres if 0 <= metres <= _ACCURACY_MOST else None


def _person(typed: Typed) -> PetitionerIn | None:
    if not (typed.name or typed.phone):
        return None
    return PetitionerIn(name=typed.name or None, phone=typed.phone or None)


def _lacks_digits(phone: str) -> bool:
    digits = re.sub(r"\D", "", phone)
    if len(digits) in {_MOBILE_DIGITS, *range(_SERVICE_DIGITS + 1)}:
        return False
    return digits.startswith("1") and not digits.startswith("12")


def _is_no_phone(phone: str) -> bool:
    digits = re.sub(r"\D", "", phone)
    fits = re.fullmatch(r"[\d\s+\-()（）*#转]+", phone) and len(digits) in _PHONE_DIGITS
    return bool(phone) and (not fits or len(phone) > PHONE_MOST)


def word_of(form: FormData, name: str) -> str:
    """What a field of a form that was sent holds; empty where it was not sent."""
    value = form.get(name, "")
    return value.replace("\0", "").strip() if isinstance(value, str) else ""


def _ids(values: Sequence[object]) -> tuple[UUID, ...]:
    """Ids of files sent before; what is none is left out, as its file was never taken."""
    found = []
    for value in values:
        try:
            found.append(UUID(str(value)))
        except ValueError:
            continue
    return tuple(dict.fromkeys(found))
