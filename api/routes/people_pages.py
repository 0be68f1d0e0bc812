"""The pages of people: the list as of a day, one person, giving and ending posts."""

from datetime import date
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, Response

from api.labels import N_
from api.pages.admin_areas import areas_of
from api.pages.admin_forms import NOTHING, FieldsDep, Reading, Typed, day_after
from api.pages.admin_people import PeopleWish, read_people, read_vacant
from api.pages.admin_person import read_person
from api.pages.admin_post_rows import held_words
from api.pages.admin_posts import read_post_draft
from api.pages.admin_words import done_words
from api.pages.reader import Reader
from api.pages.render import render
from api.routes.admin_access import DayDep, DoneDep, IdDep, ManagerDep
from api.routes.admin_acts import UNFIT, attempt, see
from api.services.people import add_person, change_person, confirm_phone
from api.services.posts import PostDraft, end_post, give_post
from data.errors import NotFound
from data.post_register import find_post, holder_between
from dispatch.errors import IllegalTransition
from dispatch.vocabulary import AbsenceKind, Duty

router = APIRouter(prefix="/people")

_NAME, _PHONE = 64, 32
_GIVING: Final[dict[type[Exception], str]] = {
    IllegalTransition: N_("The grid or office is not there on that day, or the year is wrong."),
    NotFound: N_("There is no such grid or office in your area."),
}
_ENDING: Final[dict[type[Exception], str]] = {
    IllegalTransition: N_("The post ended before that day already."),
}


def read_wish(
    on: DayDep,
    region: Annotated[str, Query(max_length=32)] = "",
    name: Annotated[str, Query(max_length=64)] = "",
    due: Annotated[str, Query(max_length=8)] = "",
    unposted: Annotated[str, Query(max_length=8)] = "",
) -> PeopleWish:
    """Which people the address asks for."""
    named = name.replace("\0", "").strip()
    return PeopleWish(on, region, named, due=bool(due), unposted=bool(unposted))


WishDep = Annotated[PeopleWish, Depends(read_wish)]


@router.get("")
def show_people(reader: ManagerDep, wish: WishDep) -> HTMLResponse:
    """Show the people of the area, filtered, as of a day."""
    view = read_people(reader.session, reader.actor, wish, reader.now, reader.texts)
    return HTMLResponse(render("admin_people.html", reader.frame, tab="people", done="", view=view))


@router.get("/vacant")
def show_vacant(reader: ManagerDep) -> HTMLResponse:
    """Show the grids nobody answers for today."""
    view = read_vacant(reader.session, reader.actor, reader.now, reader.texts)
    return HTMLResponse(render("admin_vacant.html", reader.frame, tab="people", done="", view=view))


@router.get("/new")
def show_new(reader: ManagerDep) -> HTMLResponse:
    """Show the form for a new person."""
    return _new(reader)


@router.post("/new")
def add(reader: ManagerDep, fields: FieldsDep) -> Response:
    """Add a person, without a post yet."""
    sent = Reading("person", fields, reader.texts)
    name = sent.text("name", most=_NAME, need=True)
    phone = sent.text("phone", most=_PHONE) or None
    made, status = attempt(
        reader, sent, lambda: add_person(reader.session, reader.actor, name, phone, reader.now)
    )
    if made is None:
        return _new(reader, sent.typed, status)
    return see(f"/admin/people/{made.id}", "added")


@router.get("/{agent_id}")
def show_person(
    agent_id: IdDep,
    reader: ManagerDep,
    on: DayDep,
    done: DoneDep = "",
    handover: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0,
) -> HTMLResponse:
    """Show one person as of a day."""
    said = done_words(done, reader.texts)
    return person_page(reader, agent_id, on=on, done=said, handover=handover)


@router.post("/{agent_id}")
def change(agent_id: IdDep, reader: ManagerDep, fields: FieldsDep) -> Response:
    """Change name and phone number."""
    sent = Reading("person", fields, reader.texts)
    name = sent.text("name", most=_NAME, need=True)
    phone = sent.text("phone", most=_PHONE) or None
    session, actor, seen = reader.session, reader.actor, sent.version()
    made, status = attempt(
        reader,
        sent,
        lambda: change_person(
            session, actor, agent_id, seen, name=name, phone=phone, now=reader.now
        ),
    )
    if made is None:
        return person_page(reader, agent_id, sent.typed, status)
    return see(f"/admin/people/{agent_id}", "kept")


@router.post("/{agent_id}/confirm")
def confirm(agent_id: IdDep, reader: ManagerDep, fields: FieldsDep) -> Response:
    """Say that the number was right when it was called today."""
    sent = Reading("confirm", fields, reader.texts)
    made, status = attempt(
        reader,
        sent,
        lambda: confirm_phone(reader.session, reader.actor, agent_id, None, reader.now),
    )
    if made is None:
        return person_page(reader, agent_id, sent.typed, status)
    return see(f"/admin/people/{agent_id}", "confirmed")


@router.post("/{agent_id}/posts")
def give(agent_id: IdDep, reader: ManagerDep, fields: FieldsDep) -> Response:
    """Give a post at a grid or an office."""
    sent = Reading("post", fields, reader.texts)
    draft = read_post_draft(sent, agent_id, reader.now.date())
    if draft is None:
        return person_page(reader, agent_id, sent.typed, UNFIT)
    made, status = attempt(
        reader, sent, lambda: give_post(reader.session, reader.actor, draft, reader.now), _GIVING
    )
    if made is None:
        _name_holder(reader, draft, sent)
        return person_page(reader, agent_id, sent.typed, status)
    return see(f"/admin/people/{agent_id}", "given")


@router.post("/{agent_id}/posts/{post_id}/end")
def end(agent_id: IdDep, post_id: IdDep, reader: ManagerDep, fields: FieldsDep) -> Response:
    """End a post after its last day."""
    sent = Reading(f"end-{post_id}", fields, reader.texts)
    day, seen = day_after(sent.day("last", need=True)), sent.version()
    if day is None or sent.errors:
        return person_page(reader, agent_id, sent.typed, UNFIT)
    session, actor = reader.session, reader.actor
    find_post(session, actor, post_id)
    made, status = attempt(
        reader, sent, lambda: end_post(session, actor, post_id, seen, day, reader.now), _ENDING
    )
    if made is None:
        return person_page(reader, agent_id, sent.typed, status)
    return see(f"/admin/people/{agent_id}", "ended")


def person_page(
    reader: Reader,
    agent_id: int,
    typed: Typed = NOTHING,
    status: int = HTTPStatus.OK,
    *,
    on: date | None = None,
    done: str = "",
    handover: int = 0,
) -> HTMLResponse:
    """Page of one person, with the form that was refused if there is one."""
    session, actor, now, texts = reader.session, reader.actor, reader.now, reader.texts
    view = read_person(
        session,
        actor,
        agent_id,
        on or now.date(),
        now=now,
        texts=texts,
        typed=typed,
        handover=handover,
    )
    page = render(
        "admin_person.html",
        reader.frame,
        tab="people",
        done=done,
        view=view,
        duties=Duty,
        absences=AbsenceKind,
    )
    return HTMLResponse(page, status)


def _name_holder(reader: Reader, draft: PostDraft, sent: Reading) -> None:
    """Say who holds the grid on these days, if that is why it was refused."""
    if draft.duty is not Duty.HOLDER or draft.grid_code is None or "grid_code" not in sent.errors:
        return
    holder = holder_between(reader.session, draft.grid_code, draft.since, draft.until)
    if holder is not None:
        sent.errors["grid_code"] = held_words(holder, reader.texts)


def _new(reader: Reader, typed: Typed = NOTHING, status: int = HTTPStatus.OK) -> HTMLResponse:
    page = render(
        "admin_new_person.html",
        reader.frame,
        tab="people",
        done="",
        typed=typed,
        areas=areas_of(reader.session, reader.actor),
    )
    return HTMLResponse(page, status)
