"""Asking for the person behind an issue or a household, and the answer."""

from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, StringConstraints

from data.households import HouseholdRecord
from data.issue_people import Contact
from data.issue_records import IssueRecord
from dispatch.vocabulary import Purpose

NOTE: Final = "[A-Za-z0-9_.:/+-]{1,64}"
"""Number of a file or an order: the record holds no words that could name somebody."""
RevealPurpose = Literal[Purpose.CONTACT, Purpose.VERIFY, Purpose.LEGAL_DUTY, Purpose.PLACE]


class RevealIn(BaseModel):
    """What somebody wants to know it for; both are kept with his name.

    `note` is the number of a file or an order, not words: the record holds no personal data.
    """

    model_config = ConfigDict(extra="forbid")

    purpose: RevealPurpose
    note: Annotated[str, StringConstraints(pattern=f"^{NOTE}$")] | None = None


class PersonOut(BaseModel):
    """One person in full."""

    name: str | None
    phone: str | None


class RevealedIssue(BaseModel):
    """Who is behind an issue, and where; degrees WGS 84, metres."""

    number: str
    text: str
    petitioners: list[PersonOut]
    address: str | None
    household: str | None
    lon: float | None
    lat: float | None
    accuracy_m: float | None

    @classmethod
    def of(cls, record: IssueRecord, people: list[Contact]) -> Self:
        """Wire form of a record that shows the house, with its people."""
        return cls(
            number=record.issue.number,
            text=record.issue.text,
            petitioners=[PersonOut(name=one.name, phone=one.phone) for one in people],
            address=record.issue.address,
            household=record.household,
            lon=record.lon,
            lat=record.lat,
            accuracy_m=record.issue.accuracy_m,
        )


class RevealedHousehold(BaseModel):
    """Who lives in a household, and where; degrees WGS 84."""

    number: str
    head: str | None
    phone: str | None
    lon: float | None
    lat: float | None

    @classmethod
    def of(cls, record: HouseholdRecord) -> Self:
        """Wire form of a household in full."""
        return cls(
            number=record.number,
            head=record.head,
            phone=record.phone,
            lon=record.lon,
            lat=record.lat,
        )
