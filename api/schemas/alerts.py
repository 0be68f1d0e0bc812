"""Alerts of urgent issues, and what the words of a report speak for, on the wire."""

from datetime import datetime
from typing import Annotated, Final, Self

from pydantic import BaseModel, ConfigDict, StringConstraints

from api.labels import label
from api.schemas.issue import Words
from api.texts import Texts
from data.alert_lists import AlertRecord
from dispatch.alerting import AlertLine, Rung
from dispatch.urgency import SAID, Danger
from dispatch.vocabulary import Category

_STRICT: Final = ConfigDict(extra="forbid", strict=False)


class DangerOut(BaseModel):
    """One danger, and its name in the reader's language."""

    code: str
    label: str


def dangers_of(signals: tuple[str, ...], texts: Texts) -> list[DangerOut]:
    """Dangers among the signals of a report; that somebody said so is none."""
    known = [Danger(one) for one in signals if one != SAID]
    return [DangerOut(code=one, label=label(one, texts.translate)) for one in known]


class PointOut(BaseModel):
    """Degrees WGS 84."""

    lon: float
    lat: float


class AlertOut(BaseModel):
    """An alert: the danger and where it is, without words or people.

    `number` is null where the reader may not open the issue; `place` stands in a single alert
    only, for that it was read is recorded.
    """

    id: int
    number: str | None
    line: AlertLine
    rung: Rung
    dangers: list[DangerOut]
    region: str | None
    region_name: str | None
    raised_at: datetime
    due_at: datetime
    acknowledged_at: datetime | None
    place: PointOut | None = None

    @classmethod
    def of(cls, alert: AlertRecord, texts: Texts, *, with_place: bool = False) -> Self:
        """Wire form of an alert."""
        return cls(
            id=alert.id,
            number=alert.number if alert.opens else None,
            line=alert.line,
            rung=alert.rung,
            dangers=dangers_of(alert.signals, texts),
            region=alert.region_code,
            region_name=alert.region_name,
            raised_at=alert.raised_at,
            due_at=alert.due_at,
            acknowledged_at=alert.acknowledged_at,
            place=_point(alert) if with_place else None,
        )


class AlertList(BaseModel):
    """What waits for the reader, the newest first."""

    items: list[AlertOut]


class SuggestIn(BaseModel):
    """Words of a report, as far as they are typed."""

    model_config = _STRICT

    text: Words


class SuggestionOut(BaseModel):
    """What words speak for: a category with the rule that spoke, and dangers.

    `sure` says that the rule decides; else a person does, and the category is a guess.
    """

    category: Category
    category_label: str
    rule: str | None
    words: list[str]
    confidence: float | None
    sure: bool
    urgent: bool
    dangers: list[DangerOut]


class CategoryIn(BaseModel):
    """The category a person decides for, and why where there is something to say."""

    model_config = _STRICT

    category: Category
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] | None = None


def _point(alert: AlertRecord) -> PointOut | None:
    if alert.lon is None or alert.lat is None:
        return None
    return PointOut(lon=alert.lon, lat=alert.lat)
