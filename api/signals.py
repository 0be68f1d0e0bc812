"""Why a report was held, in words a screener reads: what each screening rule heard."""

from collections.abc import Iterable
from typing import Final

from api.labels import N_
from api.texts import Texts

_OFFICIAL: Final = N_("It names an official, an agent or an office, or hints at one.")
_VILLAGE: Final = N_("It tells how the village or its committee acts.")
_MONEY: Final = N_("It tells of money, relief or goods that did not arrive or do not add up.")
_WRONG: Final = N_("It tells of a wrong: graft, favour, pressure or a decision in secret.")

_SIGNALS: Final[dict[str, str]] = {
    "channel": N_("It came in on the accusation line."),
    "kind": N_("It was filed as an accusation."),
    "category": N_("It was filed under the conduct of cadres."),
    "disguised-word": N_("A word that matters is written in disguise."),
    "unreadable": N_("It is written in a script that no rule reads."),
    "wording": N_("As a whole it reads like texts that accuse somebody."),
}
_GROUPS: Final[dict[str, str]] = {
    _OFFICIAL: (
        "addressed agent+idle insiders institution kin+official named-in-english official+abuse "
        "official+grab official+idle official+kin official+remedy official+secret "
        "official+unfair official+vice official-home official-in-english official-named "
        "person+abuse person+grab person+idle replace-holder singled-out someone+wrong "
        "they-in-english unnamed-person who-decided"
    ),
    _VILLAGE: (
        "village+benefit village+broken-word village+disposal village+levy village+passed-round "
        "village+secret village+told village+wrong village-acts village-named"
    ),
    _MONEY: (
        "asset+taken benefit+favour benefit+rich books-in-english charge+receipt claimed+actual "
        "dead+paid gate+blocked gate+charge goods+gone granted+shortfall money+gone "
        "money+mismatch money+none money-in-english opaque-books paper+misused penniless "
        "photo-and-gone public+disposal relief+disposed relief+missing short-paid works+spent"
    ),
    _WRONG: (
        "asked-to-disclose favoured+denied gift+then graft-in-english graft-word hint-in-english "
        "look-into matter-in-english people+grievance petition+hindered relate+power vote+rigged "
        "why+favoured wink wrong-word"
    ),
}
SENTENCES: Final[dict[str, str]] = _SIGNALS | {
    code: sentence for sentence, codes in _GROUPS.items() for code in codes.split()
}
"""Message id by code of `dispatch.accusation`."""


def signal_texts(codes: Iterable[str], texts: Texts) -> list[str]:
    """Sentences for the rules that spoke, each once; an unknown code comes back as it is."""
    found = (texts.translate(SENTENCES.get(code, code)) for code in codes)
    return list(dict.fromkeys(found))
