"""What a resident is shown while he writes: what it seems to be about, what is reported near."""

from dataclasses import dataclass
from uuid import uuid4

from api.pages.report import category_words
from api.pages.report_form import TEXT_MOST, Typed, problems_of, wire_of
from api.pages.resident import Resident, village_of
from api.services.categorising import suggest
from api.services.resident_filing import Brought, filer_of
from api.services.similar import similar_for_resident
from dispatch.vocabulary import Category


@dataclass(frozen=True, slots=True)
class LookView:
    """Finished texts, empty where there is nothing to say.

    Attributes
    ----------
    category, category_words
        What the rules are sure it is about, offered where nothing else was chosen.
    dangers
        What sounds dangerous in the words.
    similar
        What is reported near already.
    """

    category: str = ""
    category_words: str = ""
    dangers: tuple[str, ...] = ()
    similar: tuple[str, ...] = ()


def read_look(resident: Resident, typed: Typed) -> LookView:
    """Look at a form that is still being written."""
    if not typed.text or len(typed.text) > TEXT_MOST:
        return LookView()
    said = suggest(typed.text, resident.texts)
    offered = said.sure and not typed.category
    return LookView(
        category=said.category if offered else "",
        category_words=category_words(said.category, resident.texts) if offered else "",
        dangers=() if typed.urgent else tuple(one.label for one in said.dangers),
        similar=_similar(resident, typed, said.category if said.sure else None),
    )


def _similar(resident: Resident, typed: Typed, suggested: Category | None) -> tuple[str, ...]:
    village = village_of(resident.session, typed.village)
    if village is None or problems_of(typed, village_known=True):
        return ()
    wire = wire_of(typed)
    if wire.category is None:
        wire = wire.model_copy(update={"category": suggested})
    brought = Brought(uuid4(), village.code, wire)
    filer = filer_of(brought, resident.settings, resident.texts, resident.now)
    return tuple(one.text for one in similar_for_resident(resident.session, wire, filer))
