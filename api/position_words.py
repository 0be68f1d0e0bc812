"""How well a house is found, and what is odd about it, as people read it."""

from typing import Final

from pydantic import BaseModel

from api.labels import N_
from api.texts import Texts
from dispatch.positions import Oddity, Quality

QUALITIES: Final[dict[Quality, str]] = {
    Quality.GOOD: N_("good"),
    Quality.USABLE: N_("usable"),
    Quality.POOR: N_("poor"),
    Quality.UNKNOWN: N_("accuracy unknown"),
}

ODDITIES: Final[dict[Oddity, str]] = {
    Oddity.POOR: N_("Known worse than 30 m: find it again in the open."),
    Oddity.WRONG_DATUM: N_("Shifted by a few hundred metres? Check the datum of the source."),
    Oddity.OUTSIDE_COUNTY: N_("Outside the county: check the position."),
    Oddity.OTHER_VILLAGE: N_("In a grid of another village: check the position or the village."),
    Oddity.OUTSIDE_GRIDS: N_("In no grid: check the position, or have the boundary redrawn."),
    Oddity.FAR: N_("More than 2 km from its village."),
}


class OddityOut(BaseModel):
    """Something to look at: a code and the sentence in the reader's language."""

    code: Oddity
    text: str


def oddity_out(oddity: Oddity, texts: Texts) -> OddityOut:
    """An oddity with its sentence."""
    return OddityOut(code=oddity, text=texts.translate(ODDITIES[oddity]))
