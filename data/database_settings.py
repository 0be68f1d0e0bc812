"""What holds for one database: code scheme, size range, whether its content is made up."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from data.tables import DatabaseSetting
from dispatch.vocabulary import Scheme

_DEFAULTS: Final[dict[str, Any]] = {
    "scheme": Scheme.CN12.value,
    "min_size": 10,
    "max_size": 15,
    "boundary_approval": True,
    "phone_confirm_days": 90,
    "nearest_grid_m": 300.0,
    "sample_seed": None,
    "sample_households": None,
}


@dataclass(frozen=True, slots=True)
class DatabaseSettings:
    """Settings of a database.

    Attributes
    ----------
    scheme
        How its region and grid codes are made.
    min_size, max_size
        Households a grid should hold.
    boundary_approval
        Whether a second person must approve a change of boundaries.
    phone_confirm_days
        After how many days a phone number is to be confirmed again.
    nearest_grid_m
        Metres within which a place outside every grid goes to the nearest.
    sample_seed, sample_households
        Seed and size of the generated county; both none when the content is real.
    """

    scheme: Scheme
    min_size: int
    max_size: int
    boundary_approval: bool
    phone_confirm_days: int
    nearest_grid_m: float
    sample_seed: int | None
    sample_households: int | None

    @property
    def made_up(self) -> bool:
        """Whether every person, house and matter in it is generated."""
        return self.sample_seed is not None


def read_settings(session: Session) -> DatabaseSettings:
    """Settings of the database, defaults where it has none."""
    kept: dict[str, Any] = dict(
        session.execute(select(DatabaseSetting.name, DatabaseSetting.value)).all()
    )
    values = {**_DEFAULTS, **{name: kept[name] for name in kept if name in _DEFAULTS}}
    return DatabaseSettings(**{**values, "scheme": Scheme(values["scheme"])})


def keep_settings(session: Session, **values: Any) -> None:
    """Set some of them.

    Raises
    ------
    KeyError
        If a name is no setting.
    """
    for name, value in values.items():
        if name not in _DEFAULTS:
            raise KeyError(name)
        query = insert(DatabaseSetting).values(name=name, value=value)
        session.execute(
            query.on_conflict_do_update(
                index_elements=["name"], set_={"value": query.excluded.value}
            )
        )
