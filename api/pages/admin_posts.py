"""Reading the forms that give a post and record an absence."""

from datetime import date

from api.labels import N_
from api.pages.admin_forms import Reading, day_after
from api.services.absences import AbsenceDraft
from api.services.posts import PostDraft
from dispatch.errors import IllegalTransition
from dispatch.posts import check_duty
from dispatch.vocabulary import AbsenceKind, Duty

_GRID, _NOTE = 32, 200
_BEFORE = N_("The last day lies before the first.")


def read_post_draft(sent: Reading, agent_id: int, today: date) -> PostDraft | None:
    """What a form says of a post; None where a field is wrong."""
    duty = sent.choice("duty", Duty)
    grid = sent.text("grid_code", most=_GRID) or None
    office = _office(sent)
    if (grid is None) == (office is None):
        sent.refuse("grid_code", N_("Give a grid or an office, one of the two."))
    elif duty is not None and not _fits(duty, at_grid=grid is not None):
        sent.refuse(
            "duty", N_("A grid has a holder, a deputy or a secretary; an office the others.")
        )
    since, last = sent.day("since") or today, sent.day("last")
    if last is not None and last < since:
        sent.refuse("last", _BEFORE)
    if sent.errors or duty is None:
        return None
    until = day_after(last)
    return PostDraft(agent_id, duty, since, until=until, grid_code=grid, office_id=office)


def read_absence_draft(sent: Reading, agent_id: int, today: date) -> AbsenceDraft | None:
    """What a form says of an absence; None where a field is wrong."""
    kind = sent.choice("kind", AbsenceKind)
    since, last = sent.day("since") or today, sent.day("last")
    note = sent.text("note", most=_NOTE) or None
    if last is not None and last < since:
        sent.refuse("last", _BEFORE)
    if sent.errors or kind is None:
        return None
    return AbsenceDraft(agent_id, kind, since, until=day_after(last), note=note)


def _fits(duty: Duty, *, at_grid: bool) -> bool:
    try:
        check_duty(duty, at_grid=at_grid)
    except IllegalTransition:
        return False
    return True


def _office(sent: Reading) -> int | None:
    if not sent.fields.get("office_id"):
        return None
    return sent.row("office_id")
