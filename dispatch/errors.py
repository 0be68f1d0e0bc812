"""What the rules can refuse.

DispatchError
├── NotPermitted
├── IllegalTransition
├── WrongDay
├── NameMissing
├── WrongSize
├── PinBroken
├── OutsideCoverage
│   └── OutsideArea
├── NotPublishable
│   └── TellsWho
├── PersonalDetail
└── TooManyRepresentatives
"""


class DispatchError(Exception):
    """A rule of dispatch says no."""


class NotPermitted(DispatchError):
    """The role may not do this."""


class IllegalTransition(DispatchError):
    """What is asked for cannot follow from where the matter stands."""


class NameMissing(DispatchError):
    """A special grid is to be drawn without saying what place it is."""


class WrongDay(DispatchError):
    """The day is over, or too far ahead."""


class WrongSize(DispatchError):
    """A grid would hold fewer or more households than it may."""


class PinBroken(DispatchError):
    """A pin set by hand says otherwise."""


class OutsideCoverage(DispatchError):
    """The place lies outside the area this database covers."""


class OutsideArea(OutsideCoverage):
    """The place lies outside the area whoever brings the report works in."""


class PersonalDetail(DispatchError):
    """A person's data was about to enter the record of who did what."""


class NotPublishable(DispatchError):
    """An issue of this kind is never made public."""


class TellsWho(NotPublishable):
    """The words for everybody name a person, a house or a number."""


class TooManyRepresentatives(DispatchError):
    """More would speak for one matter than the law allows."""
