"""The form of the desk that sets what an issue is about."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.deps import SettingsDep
from api.pages.category import PROBLEMS
from api.pages.desk_refused import desk_again
from api.pages.reader import Reader, desk_reader_who, occasion_of
from api.pages.release import ToldView
from api.pages.render import render
from api.reasons import reason_text
from api.routes.desk import DeskFilterDep
from api.schemas.alerts import CategoryIn
from api.services.categorising import categorise_issue
from api.services.editing import Edit
from api.texts import Texts
from dispatch.reasons import ReasonCode
from dispatch.rights import Verb
from dispatch.vocabulary import Category

router = APIRouter(prefix="/desk")

SetterDep = Annotated[Reader, Depends(desk_reader_who(Verb.CATEGORISE_ISSUES))]


def _sent(
    version: Annotated[int, Form(ge=1, le=2**31 - 1)],
    key: Annotated[UUID, Form()],
) -> tuple[int, UUID]:
    return version, key


@router.post("/issues/{number}/category")
def set_category(
    reader: SetterDep,
    chosen: DeskFilterDep,
    settings: SettingsDep,
    number: str,
    category: Annotated[Category, Form()],
    sent: Annotated[tuple[int, UUID], Depends(_sent)],
) -> Response:
    """Set what an issue is about, and go back to its card."""
    number = number.replace("\0", "")
    edit = Edit(number, *sent)
    try:
        with reader.session.begin_nested():
            wire = CategoryIn(category=category)
            answer = categorise_issue(reader.session, edit, wire, occasion_of(reader, settings))
    except tuple(PROBLEMS) as refused:
        return desk_again(
            reader,
            chosen,
            settings,
            number,
            section="category_set",
            status=HTTPStatus.CONFLICT,
            problem=reader.texts.translate(PROBLEMS[type(refused)]),
        )
    if answer["version"] is None:
        told = _gone(number, reader.texts)
        return HTMLResponse(render("screening.html", reader.frame, told=told))
    address = f"/desk/issues/{number}{chosen.query()}#category"
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)


def _gone(number: str, texts: Texts) -> ToldView:
    return ToldView(
        icon="lock",
        title=texts.translate("Held for the county screener"),
        detail=reason_text(ReasonCode.HELD_AGAIN, {}, texts),
        number=number,
        href="/desk",
        action=texts.translate("Back to the desk"),
    )
