"""Opening hours as they were understood, in the reader's words."""

from typing import Final

from api.labels import N_
from api.texts import Texts
from dispatch.opening_hours import Opening, Spans, clock_text, day_runs

_DAYS: Final = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
_WHOLE_WEEK: Final = (0, len(_DAYS) - 1)


def opening_text(opening: Opening, texts: Texts) -> str:
    """Say hours as they count: days with their spans, then other days where they differ."""
    parts = [
        f"{_and([_run(run, texts) for run in runs], texts)} {_hours(spans, texts)}"
        for runs, spans in day_runs(opening)
        if spans
    ]
    others = (
        (N_("public holidays"), opening.holiday),
        (N_("make-up days"), opening.worked),
    )
    parts += [
        f"{texts.translate(name)} {_hours(spans, texts)}"
        for name, spans in others
        if spans is not None
    ]
    return texts.translate(N_("; ")).join(parts)


def _run(run: tuple[int, int], texts: Texts) -> str:
    if run == _WHOLE_WEEK:
        return texts.translate(N_("every day"))
    first, last = (texts.translate(_DAYS[day]) for day in run)
    if first == last:
        return first
    return texts.translate(N_("%(first)s-%(last)s")) % {"first": first, "last": last}


def _hours(spans: Spans, texts: Texts) -> str:
    words = [f"{clock_text(start, pad=False)}-{clock_text(end, pad=False)}" for start, end in spans]
    return _and(words, texts) if words else texts.translate(N_("closed"))


def _and(words: list[str], texts: Texts) -> str:
    return texts.translate(N_(", ")).join(words)
