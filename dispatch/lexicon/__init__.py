"""The words that accusation screening listens for, in simplified Chinese and lower-case English.

Every entry is the body of a regular expression alternation. Repetition inside an entry is
bounded by a small number, so that the time to read a text grows with its length only.
"""

from typing import Final

from dispatch.lexicon.actors import ACTORS
from dispatch.lexicon.conduct import CONDUCT
from dispatch.lexicon.english import ENGLISH, ENGLISH_HARMLESS
from dispatch.lexicon.harmless import HARMLESS, NEUTRAL, OFFICIAL
from dispatch.lexicon.matters import MATTERS
from dispatch.lexicon.ordinary import ORDINARY

__all__ = ["MENTIONED", "POLITE", "REPORTED", "WORDS"]

WORDS: Final[dict[str, str]] = ACTORS | CONDUCT | MATTERS | ORDINARY | ENGLISH
POLITE: Final = (*HARMLESS, *ENGLISH_HARMLESS)
REPORTED: Final = NEUTRAL
# Where none of these is, no harmless mention can be.
MENTIONED: Final = f"{OFFICIAL}|班主任|领导|亲属证明|关系证明|部门|单位|科室|[a-z]{{3}}"
