"""The forms on the page of a boundary change: approve, refuse, withdraw, draw anew."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from fastapi.responses import RedirectResponse, Response

from api.pages.admin_forms import NEEDED, Typed
from api.pages.boundaries_reading import Asking
from api.pages.boundaries_words import refusal_words
from api.pages.reader import Reader
from api.routes.boundary_pages import REFUSED, BoundaryReaderDep, change_page
from api.services.boundary_changes import ChangeEdit, approve, redraw, refuse, withdraw
from api.statuses import status_of
from data.boundary_changes import ChangeRecord

router = APIRouter(prefix="/admin/boundaries/{change_id}")

_FORM: Final = "decide"


@dataclass(frozen=True, slots=True)
class Decision:
    """One form of a reader about one change, with the version he saw."""

    reader: Reader
    change_id: UUID
    version: int

    @property
    def edit(self) -> ChangeEdit:
        """The same as the service takes it."""
        return ChangeEdit(self.change_id, self.reader.actor, self.reader.now, self.version)

    def make(self, act: Callable[[], ChangeRecord], typed: Typed) -> Response:
        """Do it, whole or not at all, and show the change; else say why not."""
        try:
            with self.reader.session.begin_nested():
                act()
        except REFUSED as refused:
            said = refusal_words(refused, self.reader.texts)
            return self.show(Typed(_FORM, typed.values, {"": said}), status_of(refused))
        return RedirectResponse(f"/admin/boundaries/{self.change_id}", HTTPStatus.SEE_OTHER)

    def show(self, typed: Typed, status: int) -> Response:
        """Show the change with what was typed and why it was not taken."""
        return change_page(self.reader, self.change_id, Asking(), typed, status)


def read_decision(
    change_id: UUID,
    reader: BoundaryReaderDep,
    version: Annotated[int, Form(ge=1, le=2**31 - 1)],
) -> Decision:
    """Form about a change."""
    return Decision(reader, change_id, version)


DecisionDep = Annotated[Decision, Depends(read_decision)]


@router.post("/approve")
def give_approval(decision: DecisionDep) -> Response:
    """Approve: it takes effect today, or on its day."""
    return decision.make(lambda: approve(decision.reader.session, decision.edit), Typed(_FORM))


@router.post("/refuse")
def give_refusal(
    decision: DecisionDep,
    reason: Annotated[str, Form(max_length=500, pattern=r"^[^\x00]*$")] = "",
) -> Response:
    """Refuse, and say why."""
    why, values = reason.strip(), {"reason": reason}
    if not why:
        said = decision.reader.texts.translate(NEEDED)
        typed = Typed(_FORM, values, {"reason": said})
        return decision.show(typed, HTTPStatus.UNPROCESSABLE_ENTITY)
    return decision.make(
        lambda: refuse(decision.reader.session, decision.edit, why), Typed(_FORM, values)
    )


@router.post("/withdraw")
def give_up(decision: DecisionDep) -> Response:
    """Withdraw what was asked for."""
    return decision.make(lambda: withdraw(decision.reader.session, decision.edit), Typed(_FORM))


@router.post("/redraw")
def draw_anew(decision: DecisionDep) -> Response:
    """Draw the same request on the boundaries of today."""
    return decision.make(lambda: redraw(decision.reader.session, decision.edit), Typed(_FORM))
