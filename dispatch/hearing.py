"""Find word classes in a text, with the clause and sentence each stands in."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping
from typing import Final, NamedTuple

from dispatch.word_index import WordIndex

_CLAUSE_END: Final = re.compile(r"[,:,。!?;、\n]|\.(?!\d)")
_SENTENCE_END: Final = re.compile(r"[。!?;\n]|\.(?!\d)")
# Splits into sentence, end, sentence, end, ..., sentence.
SENTENCE_PARTS: Final = re.compile(f"({_SENTENCE_END.pattern})")


class Span(NamedTuple):
    """Where a word stands: first character, and the one after the last."""

    start: int
    end: int


class Hearing:
    """A text in which word classes are looked up once each.

    Parameters
    ----------
    text
        Plain text, see `undisguise`.
    words
        Word classes.
    unions
        Names of classes that are the sum of others.
    """

    def __init__(
        self,
        text: str,
        words: WordIndex,
        unions: Mapping[str, tuple[str, ...]],
    ) -> None:
        self._text = text
        self._words = words.patterns
        self._possible = words.possible(text) | unions.keys()
        self._unions = unions
        self._spans: dict[str, list[Span]] = {}
        self._starts: dict[str, list[int]] = {}
        self._ends: dict[str, list[int]] = {
            "clause": [m.start() for m in _CLAUSE_END.finditer(text)],
            "sentence": [m.start() for m in _SENTENCE_END.finditer(text)],
            "text": [],
        }

    def spans(self, word: str) -> list[Span]:
        """Give the places of a word class, in the order of the text."""
        if word not in self._spans:
            self._spans[word] = self._find(word)
            self._starts[word] = [span.start for span in self._spans[word]]
        return self._spans[word]

    def _find(self, word: str) -> list[Span]:
        if word in self._unions:
            return sorted(span for part in self._unions[word] for span in self.spans(part))
        if word not in self._possible:
            return []
        return [Span(*match.span()) for match in self._words[word].finditer(self._text)]

    def present(self, words: Collection[str]) -> set[str]:
        """Give those of the word classes that stand in the text."""
        return {word for word in self._possible.intersection(words) if self.spans(word)}

    def by_sentence(self, words: Collection[str]) -> list[set[str]]:
        """Give, for each sentence, those of the word classes that start in it."""
        ends = self._ends["sentence"]
        found: list[set[str]] = [set() for _ in range(len(ends) + 1)]
        for word in self._possible.intersection(words):
            for span in self.spans(word):
                found[bisect_left(ends, span.start)].add(word)
        return found

    def part(self, scope: str, position: int) -> Span:
        """Give the clause, sentence or text around a position."""
        ends = self._ends[scope]
        k = bisect_left(ends, position)
        start = ends[k - 1] + 1 if k else 0
        return Span(start, ends[k] if k < len(ends) else len(self._text))

    def any_within(self, word: str, part: Span) -> bool:
        """Tell whether a word class stands inside a part of the text."""
        first = self.first_after(word, part.start)
        return first is not None and first.end <= part.end

    def last_before(self, word: str, position: int) -> Span | None:
        """Give the last place of a word class that ends at or before a position."""
        spans = self.spans(word)
        k = bisect_right(self._starts[word], position) - 1
        while k >= 0 and spans[k].end > position:
            k -= 1
        return spans[k] if k >= 0 else None

    def first_after(self, word: str, position: int) -> Span | None:
        """Give the first place of a word class that starts at or after a position."""
        spans = self.spans(word)
        k = bisect_left(self._starts[word], position)
        return spans[k] if k < len(spans) else None

    def chains(self, words: tuple[str, ...], gap: int, scope: str) -> Iterator[tuple[Span, ...]]:
        """Give each run of words in this order, at most ``gap`` characters apart.

        For each first word the nearest next one is taken, so that the work grows with the
        number of first words only.
        """
        for first in self.spans(words[0]):
            chain = [first]
            limit = self.part(scope, first.start).end
            for word in words[1:]:
                following = self.first_after(word, chain[-1].end)
                if following is None or following.start > min(chain[-1].end + gap, limit):
                    break
                chain.append(following)
            else:
                yield tuple(chain)
