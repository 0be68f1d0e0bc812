"""Filing what staff bring in by a form: its files, its place by name, the day a letter came in."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from api.schemas.issue import IssueIn
from api.services.attachments import Sender, Upload, take_file
from api.services.editing import Edit
from api.services.filing import digest_of, report_of
from api.services.linking import link_issue
from api.services.occasion import Filer, Occasion
from api.services.second_clicks import file_clicked
from data.attachments import Kept
from dispatch.rights import Verb


@dataclass(frozen=True, slots=True)
class Brought:
    """One report as a form brings it.

    Attributes
    ----------
    region
        Code of the village or township it is said to be about.
    received_at
        When it was brought, if not now: a letter days ago, a visit without a signal.
    same
        Number of an open issue that it is the same matter as.
    kept
        Files taken before.
    marks
        Digests of the files that came with it now.
    days
        The days it names as they were written: what was made of them changes with the hour.
    """

    wire: IssueIn
    key: UUID
    region: str | None = None
    received_at: datetime | None = None
    same: str | None = None
    kept: tuple[UUID, ...] = ()
    marks: tuple[str, ...] = ()
    days: tuple[str, ...] = ()


def take_files(session: Session, uploads: Sequence[Upload], occasion: Occasion) -> list[Kept]:
    """Take the files of a form, before the report they belong to.

    Raises
    ------
    UnfitFile, FileTooBig
        As `api.services.attachments.take_file`.
    """
    sender = Sender(occasion.actor.account_id)
    return [take_file(session, one, sender, occasion.settings, occasion.now) for one in uploads]


def file_form(
    session: Session, brought: Brought, files: Sequence[Kept], occasion: Occasion
) -> dict[str, Any]:
    """File a form exactly once: the same form sent again gets the first answer.

    Raises
    ------
    KeyReused
        If the form was filed with other words.
    TwinRunning
        If it is still being filed after a while.
    """
    occasion.actor.require(Verb.FILE_ISSUE)
    wire = brought.wire.model_copy(
        update={"attachments": [*brought.kept, *(one.id for one in files)]}
    )
    report = report_of(wire, brought.key, occasion.now)
    report = replace(report, region=brought.region, received_at=brought.received_at or occasion.now)
    return file_clicked(session, report, _digest(brought), Filer.of(occasion))


def link_same(
    session: Session, brought: Brought, answer: Mapping[str, Any], occasion: Occasion
) -> None:
    """Let a new issue be carried by the open one it was said to be the same matter as.

    Raises
    ------
    NotFound, StaleWrite, DispatchError
        As `api.services.linking.link_issue`.
    """
    key = uuid5(brought.key, "same matter")
    edit = Edit(answer["number"], answer["version"], key)
    link_issue(session, edit, brought.same or "", occasion)


def _digest(brought: Brought) -> bytes:
    """Digest of all that was sent but the key; files by their content, for each sending has ids."""
    told = (brought.region, brought.days, brought.same, brought.kept, brought.marks)
    return hashlib.sha256(digest_of(brought.wire) + repr(told).encode()).digest()
