"""The status of each refusal of ours, and the field it is about."""

from typing import Final

from data.backup import NotABackup
from data.client_programs import ProgramFailed
from data.cluster_home import NoAccount
from data.errors import (
    BulkRunning,
    CodeTaken,
    DatabaseAway,
    GridsOverlap,
    HeldAlready,
    KeyReused,
    NoHouseholds,
    NotFound,
    NotHeld,
    NotReady,
    Overlapping,
    PostRepeated,
    PostTaken,
    RegisterChanged,
    RegisterNotEmpty,
    StaleWrite,
    TooManyFiles,
    TwinRunning,
    UnfitArgument,
    UnknownFormat,
    UnknownHousehold,
    UnknownParty,
    UnknownRegion,
    UnreadableFile,
    UnwritableFile,
)
from data.postgis import PostgisMissing
from data.postmaster import ClusterFailed
from dispatch.errors import (
    IllegalTransition,
    NameMissing,
    NotPermitted,
    NotPublishable,
    OutsideArea,
    OutsideCoverage,
    PersonalDetail,
    PinBroken,
    TellsWho,
    TooManyRepresentatives,
    WrongDay,
    WrongSize,
)
from geo.errors import EditRefused, GeoError, InvalidCoordinate
from maps.errors import MapError

STATUS_CODES: Final[dict[type[Exception], int]] = {
    UnreadableFile: 422,
    UnknownFormat: 422,
    UnwritableFile: 500,
    NotFound: 404,
    StaleWrite: 412,
    KeyReused: 422,
    TwinRunning: 409,
    BulkRunning: 409,
    UnknownHousehold: 422,
    UnknownRegion: 422,
    UnknownParty: 422,
    NotHeld: 409,
    HeldAlready: 409,
    NoHouseholds: 409,
    RegisterChanged: 409,
    GridsOverlap: 409,
    PostTaken: 409,
    PostRepeated: 409,
    CodeTaken: 409,
    Overlapping: 409,
    TooManyFiles: 409,
    DatabaseAway: 503,
    NotReady: 503,
    RegisterNotEmpty: 409,
    UnfitArgument: 500,
    NotABackup: 422,
    ProgramFailed: 503,
    ClusterFailed: 503,
    PostgisMissing: 503,
    NoAccount: 503,
    NotPermitted: 403,
    IllegalTransition: 409,
    NotPublishable: 409,
    TellsWho: 422,
    WrongDay: 422,
    NameMissing: 422,
    WrongSize: 409,
    PinBroken: 409,
    OutsideCoverage: 409,
    OutsideArea: 409,
    PersonalDetail: 500,
    TooManyRepresentatives: 409,
    InvalidCoordinate: 422,
    EditRefused: 409,
    GeoError: 422,
    MapError: 500,
}
"""Status of each refusal; one that has no row of its own has its parent's."""

FIELDS: Final[dict[type[Exception], str]] = {
    InvalidCoordinate: "place",
    OutsideCoverage: "place",
    UnknownHousehold: "household",
    UnknownRegion: "region",
    UnknownParty: "accused",
    KeyReused: "key",
    TellsWho: "text",
}
"""Field of a report that a refusal is about."""


def status_of(refused: Exception) -> int:
    """HTTP status of a refusal: its own, else that of its parent."""
    return next(STATUS_CODES[kind] for kind in type(refused).__mro__ if kind in STATUS_CODES)


def field_of(refused: Exception) -> str | None:
    """Field of a report that a refusal is about; none where it is about no one field."""
    return next((FIELDS[kind] for kind in type(refused).__mro__ if kind in FIELDS), None)
