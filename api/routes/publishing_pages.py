"""The form of the desk that lets everybody read of an issue."""

from enum import StrEnum
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.deps import SettingsDep
from api.pages.desk import DeskFilter
from api.pages.desk_refused import desk_again
from api.pages.public import NO_WORDS, PROBLEMS, problem_of
from api.pages.reader import Reader, desk_reader_who, occasion_of
from api.routes.desk import DeskFilterDep
from api.schemas.publishing import LONGEST_WORDS, PublicationIn
from api.services.editing import Edit
from api.services.publishing import publish_issue, withdraw_issue
from api.settings import Settings
from dispatch.rights import Verb

router = APIRouter(prefix="/desk/issues")

PublisherDep = Annotated[Reader, Depends(desk_reader_who(Verb.PUBLISH_ISSUES))]
_REFUSALS = tuple(PROBLEMS)


class Act(StrEnum):
    """What the form asks for."""

    PUBLISH = "publish"
    WITHDRAW = "withdraw"


@router.post("/{number}/publication")
def change_publication(
    reader: PublisherDep,
    chosen: DeskFilterDep,
    settings: SettingsDep,
    number: str,
    version: Annotated[int, Form(ge=1, le=2**31 - 1)],
    act: Annotated[Act, Form()],
    text: Annotated[str, Form(max_length=2 * LONGEST_WORDS)] = "",
) -> Response:
    """Let everybody read of an issue in these words, or nobody any more."""
    edit = Edit(number.replace("\0", ""), version)
    words = text.replace("\0", "").replace("\r\n", "\n").strip()
    if act is Act.PUBLISH and not 1 <= len(words) <= LONGEST_WORDS:
        return _again(reader, chosen, settings, edit.number, words, NO_WORDS)
    occasion = occasion_of(reader, settings)
    try:
        with reader.session.begin_nested():
            if act is Act.PUBLISH:
                publish_issue(reader.session, edit, PublicationIn(text=words), occasion)
            else:
                withdraw_issue(reader.session, edit, occasion)
    except _REFUSALS as refused:
        return _again(reader, chosen, settings, edit.number, words, problem_of(refused))
    address = f"/desk/issues/{edit.number}{chosen.query()}#public"
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)


def _again(
    reader: Reader, chosen: DeskFilter, settings: Settings, number: str, words: str, problem: str
) -> HTMLResponse:
    return desk_again(
        reader,
        chosen,
        settings,
        number,
        section="public",
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        words=words,
        problem=reader.texts.translate(problem),
    )
