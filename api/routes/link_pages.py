"""The forms of the desk that link issues, part them and add people to them."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from fastapi.responses import RedirectResponse, Response

from api.deps import SettingsDep
from api.pages.desk import DeskFilter
from api.pages.desk_refused import desk_again
from api.pages.reader import Reader, desk_reader_who, occasion_of
from api.pages.similar import PROBLEMS, Typed, problem_of
from api.routes.desk import DeskFilterDep
from api.schemas.similar import PetitionerAddIn
from api.services.editing import Edit
from api.services.linking import link_issue, unlink_issue
from api.services.occasion import Occasion
from api.services.representatives import add_person
from dispatch.rights import Verb

router = APIRouter(prefix="/desk")

_NUMBER = r"^[^\x00]*$"
_REFUSALS = tuple(PROBLEMS)
_EMPTY = Typed()


@dataclass(frozen=True, slots=True)
class _Sent:
    """A form about one issue, sent from the card of another or its own."""

    version: int
    key: UUID
    back: str

    def edit(self, number: str) -> Edit:
        """The edit of the issue with a number."""
        return Edit(number.replace("\0", ""), self.version, self.key)


def _sent(
    version: Annotated[int, Form(ge=1, le=2**31 - 1)],
    key: Annotated[UUID, Form()],
    back: Annotated[str, Form(max_length=32, pattern=_NUMBER)],
) -> _Sent:
    return _Sent(version, key, back)


SentDep = Annotated[_Sent, Depends(_sent)]


@dataclass(frozen=True, slots=True)
class _Linker:
    """Who links, with the list he came from."""

    reader: Reader
    chosen: DeskFilter
    occasion: Occasion


def _linker(
    reader: Annotated[Reader, Depends(desk_reader_who(Verb.LINK_ISSUES))],
    chosen: DeskFilterDep,
    settings: SettingsDep,
) -> _Linker:
    return _Linker(reader, chosen, occasion_of(reader, settings))


LinkerDep = Annotated[_Linker, Depends(_linker)]


@router.post("/issues/{number}/link")
def link(
    by: LinkerDep,
    sent: SentDep,
    number: str,
    main: Annotated[str, Form(max_length=32, pattern=_NUMBER)],
) -> Response:
    """Link an issue to another as the same matter."""
    main = main.strip()
    return _done(
        by,
        sent,
        lambda: link_issue(by.reader.session, sent.edit(number), main, by.occasion),
        typed=Typed(main=main),
    )


@router.post("/issues/{number}/unlink")
def unlink(by: LinkerDep, sent: SentDep, number: str) -> Response:
    """Part an issue from the one that carries it."""
    session, edit = by.reader.session, sent.edit(number)
    return _done(by, sent, lambda: unlink_issue(session, edit, by.occasion))


@router.post("/issues/{number}/petitioners")
def add_petitioner(
    by: LinkerDep,
    sent: SentDep,
    number: str,
    name: Annotated[str, Form(min_length=1, max_length=200, pattern=r"\S")],
    phone: Annotated[str, Form(max_length=32)] = "",
    representative: Annotated[str, Form(max_length=8)] = "",
) -> Response:
    """Add a person behind an issue."""
    person = PetitionerAddIn(name=name, phone=phone or None, representative=bool(representative))
    return _done(
        by,
        sent,
        lambda: add_person(by.reader.session, sent.edit(number), person, by.occasion),
        typed=Typed(name=name, phone=phone),
    )


def _done(by: _Linker, sent: _Sent, act: Callable[[], Any], typed: Typed = _EMPTY) -> Response:
    """Act and go back to the card; a refusal stands on it, beside what was typed."""
    try:
        with by.reader.session.begin_nested():
            act()
    except _REFUSALS as refused:
        return desk_again(
            by.reader,
            by.chosen,
            by.occasion.settings,
            sent.back,
            section="similar",
            status=HTTPStatus.CONFLICT,
            problem=by.reader.texts.translate(problem_of(refused)),
            typed=typed,
        )
    address = f"/desk/issues/{sent.back}{by.chosen.query()}#matter"
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)
