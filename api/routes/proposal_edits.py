"""The forms on the page of a proposal: exchange, move, pin, ask again, sign, withdraw."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from fastapi.responses import RedirectResponse, Response

from api.pages.proposal import Focus, Refused
from api.pages.proposal_words import REFUSALS, no_change_words, refusal_words
from api.pages.reader import Reader
from api.routes.proposals_pages import FocusDep, ProposerDep, proposal_page
from api.services.proposals import Correction, move, pin, recut, swap, unpin, withdraw
from api.services.signing import sign
from api.statuses import status_of
from data.proposals import ProposalRecord, find_proposal
from dispatch.errors import IllegalTransition
from dispatch.rights import Verb
from dispatch.vocabulary import PinKind, ProposalStatus, Role

router = APIRouter(prefix="/proposals/{proposal_id}")

_REFUSED: Final = tuple(REFUSALS)
_Number = Annotated[str, Form(max_length=64, pattern=r"^[^\x00]*$")]


@dataclass(frozen=True, slots=True)
class Edit:
    """One form of a reader about one proposal, with the version he saw."""

    reader: Reader
    proposal_id: UUID
    focus: Focus
    version: int

    @property
    def change(self) -> Correction:
        """The same as the service takes it."""
        return Correction(self.proposal_id, self.reader.actor, self.reader.now, self.version)

    def make(
        self, act: Callable[[], ProposalRecord], sent: Mapping[str, str] | None = None
    ) -> Response:
        """Make the change, whole or not at all, and show the proposal; else say why not."""
        try:
            with self.reader.session.begin_nested():
                act()
        except _REFUSED as refused:
            return self.refuse(self._why(refused), sent, status_of(refused))
        address = f"/proposals/{self.proposal_id}{self.focus.query()}"
        return RedirectResponse(address, HTTPStatus.SEE_OTHER)

    def refuse(
        self,
        why: str,
        sent: Mapping[str, str] | None = None,
        status: int = HTTPStatus.UNPROCESSABLE_ENTITY,
    ) -> Response:
        """Show the proposal with what was sent and why it was not taken."""
        focus = replace(self.focus, was_m=None)
        return proposal_page(self.reader, self.proposal_id, focus, Refused(why, sent or {}), status)

    def _why(self, refused: Exception) -> str:
        texts = self.reader.texts
        if isinstance(refused, IllegalTransition):
            record = find_proposal(self.reader.session, self.reader.actor, self.proposal_id)
            if record.status is ProposalStatus.PROPOSED:
                return no_change_words(texts)
        return refusal_words(refused, texts)

    def compared(self) -> "Edit":
        """The same, leading to a page that says what the distance was before."""
        record = find_proposal(self.reader.session, self.reader.actor, self.proposal_id)
        was = None if record.distance_m is None else round(record.distance_m, 1)
        return replace(self, focus=replace(self.focus, was_m=was))


def read_edit(
    proposal_id: UUID,
    reader: ProposerDep,
    focus: FocusDep,
    version: Annotated[int, Form(ge=1, le=2**31 - 1)],
) -> Edit:
    """Form about a proposal."""
    return Edit(reader, proposal_id, focus, version)


EditDep = Annotated[Edit, Depends(read_edit)]


@router.post("/swap")
def exchange(edit: EditDep, one: _Number = "", other: _Number = "") -> Response:
    """Exchange the grids of two households."""
    sent = {"one": one, "other": other}
    if not one or not other or one == other:
        return edit.refuse(edit.reader.texts.translate("Choose two different households."), sent)
    session = edit.reader.session
    return edit.compared().make(lambda: swap(session, edit.change, one, other), sent)


@router.post("/move")
def move_alone(edit: EditDep, household: _Number = "", serial: _Number = "") -> Response:
    """Put one household into another grid."""
    sent = {"household": household, "serial": serial}
    if not household or not (serial.isascii() and serial.isdigit()):
        return edit.refuse(edit.reader.texts.translate("Choose a household and a grid."), sent)
    session = edit.reader.session
    return edit.compared().make(lambda: move(session, edit.change, household, int(serial)), sent)


@router.post("/pins")
def set_pin(
    edit: EditDep,
    kind: Annotated[PinKind, Form()],
    one: _Number = "",
    other: _Number = "",
) -> Response:
    """Pin two households together or apart; the village is cut again."""
    sent = {"one": one, "other": other}
    if not one or not other or one == other:
        return edit.refuse(edit.reader.texts.translate("Choose two different households."), sent)
    session = edit.reader.session
    return edit.compared().make(lambda: pin(session, edit.change, kind, one, other), sent)


@router.post("/pins/{pin_id}/end")
def end_pin(edit: EditDep, pin_id: int) -> Response:
    """Take a pin away; the village is cut again."""
    return edit.compared().make(lambda: unpin(edit.reader.session, edit.change, pin_id))


@router.post("/recut")
def ask_again(edit: EditDep) -> Response:
    """Cut the village again."""
    return edit.make(lambda: recut(edit.reader.session, edit.change))


@router.post("/sign")
def put_signature(
    edit: EditDep,
    seen: Annotated[str, Form(max_length=8)] = "",
    reason: Annotated[str, Form(max_length=500, pattern=r"^[^\x00]*$")] = "",
) -> Response:
    """Sign: the grids are the village's from today on."""
    actor, texts = edit.reader.actor, edit.reader.texts
    actor.require(Verb.SIGN_GRIDS)
    why, sent = reason.strip() or None, {"reason": reason}
    if not seen:
        said = texts.translate("Confirm that you have looked at map and table, then sign.")
        return edit.refuse(said, sent)
    if actor.role is not Role.SECRETARY and why is None:
        return edit.refuse(texts.translate("Say why you sign for the village secretary."), sent)
    return edit.make(lambda: sign(edit.reader.session, edit.change, why), sent)


@router.post("/withdraw")
def give_up(edit: EditDep) -> Response:
    """Withdraw the proposal."""
    return edit.make(lambda: withdraw(edit.reader.session, edit.change))
