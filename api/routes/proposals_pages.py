"""The pages of grid proposals: what is proposed, proposing, one proposal and its map."""

from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from fastapi import APIRouter, Depends, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.deps import SettingsDep
from api.filters import BadFilter
from api.pages.asked import require_page
from api.pages.choices import read_choice
from api.pages.maps import Look, publish
from api.pages.proposal import Focus, Refused
from api.pages.proposal_reading import Cut, draw_proposal, read_cut, view_of
from api.pages.proposal_words import refusal_words
from api.pages.proposals import Wish, read_proposals
from api.pages.reader import Reader, ReaderDep
from api.pages.render import render
from api.services.proposals import open_proposals
from api.services.reading_log import log_households
from api.statuses import status_of
from data.database_settings import read_settings
from data.errors import NoHouseholds
from data.proposals import count_proposals
from dispatch.auditing import AuditVerb
from dispatch.precision import require_purpose
from dispatch.proposals import CutOptions
from dispatch.vocabulary import Purpose
from geo.errors import WrongSizes

router = APIRouter(prefix="/proposals")

_TEXT: Final = r"^[^\x00]*$"
_MOST_M: Final = 100_000
_MOST_AGENTS: Final = 999
_NOTHING_REFUSED: Final = Refused()


def proposer(reader: ReaderDep) -> Reader:
    """Refuse a role without these pages before anything else is read."""
    require_page(reader.actor, "/proposals")
    return reader


ProposerDep = Annotated[Reader, Depends(proposer)]


def read_focus(
    reader: ProposerDep,
    grid: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
    purpose: str = "",
    was: Annotated[float | None, Query(ge=0, le=_MOST_M)] = None,
) -> Focus:
    """What the reader looks at, from the address."""
    stated = read_choice(Purpose, "purpose", purpose)
    if stated not in {None, Purpose.READ, Purpose.PLACE}:
        msg = "a proposal is read to read it, or to find a place"
        raise BadFilter(msg, field="purpose")
    require_purpose(reader.actor, stated or Purpose.READ)
    return Focus(grid, Purpose.PLACE if stated is Purpose.PLACE else None, was)


FocusDep = Annotated[Focus, Depends(read_focus)]


def read_wish(
    by: Annotated[str, Form(pattern="^(size|agents)$")] = "size",
    size: Annotated[str, Form(max_length=8)] = "",
    agents: Annotated[str, Form(max_length=8)] = "",
    keep: Annotated[str, Form(max_length=8)] = "",
    best: Annotated[str, Form(max_length=8)] = "",
) -> Wish:
    """What the form to propose holds, as it was typed."""
    return Wish(by, size, agents, keep=bool(keep), best=bool(best))


@router.get("")
def show_proposals(reader: ProposerDep, region: str = "") -> HTMLResponse:
    """Show what is proposed under a region, and the form to propose."""
    return _list(reader, region.replace("\0", ""))


@router.post("")
def propose(
    reader: ProposerDep,
    wish: Annotated[Wish, Depends(read_wish)],
    region: Annotated[str, Form(max_length=32, pattern=_TEXT)],
    known: Annotated[int, Form(ge=0)] = 0,
) -> Response:
    """Ask for a proposal for a village, or for each village of a township.

    `known` is how many proposals there were when the form was shown: sent twice, it is one wish.
    """
    session, actor = reader.session, reader.actor
    options = _options(wish, reader)
    if options is None:
        error = reader.texts.translate("The number is out of range. Choose another one.")
        return _list(reader, region, wish, error, HTTPStatus.UNPROCESSABLE_ENTITY)
    batch = uuid5(NAMESPACE_URL, f"{actor.account_id}/{region}/{known}/{options}")
    if not count_proposals(session, actor, batch=batch):
        try:
            with session.begin_nested():
                open_proposals(session, actor, region, options, batch=batch, now=reader.now)
        except (NoHouseholds, WrongSizes) as refused:
            error = refusal_words(refused, reader.texts)
            return _list(reader, region, wish, error, status_of(refused))
    return RedirectResponse(f"/proposals?region={region}", HTTPStatus.SEE_OTHER)


@router.get("/{proposal_id}")
def show_proposal(proposal_id: UUID, reader: ProposerDep, focus: FocusDep) -> HTMLResponse:
    """Show one proposal."""
    return proposal_page(reader, proposal_id, focus)


@router.get("/{proposal_id}/map")
def show_map(
    proposal_id: UUID, reader: ProposerDep, focus: FocusDep, settings: SettingsDep
) -> HTMLResponse:
    """Show the map of a proposal, for the frame inside its page."""
    session, actor = reader.session, reader.actor
    cut = read_cut(session, actor, proposal_id, reader.now, focus.purpose)
    _log(reader, AuditVerb.MAP, cut, focus)
    look = Look(reader.frame.theme, reader.texts, reader.frame.made_up)
    drawing = draw_proposal(session, actor, cut, reader.now, look=look)
    return HTMLResponse(publish(drawing, settings.state_dir / "map-assets"))


def proposal_page(
    reader: Reader,
    proposal_id: UUID,
    focus: Focus,
    refused: Refused = _NOTHING_REFUSED,
    status: int = HTTPStatus.OK,
) -> HTMLResponse:
    """Page of one proposal, with the form that was refused if there is one."""
    session, actor, now = reader.session, reader.actor, reader.now
    cut = read_cut(session, actor, proposal_id, now, focus.purpose)
    _log(reader, AuditVerb.READ, cut, focus)
    view = view_of(session, actor, cut, focus, now, reader.texts, refused)
    # Language and theme lead back here, also from the answer to a form.
    frame = replace(reader.frame, path=f"/proposals/{proposal_id}{focus.query()}")
    return HTMLResponse(render("proposal.html", frame, view=view), status)


def _list(
    reader: Reader,
    region: str,
    sent: Wish | None = None,
    error: str = "",
    status: int = HTTPStatus.OK,
) -> HTMLResponse:
    view = read_proposals(
        reader.session, reader.actor, region, reader.now, reader.texts, sent=sent, error=error
    )
    return HTMLResponse(render("proposals.html", reader.frame, view=view), status)


def _options(wish: Wish, reader: Reader) -> CutOptions | None:
    """What is asked for; none when the number is no number, or out of range."""
    settings = read_settings(reader.session)
    sizes = range(settings.min_size, settings.max_size + 1)
    bounds = sizes if wish.by == "size" else range(1, _MOST_AGENTS + 1)
    typed = wish.size if wish.by == "size" else wish.agents
    number = int(typed) if typed.isascii() and typed.isdigit() else 0
    if number not in bounds:
        return None
    chosen = CutOptions(best=wish.best, keep_previous=wish.keep)
    if wish.by == "size":
        return replace(chosen, size=number)
    return replace(chosen, agents=number)


def _log(reader: Reader, verb: AuditVerb, cut: Cut, focus: Focus) -> None:
    purpose = focus.purpose or Purpose.READ
    log_households(reader.session, reader.actor, reader.now, verb, cut.exact_ids, purpose=purpose)
