"""The page on which a resident follows a report: what happened, what now, by when.

What is held, or accuses somebody, looks as any other report does before a person has worked on it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from fastapi.responses import HTMLResponse

from api.dates import day_text, local_date, moment_text
from api.labels import N_, label
from api.pages.render import render
from api.pages.resident import Resident
from api.presentation import title_of
from api.resident_forms import ResidentForm, new_form
from api.services.tracking import Behind, is_begun
from api.texts import Texts
from data.ratings import Opinion
from data.tracking import OfficeToAsk, Tracked
from dispatch.clocks import ClockCode, light
from dispatch.vocabulary import Light, Stage

STAGES: Final = {
    Stage.COLLECT: N_("Received"),
    Stage.REGISTER: N_("Registered and passed on"),
    Stage.HANDLE: N_("Being worked on"),
    Stage.FEEDBACK: N_("Answered"),
    Stage.ARCHIVE: N_("Finished"),
}
"""五步法 in the words of residents."""
_NOW: Final = {
    Stage.COLLECT: N_("We have it, and it is being read."),
    Stage.REGISTER: N_("It is registered and with those in charge."),
    Stage.HANDLE: N_("It is being worked on."),
    Stage.FEEDBACK: N_("There is an answer: please look at it and rate it."),
    Stage.ARCHIVE: N_("It is finished."),
}
_NEXT: Final = {
    Stage.COLLECT: N_("You need do nothing. You are told in writing whether it is taken on."),
    Stage.REGISTER: N_("You are told in writing whether it is taken on."),
    Stage.HANDLE: N_("You get a written answer."),
    Stage.FEEDBACK: N_("If it is not solved, say so below."),
    Stage.ARCHIVE: N_("If it is not solved, say so below."),
}
_DUE: Final = {
    ClockCode.REGISTRATION: N_("Registered and passed on"),
    ClockCode.NOTICE: N_("Told in writing whether it is taken on"),
}
SCORES: Final = ((3, N_("Good")), (2, N_("Fair")), (1, N_("Bad")))
RATE_FIRST: Final = N_("Choose one of the three faces.")


@dataclass(frozen=True, slots=True)
class StepView:
    """One step; `at` is empty while it is still to come."""

    name: str
    at: str


@dataclass(frozen=True, slots=True)
class DueView:
    """One promise: what, by when, under which article."""

    what: str
    when: str
    light: Light


@dataclass(frozen=True, slots=True)
class TrackView:
    """Everything the page shows; finished texts, empty where there is nothing to say.

    Attributes
    ----------
    now, next
        What the matter is waiting for, and what the resident can expect.
    said
        What he said of it before.
    thanks
        What was just taken in.
    """

    code: str
    title: str
    now: str
    next: str
    urgent: str
    due: tuple[DueView, ...]
    result: str
    steps: tuple[StepView, ...]
    office: OfficeToAsk | None
    closed: bool
    said: str
    scores: tuple[tuple[int, str], ...]
    form: ResidentForm
    score: int | None = None
    words: str = ""
    problem: str = ""
    thanks: str = ""


def track_page(resident: Resident, view: TrackView, status: int = 200) -> HTMLResponse:
    """Show the page of one report."""
    hotline = resident.settings.hotline
    return HTMLResponse(render("track.html", resident.frame, view=view, hotline=hotline), status)


def read_track(behind: Behind, resident: Resident, form: ResidentForm | None = None) -> TrackView:
    """Make the page of one report, with the form that was just sent or a new one."""
    tracked, texts = behind.tracked, resident.texts
    today = resident.now.date()
    stage = tracked.stage if is_begun(tracked) else Stage.COLLECT
    closed = tracked.closed_at is not None and not tracked.quiet
    return TrackView(
        code=behind.code,
        title=title_of(tracked.text) if is_begun(tracked) else "",
        now=texts.translate(_NOW[Stage.ARCHIVE] if closed else _NOW[stage]),
        next=texts.translate(_NEXT[Stage.ARCHIVE] if closed else _NEXT[stage]),
        urgent=_urgent(tracked, today, texts),
        due=_due(tracked, today, texts),
        result=_result(tracked, today, texts, closed=closed),
        steps=_steps(tracked, stage, today, texts),
        office=behind.office,
        closed=closed,
        said=_said(behind.opinion, today, texts),
        scores=tuple((score, texts.translate(words)) for score, words in SCORES),
        form=form or new_form(resident.settings, resident.now),
    )


def _steps(tracked: Tracked, last: Stage, today: date, texts: Texts) -> tuple[StepView, ...]:
    stages = list(Stage)
    reached = stages[: stages.index(last) + 1]
    return tuple(
        StepView(
            texts.translate(words),
            _reached(tracked, stage, today, texts) if stage in reached else "",
        )
        for stage, words in STAGES.items()
    )


def _reached(tracked: Tracked, stage: Stage, today: date, texts: Texts) -> str:
    """When a stage was reached; one that was skipped counts as reached with the next."""
    since = list(Stage)[list(Stage).index(stage) :]
    later = [at for one, at in tracked.reached.items() if one in since]
    when = moment_text(min(later), today=today, language=texts.language)
    if stage is not Stage.COLLECT:
        return when
    return f"{when} · {label(tracked.channel, texts.translate)}"


def _due(tracked: Tracked, today: date, texts: Texts) -> tuple[DueView, ...]:
    """Promises still to keep, in the words of the law."""
    words = texts.translate("By %(day)s (Regulations on petitions, Article %(article)s, 15 days)")
    return tuple(
        DueView(
            texts.translate(_DUE[clock.code]),
            words
            % {
                "day": day_text(clock.due_on, today=today, language=texts.language),
                "article": clock.article,
            },
            light(clock, today),
        )
        for clock in tracked.clocks
        if clock.stopped_at is None and clock.code in _DUE and tracked.closed_at is None
    )


def _urgent(tracked: Tracked, today: date, texts: Texts) -> str:
    if not tracked.urgent or not tracked.alerted or tracked.closed_at is not None:
        return ""
    if tracked.known_at is None:
        return texts.translate("Urgent: the county desk and your township were alerted at once.")
    at = moment_text(tracked.known_at, today=today, language=texts.language)
    return texts.translate("Urgent: a desk confirmed on %(at)s that it knows.") % {"at": at}


def _result(tracked: Tracked, today: date, texts: Texts, *, closed: bool) -> str:
    if tracked.closed_at is None or not closed:
        return texts.translate("There is no result yet. It will stand here.")
    day = day_text(local_date(tracked.closed_at), today=today, language=texts.language)
    words = texts.translate("It was finished on %(day)s. Ask for the written answer at the office.")
    return words % {"day": day}


def _said(last: tuple[datetime, Opinion] | None, today: date, texts: Texts) -> str:
    if last is None:
        return ""
    at, opinion = last
    names = dict(SCORES)
    what = N_("not solved") if opinion.score is None else names[opinion.score]
    words = texts.translate("You said on %(at)s: %(what)s. You may say it anew.")
    when = moment_text(at, today=today, language=texts.language)
    return words % {"at": when, "what": texts.translate(what)}
