"""Opening sessions and rounds, and writing their note."""

from datetime import date
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from api.errors import ApiError
from api.labels import N_
from api.schemas.sitting import MOST_WORDS, SittingIn, SittingOut
from api.services.occasion import Occasion
from api.services.once import Sent, answer_once
from data.errors import NotFound, StaleWrite, UnknownRegion
from data.offices import find_office
from data.regions import is_place_region
from data.scope import as_system
from data.sittings import NewSitting, SittingRecord, find_sitting, keep_sitting, write_note
from dispatch.errors import NotPermitted
from dispatch.region_codes import code_range
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import Channel, OfficeKind, Role, SittingKind

CHANNELS: Final = {
    SittingKind.TALK_ROOM: Channel.TALK_ROOM,
    SittingKind.INSPECTION: Channel.INSPECTION,
}
"""How an issue came in that was brought in at each."""
_FIRST_DAY: Final = date(2000, 1, 1)
NO_DAY: Final = N_("The day lies before 2000 or is still to come: write it as 2026-01-31.")
NO_ROOM: Final = N_("There is no such talk room: choose one of the list, or write the place.")

LONG_NOTE: Final = N_("A note has at most 4,000 signs.")


class UnfitSitting(ApiError):
    """A session or round cannot be opened like this; the words are a message id."""

    status = 422
    title = "unfit session"


def require_keeper(actor: Actor) -> None:
    """Refuse who holds no sessions: programs, and who may not file.

    Raises
    ------
    NotPermitted
        If he does not.
    """
    actor.require(Verb.FILE_ISSUE)
    if actor.role is Role.INTEGRATION:
        msg = f"the role {actor.role} holds no sessions; file the issues one by one"
        raise NotPermitted(msg)


def open_sitting(
    session: Session, wire: SittingIn, header_key: UUID | None, occasion: Occasion
) -> dict[str, Any]:
    """Open a session or round once; answers it as `SittingOut` on the wire.

    Raises
    ------
    NotPermitted
        As `require_keeper`.
    UnknownRegion
        If the region is none of the actor's, or no village or township.
    UnfitSitting
        If the office is no talk room, or the day is to come.
    KeyReused, TwinRunning
        As `api.services.once.answer_once`.
    """
    actor = occasion.actor
    require_keeper(actor)
    key = wire.key or header_key or uuid4()
    body = {"sitting": wire.model_dump(mode="json", exclude={"key"})}
    sent = Sent(key, actor.account_id, occasion.now, body)

    def act() -> dict[str, Any]:
        _check(session, wire, occasion)
        with as_system(session):
            new_id = keep_sitting(session, _new(wire, key, actor))
        return SittingOut.of(find_sitting(session, actor, new_id)).model_dump(mode="json")

    return answer_once(session, sent, act)


def rewrite_note(
    session: Session, sitting_id: int, note: str, mark: str, occasion: Occasion
) -> None:
    """Write another note, for who keeps the record.

    Raises
    ------
    NotFound, NotPermitted
        If it is not his to see, or somebody else keeps it.
    StaleWrite
        If it is not the note any more that he saw.
    UnfitSitting
        If it is too long.
    """
    record = find_sitting(session, occasion.actor, sitting_id)
    if not keeps(record, occasion.actor):
        msg = "only who keeps the record writes its note"
        raise NotPermitted(msg)
    if len(note.strip()) > MOST_WORDS:
        raise UnfitSitting(LONG_NOTE, field="note")
    if record.note_mark != mark:
        msg = "the note was changed in another window: read it again"
        raise StaleWrite(msg)
    with as_system(session):
        write_note(session, record, note.strip() or None)


def keeps(record: SittingRecord, actor: Actor) -> bool:
    """Whether an actor keeps the record of a session."""
    return record.held_by == actor.account_id


def _new(wire: SittingIn, key: UUID, actor: Actor) -> NewSitting:
    return NewSitting(
        key=key,
        kind=wire.kind,
        region_code=wire.region,
        office_id=wire.office,
        held_on=wire.held_on,
        place=wire.place,
        note=wire.note or None,
        held_by=actor.account_id,
    )


def _check(session: Session, wire: SittingIn, occasion: Occasion) -> None:
    first, bound = code_range(occasion.actor.region_prefix)
    own = first <= wire.region < bound
    if not own or not is_place_region(session, wire.region):
        msg = f"no village or township {wire.region} of yours"
        raise UnknownRegion(msg)
    if not _FIRST_DAY <= wire.held_on <= occasion.now.date():
        raise UnfitSitting(NO_DAY, field="held_on")
    if wire.office is not None and not _is_room(session, wire.office, occasion.actor):
        raise UnfitSitting(NO_ROOM, field="office")


def _is_room(session: Session, office_id: int, actor: Actor) -> bool:
    try:
        return find_office(session, actor, office_id).kind is OfficeKind.TALK_ROOM
    except NotFound:
        return False
