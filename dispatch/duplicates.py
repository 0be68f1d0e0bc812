"""Whether two reports are one matter: by place, category, words, person and days."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import combinations
from typing import Final

from dispatch.errors import IllegalTransition, TooManyRepresentatives
from dispatch.lexicon.subjects import OF_ONE_HOUSE, OF_ONE_SPOT
from dispatch.reasons import Params, Reason, ReasonCode
from dispatch.text_likeness import name_different_ones, shared_words, subjects_of
from dispatch.vocabulary import Category


class LikenessGrade(StrEnum):
    """How sure it is that two reports are one matter, the surest first."""

    SAME_PERSON = "same-person"
    PROBABLE = "probable"
    ALIKE = "alike"


@dataclass(frozen=True, slots=True)
class Brought:
    """What is compared of one report.

    Attributes
    ----------
    phones
        Keys of its people's phones; see `dispatch.placing.phone_key`.
    household_id
        The registered household it is about or comes from.
    closed_on
        Day it was closed; none while it is open.
    """

    text: str
    category: Category
    received_on: date
    phones: frozenset[str] = frozenset()
    household_id: int | None = None
    closed_on: date | None = None


@dataclass(frozen=True, slots=True)
class DuplicatePolicy:
    """Cut-offs, tuned on rows 1 to 60 of tests/dispatch/corpora/duplicate_pairs.csv.

    Attributes
    ----------
    radius_m
        Farther apart, two places are two matters: what a desk looks over (the issue).
    spot_m
        The same for what a village has several of, as lamps and bridges.
    near_m
        So near the same category alone is worth a look: what a resident is told of (the issue).
    least_score
        Points from which it is probably one matter; one more where the categories are strange to
        each other. See `_score`.
    same_words
        Part of shared words from which it is one without any known subject.
    like_words
        Part of shared words that is worth a look.
    """

    radius_m: float = 1_000.0
    spot_m: float = 500.0
    near_m: float = 250.0
    least_score: int = 1
    same_words: float = 0.5
    like_words: float = 0.25


@dataclass(frozen=True, slots=True)
class Likeness:
    """How two reports are one matter, and why."""

    grade: LikenessGrade
    reason: Reason


MOST_REPRESENTATIVES: Final = 5
HANDLING_DAYS: Final = 60
EXTENSION_DAYS: Final = 30
REVIEW_DAYS: Final = 30
"""信访工作条例 art. 34: sixty days, once thirty more; art. 35: thirty to ask for a review."""
_NEIGHBOURS: Final[tuple[frozenset[Category], ...]] = (
    frozenset({Category.ROADS, Category.SAFETY_HAZARD, Category.PUBLIC_SERVICES}),
    frozenset({Category.WATER, Category.PUBLIC_SERVICES, Category.MINING_SUBSIDENCE}),
    frozenset({Category.WATER, Category.ENVIRONMENT, Category.ROADS}),
    frozenset({Category.ENVIRONMENT, Category.SAFETY_HAZARD, Category.NEIGHBOURS}),
    frozenset({Category.HOUSING, Category.WELFARE, Category.PUBLIC_SERVICES}),
    frozenset({Category.LAND, Category.NEIGHBOURS, Category.FAMILY}),
    frozenset({Category.LAND, Category.MINING_SUBSIDENCE, Category.CADRE_CONDUCT}),
)
"""Categories one matter is filed under by different people (rows 1 to 60)."""
_TOGETHER: Final = frozenset(
    pair for group in _NEIGHBOURS for pair in combinations(sorted(group), 2)
)
_DEFAULT: Final = DuplicatePolicy()


def likeness(
    new: Brought, known: Brought, distance_m: float | None, policy: DuplicatePolicy = _DEFAULT
) -> Likeness | None:
    """Say how a new report may be the matter of a known one; none where it is another.

    Parameters
    ----------
    distance_m
        Metres between their places, less the accuracy of both; none where one has no place.

    Notes
    -----
    信访工作条例 art. 19 and 36: the same matter of the same person is not accepted twice while it
    is handled, or may still be reviewed.
    """
    again = _is_same_person(new, known)
    if not again and distance_m is not None and distance_m > policy.radius_m:
        return None
    common = _common(new, known, distance_m, policy)
    if _is_one_matter(new, known, common, policy):
        if again and (until := _handled_until(known, new.received_on)):
            return Likeness(LikenessGrade.SAME_PERSON, _again(known, until))
        return Likeness(LikenessGrade.PROBABLE, _reason(ReasonCode.SAME_MATTER, distance_m))
    if _is_worth_a_look(new, known, distance_m, common, policy):
        return Likeness(LikenessGrade.ALIKE, _reason(ReasonCode.NEAR_AND_ALIKE, distance_m))
    return None


def _is_same_person(new: Brought, known: Brought) -> bool:
    at_home = new.household_id is not None and new.household_id == known.household_id
    return at_home or bool(new.phones & known.phones)


def _common(
    new: Brought, known: Brought, distance_m: float | None, policy: DuplicatePolicy
) -> frozenset[str]:
    """Subjects both speak of that can be one and the same for the two."""
    common = subjects_of(new.text) & subjects_of(known.text)
    if _other_houses(new, known):
        common -= OF_ONE_HOUSE
    if distance_m is not None and distance_m > policy.spot_m:
        common -= OF_ONE_SPOT
    return common


def _other_houses(new: Brought, known: Brought) -> bool:
    both = new.household_id is not None and known.household_id is not None
    return both and new.household_id != known.household_id


def _is_one_matter(
    new: Brought, known: Brought, common: frozenset[str], policy: DuplicatePolicy
) -> bool:
    if name_different_ones(new.text, known.text):
        return False
    if common:
        strange = not are_neighbours(new.category, known.category)
        return _score(new, known, common) >= policy.least_score + strange
    if _is_same_person(new, known) and are_neighbours(new.category, known.category):
        return not (subjects_of(new.text) and subjects_of(known.text))
    each_its_own = subjects_of(new.text) & subjects_of(known.text)
    return not each_its_own and shared_words(new.text, known.text) >= policy.same_words


def _score(new: Brought, known: Brought, common: frozenset[str]) -> int:
    """Two points for a subject in common, four at most; one less for each text with another."""
    rest = [subjects_of(text) - common for text in (new.text, known.text)]
    return 2 * min(len(common), 2) - sum(1 for other in rest if other)


def _is_worth_a_look(
    new: Brought,
    known: Brought,
    distance_m: float | None,
    common: frozenset[str],
    policy: DuplicatePolicy,
) -> bool:
    if not are_neighbours(new.category, known.category):
        return False
    near = distance_m is not None and distance_m <= policy.near_m
    return near or bool(common) or shared_words(new.text, known.text) >= policy.like_words


def are_neighbours(one: Category, other: Category) -> bool:
    """Whether one matter may be filed under both categories; anything may be filed as other."""
    if one is other or Category.OTHER in {one, other}:
        return True
    first, second = sorted((one, other))
    return (first, second) in _TOGETHER


def _handled_until(known: Brought, today: date) -> date | None:
    """Last day on which the same matter is not accepted again; none once it is over."""
    if known.closed_on is not None:
        until = known.closed_on + timedelta(days=REVIEW_DAYS)
        return until if today <= until else None
    until = known.received_on + timedelta(days=HANDLING_DAYS)
    if today > until:
        until += timedelta(days=EXTENSION_DAYS)
    return until if today <= until else None


def _again(known: Brought, until: date) -> Reason:
    days: Params = {"date": known.received_on.isoformat(), "until": until.isoformat()}
    closed = known.closed_on is not None
    return Reason(ReasonCode.MAY_BE_REVIEWED if closed else ReasonCode.SAME_PERSON_AGAIN, days)


def _reason(code: ReasonCode, distance_m: float | None) -> Reason:
    return Reason(code, {} if distance_m is None else {"away_m": in_hundreds(distance_m)})


def in_hundreds(distance_m: float) -> int:
    """Metres as they are told: up to the next hundred."""
    return max(100, -int(-distance_m // 100) * 100)


def check_link(*, same: bool, carried: bool, carries: bool) -> None:
    """Refuse a link that would make a chain.

    Parameters
    ----------
    same
        Whether both are one issue.
    carried, carries
        Whether the issue to be linked is carried by another already, or carries others itself.

    Raises
    ------
    IllegalTransition
        For each of them.
    """
    if same:
        msg = "these are one matter already"
        raise IllegalTransition(msg)
    if carried:
        msg = "this issue is linked already; part it first"
        raise IllegalTransition(msg)
    if carries:
        msg = "others are linked to this issue: link the other one to it instead, or part them"
        raise IllegalTransition(msg)


def check_representatives(speaking: int) -> None:
    """Refuse one more representative than may speak for a matter.

    Raises
    ------
    TooManyRepresentatives
        If as many as may speak for it already.

    Notes
    -----
    信访工作条例 art. 20: of several who bring one matter together, at most five represent them.
    """
    if speaking >= MOST_REPRESENTATIVES:
        msg = (
            f"{MOST_REPRESENTATIVES} representatives speak for this matter already, and no more "
            "may (信访工作条例, art. 20); add the person without that"
        )
        raise TooManyRepresentatives(msg)
