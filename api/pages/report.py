"""The page on which residents report a matter, and the answer with its code."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from math import ceil
from typing import Final

import segno
from fastapi.responses import HTMLResponse

from api.dates import day_text
from api.errors import retry_after
from api.labels import N_, label
from api.pages.render import render
from api.pages.report_form import (
    ADDRESS_MOST,
    COMMON,
    NAME_MOST,
    OTHERS,
    PHONE_MOST,
    TEXT_MOST,
    Typed,
)
from api.pages.resident import Resident, TownshipView, VillageView, townships, village_of
from api.resident_forms import ResidentForm, new_form
from api.schemas.issue import MOST_FILES
from api.services.attachments import accepted
from api.texts import Texts
from data.tracking import Tracked
from dispatch.clocks import ClockCode
from dispatch.vocabulary import Category

OUT_OF_DATE: Final = N_(
    "This page was open for too long. All you wrote is still here: press Send once more."
)
SENT_BEFORE: Final = N_(
    "This page was sent before, and you have changed it since. Is it another matter? "
    "Then press Send once more."
)
STILL_RUNNING: Final = N_("It is still being taken in. Press Send once more in a moment.")
PHOTOS_GONE: Final = N_(
    "The photos you sent before are not kept any more. All you wrote is still here."
)
CHOOSE_PHOTOS_AGAIN: Final = N_("Choose the photos again, please.")
LIMITS: Final = {
    "text": TEXT_MOST,
    "address": ADDRESS_MOST,
    "name": NAME_MOST,
    "phone": PHONE_MOST,
    "files": MOST_FILES,
}
_MINUTE_S: Final = 60


@dataclass(frozen=True, slots=True)
class Choice:
    """One kind of matter to choose."""

    value: str
    icon: str
    words: str


@dataclass(frozen=True, slots=True)
class ReportView:
    """The form with all that stands in it.

    Attributes
    ----------
    problems
        Sentence by field, in the order of the page.
    note
        What happened to the form as a whole; empty: nothing.
    """

    typed: Typed
    form: ResidentForm
    village: VillageView | None
    townships: tuple[TownshipView, ...]
    common: tuple[Choice, ...]
    others: tuple[Choice, ...]
    problems: Mapping[str, str]
    note: str = ""

    @property
    def other_chosen(self) -> bool:
        """Whether the kind chosen is one of those that are folded away."""
        return self.typed.category in {one.value for one in self.others}


@dataclass(frozen=True, slots=True)
class Trouble:
    """What keeps a form from going through: what is wrong with fields, or with all of it."""

    status: int
    problems: Mapping[str, str]
    note: str = ""
    wait: timedelta | None = None


def report_page(
    resident: Resident, typed: Typed, form: ResidentForm | None, trouble: Trouble | None = None
) -> HTMLResponse:
    """Show the form, with everything typed before and what to put right; a fresh one without."""
    village = village_of(resident.session, typed.village)
    path = f"/report?v={village.code}" if village else "/report"
    view = ReportView(
        typed=typed,
        form=form or new_form(resident.settings, resident.now),
        village=village,
        townships=() if village else townships(resident.session),
        common=_choices(COMMON, resident.texts),
        others=_choices({one: ("", words) for one, words in OTHERS.items()}, resident.texts),
        problems=trouble.problems if trouble else {},
        note=trouble.note if trouble else "",
    )
    page = render(
        "report.html",
        replace(resident.frame, path=path),
        view=view,
        limits=LIMITS,
        accept=accepted(resident.settings),
        hotline=resident.settings.hotline,
    )
    wait = trouble.wait if trouble else None
    headers = {"Retry-After": retry_after(wait)} if wait else {}
    return HTMLResponse(page, trouble.status if trouble else 200, headers)


def too_many(wait: timedelta, hotline: str, texts: Texts) -> Trouble:
    """Say that a network sends too many reports, how long it waits, and what to do meanwhile."""
    minutes = ceil(wait.total_seconds() / _MINUTE_S)
    words = texts.ngettext(
        "Very many reports come from your network. All you wrote is still here: press Send again "
        "in %(num)s minute, or call %(hotline)s.",
        "Very many reports come from your network. All you wrote is still here: press Send again "
        "in %(num)s minutes, or call %(hotline)s.",
        minutes,
    )
    return Trouble(429, {}, words % {"num": minutes, "hotline": hotline}, wait)


@dataclass(frozen=True, slots=True)
class DoneView:
    """The answer to a report: its code, where to follow it, what comes next by when."""

    code: str
    address: str
    picture: str
    urgent: bool
    due: str


def done_page(resident: Resident, code: str, tracked: Tracked) -> HTMLResponse:
    """Show the code of a report that was taken in."""
    address = f"{resident.address}/track/{code}"
    view = DoneView(code, address, qr_picture(address), tracked.urgent, due_day(resident, tracked))
    page = render("report_done.html", resident.frame, view=view, hotline=resident.settings.hotline)
    return HTMLResponse(page)


def due_day(resident: Resident, tracked: Tracked) -> str:
    """Last day of the written notice; empty where no clock runs."""
    days = [clock.due_on for clock in tracked.clocks if clock.code is ClockCode.NOTICE]
    today = resident.now.date()
    return day_text(days[0], today=today, language=resident.texts.language) if days else ""


def qr_picture(address: str) -> str:
    """QR code of an address as the source of an image, dark on white in every theme."""
    code = segno.make(address, error="m")
    return str(code.svg_data_uri(border=4, light="#fff", scale=8))


def _choices(kinds: Mapping[Category, tuple[str, str]], texts: Texts) -> tuple[Choice, ...]:
    return tuple(Choice(one, icon, texts.translate(words)) for one, (icon, words) in kinds.items())


def category_words(category: Category, texts: Texts) -> str:
    """Name of a kind as residents know it; the desk's own where they have none."""
    common = COMMON.get(category, ("", ""))[1]
    words = common or OTHERS.get(category, "")
    return texts.translate(words) if words else label(category, texts.translate)
