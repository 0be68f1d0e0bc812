"""The words of the vocabulary as people read them."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Final

from dispatch.alerting import Rung
from dispatch.clocks import ClockCode
from dispatch.missing import Missing
from dispatch.urgency import Danger
from dispatch.vocabulary import (
    AbsenceKind,
    Category,
    Channel,
    Confidence,
    Duty,
    EvidenceKind,
    Kind,
    Level,
    Light,
    OfficeKind,
    PlacementMethod,
    Precision,
    Purpose,
    Role,
    Stage,
)


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "translate later"
    """Mark a message for the catalogue; it is translated where it is shown."""
    return message


LABELS: Final[dict[type[StrEnum], dict[Any, str]]] = {
    Stage: {
        Stage.COLLECT: N_("Collect"),
        Stage.REGISTER: N_("Register"),
        Stage.HANDLE: N_("Handle"),
        Stage.FEEDBACK: N_("Feedback"),
        Stage.ARCHIVE: N_("Archive"),
    },
    Level: {
        Level.GRID: N_("Grid"),
        Level.VILLAGE: N_("Village"),
        Level.TOWNSHIP: N_("Township"),
        Level.COUNTY: N_("County"),
        Level.ABOVE: N_("Above the county"),
    },
    Channel: {
        Channel.VISIT: N_("Visit"),
        Channel.TALK_ROOM: N_("Talk room"),
        Channel.HOTLINE: N_("Hotline 12345"),
        Channel.ONLINE: N_("Online"),
        Channel.LETTER: N_("Letter"),
        Channel.PHONE: N_("Phone"),
        Channel.INSPECTION: N_("Inspection"),
        Channel.ACCUSATION: N_("Accusation line"),
        Channel.IMPORT: N_("Import"),
    },
    Kind: {
        Kind.SUGGESTION: N_("Suggestion"),
        Kind.ACCUSATION: N_("Accusation"),
        Kind.CLAIM: N_("Claim"),
    },
    Category: {
        Category.LAND: N_("Land and homestead"),
        Category.MINING_SUBSIDENCE: N_("Mining subsidence"),
        Category.HOUSING: N_("Housing"),
        Category.WATER: N_("Water"),
        Category.ROADS: N_("Roads"),
        Category.ENVIRONMENT: N_("Environment"),
        Category.WELFARE: N_("Welfare"),
        Category.NEIGHBOURS: N_("Neighbours"),
        Category.FAMILY: N_("Family"),
        Category.WAGES: N_("Wages"),
        Category.CADRE_CONDUCT: N_("Conduct of cadres"),
        Category.SAFETY_HAZARD: N_("Safety hazard"),
        Category.PUBLIC_SERVICES: N_("Public services"),
        Category.OTHER: N_("Other"),
    },
    Role: {
        Role.AGENT: N_("Grid agent"),
        Role.SECRETARY: N_("Village secretary"),
        Role.TOWNSHIP: N_("Township desk"),
        Role.COUNTY: N_("County petition desk"),
        Role.SCREENER: N_("County screener"),
        Role.HANDLER: N_("Unit handler"),
        Role.PLANNER: N_("Planner"),
        Role.SUPERVISOR: N_("Supervisor"),
        Role.LEADER: N_("Leader"),
        Role.ADMIN: N_("Administrator"),
        Role.AUDITOR: N_("Auditor"),
        Role.INTEGRATION: N_("Connected system"),
    },
    Purpose: {
        Purpose.READ: N_("To read"),
        Purpose.PLACE: N_("To find the place"),
        Purpose.CONTACT: N_("To call or visit"),
        Purpose.VERIFY: N_("To check who it is"),
        Purpose.LEGAL_DUTY: N_("A duty by law"),
        Purpose.EXPORT: N_("To export"),
    },
    Precision: {
        Precision.EXACT: N_("Exact place"),
        Precision.MOVED: N_("Moved inside its grid"),
        Precision.AREA: N_("Village only"),
    },
    Duty: {
        Duty.HOLDER: N_("Holder"),
        Duty.DEPUTY: N_("Deputy"),
        Duty.SECRETARY: N_("Village secretary"),
        Duty.INTAKE: N_("Intake"),
        Duty.CIRCULATION: N_("Circulation"),
        Duty.SUPERVISION: N_("Supervision"),
        Duty.ON_DUTY: N_("On duty"),
    },
    OfficeKind: {
        OfficeKind.POINT: N_("Agency point"),
        OfficeKind.STATION: N_("Agency station"),
        OfficeKind.CENTRE: N_("Agency centre"),
        OfficeKind.TALK_ROOM: N_("Talk room"),
    },
    AbsenceKind: {
        AbsenceKind.LEAVE: N_("Leave"),
        AbsenceKind.SICK: N_("Ill"),
        AbsenceKind.TRAINING: N_("Training"),
        AbsenceKind.OTHER: N_("Other"),
    },
    PlacementMethod: {
        PlacementMethod.HOUSEHOLD: N_("registered household"),
        PlacementMethod.POINT: N_("point on the map"),
        PlacementMethod.PIN: N_("pin set by hand"),
        PlacementMethod.ADDRESS: N_("address"),
        PlacementMethod.VILLAGE: N_("village only"),
        PlacementMethod.NONE: N_("no position"),
    },
    EvidenceKind: {
        EvidenceKind.HOUSEHOLD: N_("number of a household"),
        EvidenceKind.PHONE: N_("phone of the caller"),
        EvidenceKind.HEAD: N_("head of a household"),
        EvidenceKind.POINT: N_("point on the map"),
        EvidenceKind.PIN: N_("pin set by hand"),
        EvidenceKind.ADDRESS: N_("address"),
        EvidenceKind.TEXT: N_("words of the report"),
        EvidenceKind.VILLAGE: N_("village named"),
    },
    Missing: {
        Missing.POSITION: N_("Where it is: ask for an address, a household or a point."),
        Missing.VILLAGE: N_("In which village it is."),
        Missing.WHICH_VILLAGE: N_("Which of the villages of that name is meant."),
        Missing.HOUSE: N_("At which house it is: the village alone is known."),
        Missing.GRID: N_("Which grid it belongs to: the place lies in none."),
        Missing.DATUM: N_("In which datum the coordinates are."),
        Missing.COORDINATES: N_("The right coordinates: those given cannot be right."),
        Missing.OUTSIDE_COUNTY: N_("Whether it is in this county at all: the point is not."),
    },
    Confidence: {
        Confidence.HIGH: N_("high"),
        Confidence.MEDIUM: N_("medium"),
        Confidence.LOW: N_("low"),
        Confidence.NONE: N_("none"),
    },
    Light: {
        Light.GREEN: N_("In time"),
        Light.YELLOW: N_("Nearly due"),
        Light.RED: N_("Overdue"),
        Light.STOPPED: N_("No clock running"),
    },
    Danger: {
        Danger.COLLAPSE: N_("Collapse"),
        Danger.GAS: N_("Gas"),
        Danger.FIRE: N_("Fire or explosion"),
        Danger.SELF_HARM: N_("Self-harm"),
        Danger.MISSING: N_("Person missing"),
        Danger.CROWD: N_("Crowd"),
        Danger.VIOLENCE: N_("Violence"),
        Danger.FLOOD: N_("Water in houses"),
        Danger.POISON: N_("Poisoning"),
        Danger.WIRE: N_("Live wire"),
        Danger.INJURED: N_("Injured or trapped"),
        Danger.OTHER: N_("Danger"),
    },
    Rung: {
        Rung.DESK: N_("Desk"),
        Rung.ON_DUTY: N_("On duty"),
        Rung.DEPUTY: N_("Holder or deputy"),
        Rung.SECRETARY: N_("Village secretary"),
        Rung.COUNTY_ON_DUTY: N_("On duty in the county"),
        Rung.SUPERVISOR: N_("Supervisor"),
        Rung.LEADER: N_("Leader"),
        Rung.AGAIN: N_("Both desks, again"),
    },
    ClockCode: {
        ClockCode.REGISTRATION: N_("Registration"),
        ClockCode.NOTICE: N_("Notice"),
    },
}


def label(value: StrEnum, translate: Callable[[str], str]) -> str:
    """Word for one member of the vocabulary."""
    return translate(LABELS[type(value)][value])
