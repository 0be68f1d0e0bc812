"""The rules of accusation screening: which words together sound like one."""

from typing import Final, NamedTuple

from dispatch.hearing import Hearing, Span


class Rule(NamedTuple):
    """Words that together sound like an accusation.

    Attributes
    ----------
    code
        What the screener is shown.
    words
        Names of word classes that must follow each other.
    gap
        Characters allowed between one word and the next.
    scope
        What the words must share: ``clause``, ``sentence`` or ``text``.
    either_order
        Also when the (two) words stand the other way round.
    spare_private
        Not when the wrong is a private person's or a firm's.
    unless
        Word classes whose presence in the sentence silences the rule.
    certain
        Held whatever the rest of the wording sounds like.
    reading
        ``whole``; ``spoken``: officials who are greeted, asked, thanked or a landmark taken
        out; ``bare``: those who are told of doing their work taken out too.
    """

    code: str
    words: tuple[str, ...]
    gap: int = 12
    scope: str = "sentence"
    either_order: bool = False
    spare_private: bool = True
    reading: str = "spoken"
    unless: tuple[str, ...] = ()
    certain: bool = False


RULES: Final = (
    Rule("graft-word", ("graft",), spare_private=False, reading="whole", certain=True),
    Rule("wrong-word", ("wrong",), reading="whole", certain=True),
    Rule("official+idle", ("official", "idle"), gap=40, either_order=True),
    Rule("official+abuse", ("official", "abuse"), gap=40, either_order=True),
    Rule("official+vice", ("official", "vice"), gap=40, either_order=True),
    Rule("official+grab", ("official", "grab"), gap=40, either_order=True),
    Rule("official+secret", ("official", "secret"), gap=40, either_order=True),
    Rule("official+unfair", ("official", "unfair"), gap=40, either_order=True),
    Rule("official+kin", ("official", "kin"), gap=5, reading="whole", spare_private=False),
    Rule("kin+official", ("kin", "official"), gap=4, reading="whole", spare_private=False),
    Rule("official+remedy", ("remedy", "official"), gap=10, reading="whole"),
    Rule("official-named", ("answerable",), reading="bare", spare_private=False),
    Rule("institution", ("institution",), unless=("asking", "needing", "domestic"), reading="bare"),
    Rule(
        "village-named",
        ("place_subject",),
        unless=("asking", "infrastructure", "needing"),
        reading="bare",
    ),
    Rule("village-acts", ("village_acts",), unless=("asking", "needing"), reading="bare"),
    Rule("village+levy", ("place", "levy"), unless=("asking",)),
    Rule("addressed", ("addressed",), unless=("asking",)),
    Rule("named-in-english", ("en_named",), spare_private=False, reading="bare"),
    Rule("matter-in-english", ("en_matter",), unless=("asking",)),
    Rule(
        "they-in-english", ("en_they", "en_matter"), gap=60, either_order=True, unless=("asking",)
    ),
    Rule("unnamed-person", ("unnamed",), reading="whole"),
    Rule("insiders", ("insiders",), spare_private=False, reading="whole", certain=True),
    Rule("singled-out", ("singled_out",), unless=("infrastructure",)),
    Rule("asset+taken", ("asset", "taken"), gap=8),
    Rule("petition+hindered", ("petition", "hindered"), gap=24, either_order=True),
    Rule("gate+charge", ("gate", "fee"), gap=6),
    Rule("relief+missing", ("relief", "none_given"), gap=8),
    Rule("works+spent", ("spent", "nothing_seen"), gap=20, either_order=True),
    Rule("official-home", ("only", "official_home"), gap=8, reading="whole"),
    Rule("official-home", ("fit", "official_home"), gap=6, reading="whole"),
    Rule("official-home", ("official_home", "fit"), gap=4, reading="whole"),
    Rule("person+idle", ("person", "idle"), gap=40, scope="text"),
    Rule("person+abuse", ("person", "abuse"), gap=30, scope="text"),
    Rule("person+grab", ("person", "grab"), gap=30, scope="text"),
    Rule("agent+idle", ("agent", "idle"), gap=80, scope="text", either_order=True),
    Rule("village+wrong", ("place", "village_wrong"), gap=7, scope="clause"),
    Rule("village+disposal", ("place", "hand", "dispose"), gap=14),
    Rule("village+told", ("told", "place", "idle"), gap=14),
    Rule("village+passed-round", ("sent_to", "office", "sent_to", "office"), gap=8),
    Rule("village+secret", ("place", "secret"), gap=24),
    Rule("village+benefit", ("place", "benefit", "favour"), gap=14),
    Rule("public+disposal", ("public", "dispose"), gap=12, spare_private=False),
    Rule("money+mismatch", ("money", "mismatch"), gap=8),
    Rule("village+broken-word", ("place", "promised", "broken"), gap=16),
    Rule("books-in-english", ("en_books", "en_opaque"), gap=40, either_order=True),
    Rule("money+gone", ("money", "gone"), gap=12),
    Rule("goods+gone", ("goods", "gone"), gap=8),
    Rule("money+none", ("people", "none"), gap=10),
    Rule("granted+shortfall", ("granted", "shortfall"), gap=30, spare_private=False),
    Rule("benefit+favour", ("benefit", "favour"), gap=14, either_order=True, spare_private=False),
    Rule("benefit+rich", ("benefit", "rich"), gap=14, either_order=True, spare_private=False),
    Rule("dead+paid", ("dead", "still"), gap=14),
    Rule("paper+misused", ("paper", "misused"), gap=14, either_order=True),
    Rule("charge+receipt", ("charge", "receipt"), gap=16, either_order=True),
    Rule("gate+blocked", ("gate", "blocked"), gap=20, either_order=True),
    Rule("gift+then", ("give", "gift", "then"), gap=12, spare_private=False),
    Rule("why+favoured", ("why", "they", "letoff"), gap=10, spare_private=False),
    Rule("favoured+denied", ("they", "letoff", "mine", "denied"), gap=16, spare_private=False),
    Rule("someone+wrong", ("someone", "cunning"), gap=20),
    Rule("wink", ("wink",), certain=True),
    Rule("asked-to-disclose", ("office", "disclose"), gap=24, either_order=True, reading="whole"),
    Rule("who-decided", ("who",)),
    Rule("penniless", ("penniless",)),
    Rule("claimed+actual", ("claimed", "actual"), gap=16, either_order=True),
    Rule("photo-and-gone", ("photo", "left"), gap=14),
    Rule("people+grievance", ("people", "grievance"), gap=12),
    Rule("relief+disposed", ("relief", "dispose"), gap=10, spare_private=False),
    Rule("vote+rigged", ("vote", "rigged"), gap=16, either_order=True, spare_private=False),
    Rule("relate+power", ("relate", "power"), gap=8),
    Rule("opaque-books", ("books", "opaque"), gap=10, either_order=True, unless=("own_record",)),
    Rule("short-paid", ("short", "due"), gap=10, unless=("needing",)),
    Rule("look-into", ("look_into", "public_matter"), gap=12, reading="whole"),
    Rule("replace-holder", ("replace_holder",)),
    Rule(
        "official-in-english",
        ("en_role", "en_fault"),
        gap=90,
        either_order=True,
        spare_private=False,
    ),
    Rule("graft-in-english", ("en_graft",), spare_private=False, reading="whole"),
    Rule("money-in-english", ("en_gone", "en_money"), gap=30, either_order=True),
    Rule(
        "hint-in-english", ("en_hint", "en_fault"), gap=90, either_order=True, spare_private=False
    ),
)


def speaks(rule: Rule, hearing: Hearing) -> bool:
    """Tell whether a rule finds its words in a text."""
    if rule.words == ("unnamed",):
        return _is_unnamed(hearing)
    orders = (rule.words, rule.words[::-1]) if rule.either_order else (rule.words,)
    return any(
        not (rule.spare_private and _is_private(hearing, chain))
        and not _is_silenced(rule, hearing, chain[0])
        for words in orders
        for chain in hearing.chains(words, rule.gap, rule.scope)
    )


def _is_silenced(rule: Rule, hearing: Hearing, first: Span) -> bool:
    sentence = hearing.part("sentence", first.start)
    return any(hearing.any_within(word, sentence) for word in rule.unless)


def _is_private(hearing: Hearing, chain: tuple[Span, ...]) -> bool:
    """Tell whether a private person or firm, and no official, is the subject of a wrong."""
    last = chain[-1]
    clause = hearing.part("clause", last.start)
    if hearing.any_within("office", clause):
        return False
    private = hearing.last_before("private", last.end)
    sentence = hearing.part("sentence", last.start)
    if private is None or private.start < sentence.start:
        return hearing.any_within("private", clause)
    official = hearing.last_before("office", last.start)
    since = hearing.part("clause", private.start).start
    return official is None or official.start < since


def _is_unnamed(hearing: Hearing) -> bool:
    """Tell whether somebody is spoken of as "he" or "they" before anybody was named."""
    pronoun = hearing.first_after("unnamed", 0)
    if pronoun is None:
        return False
    return hearing.last_before("antecedent", pronoun.start) is None
