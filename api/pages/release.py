"""What the desk asks a screener about an issue, and what it then says."""

from dataclasses import dataclass, replace
from datetime import date

from pydantic import ValidationError
from sqlalchemy.orm import Session

from api.schemas.release import AccusationIn, OrdinaryIn, ReleaseIn
from api.signals import signal_texts
from api.texts import Texts
from data.issue_records import IssueRecord
from data.nameable import Nameable, agents_under, regions_under, units_under
from data.releases import signals_of
from dispatch.rights import Actor, Verb
from dispatch.screening_decision import Outcome


@dataclass(frozen=True, slots=True)
class ScreeningView:
    """What a reader may do about the quarantine of one issue.

    Attributes
    ----------
    version
        The one shown, which the decision is about.
    held
        Whether it waits for a screener.
    may_release, may_hold
        Whether this reader is asked to decide, or may take the issue back.
    signals
        Why it was held, in sentences.
    agents, units, regions
        Whom the lists offer.
    """

    number: str
    version: int
    held: bool
    may_release: bool
    may_hold: bool
    signals: tuple[str, ...]
    agents: tuple[Nameable, ...] = ()
    units: tuple[Nameable, ...] = ()
    regions: tuple[Nameable, ...] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen in the form."""

    outcome: Outcome
    agents: tuple[int, ...]
    units: tuple[str, ...]
    regions: tuple[str, ...]
    name: str
    note: str

    def wire(self) -> ReleaseIn | None:
        """The same as a program sends it; none when the outcome and the rest do not agree."""
        accused = [
            *({"agent": agent} for agent in self.agents),
            *({"unit": unit} for unit in self.units),
            *({"region": region} for region in self.regions),
            *([{"name": self.name}] if self.name.strip() else []),
        ]
        note = self.note.strip() or None
        if self.outcome is Outcome.ORDINARY:
            return None if accused or note else OrdinaryIn(outcome=Outcome.ORDINARY)
        body = {"outcome": self.outcome, "accused": accused, "note": note}
        try:
            return AccusationIn.model_validate(body)
        except ValidationError:
            return None


def read_screening(
    session: Session, actor: Actor, record: IssueRecord, today: date, texts: Texts
) -> ScreeningView | None:
    """Read what a reader is asked about an issue; none for a reader who sees no held ones."""
    if not actor.may(Verb.READ_HELD):
        return None
    held = record.issue.held
    view = ScreeningView(
        number=record.issue.number,
        version=record.issue.version,
        held=held,
        may_release=held and actor.may(Verb.RELEASE_HELD),
        may_hold=not held,
        signals=tuple(signal_texts(signals_of(session, record.id), texts)),
    )
    if not view.may_release:
        return view
    return replace(
        view,
        agents=tuple(agents_under(session, actor.region_prefix, near=record.issue.region_code)),
        units=tuple(units_under(session, actor.region_prefix, today)),
        regions=tuple(regions_under(session, actor.region_prefix)),
    )


@dataclass(frozen=True, slots=True)
class ToldView:
    """What became of a form, and the one thing to do next; finished texts."""

    icon: str
    title: str
    detail: str
    number: str
    href: str
    action: str


def told_gone(number: str, texts: Texts) -> ToldView:
    """Say that an issue has left the sight of who released it."""
    translate = texts.translate
    return ToldView(
        icon="lock",
        title=translate("Released, and out of your sight"),
        detail=translate(
            "It accuses a body that you belong to. From now on it lies with the level above, and "
            "you will not see it again."
        ),
        number=number,
        href="/desk?show=held",
        action=translate("To what waits for screening"),
    )


def told_odd(number: str, texts: Texts) -> ToldView:
    """Ask again where the outcome and the names do not agree."""
    translate = texts.translate
    return ToldView(
        icon="search",
        title=translate("The choice and the names do not agree"),
        detail=translate(
            "An accusation names whom it accuses, fifty at most; an ordinary matter names nobody "
            "and has no note. Nothing was kept."
        ),
        number=number,
        href=f"/desk/issues/{number}",
        action=translate("Back to the issue"),
    )


def told_changed(number: str, texts: Texts) -> ToldView:
    """Say that somebody else was faster."""
    translate = texts.translate
    return ToldView(
        icon="off",
        title=translate("Somebody changed it in the meantime"),
        detail=translate("Nothing of yours was kept. Read it again, then decide."),
        number=number,
        href=f"/desk/issues/{number}",
        action=translate("Back to the issue"),
    )
