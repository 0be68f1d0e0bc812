"""The closed lists of words that rules, rows and pages share."""

from enum import StrEnum


class Stage(StrEnum):
    """五步法: the five steps of an issue."""

    COLLECT = "collect"
    REGISTER = "register"
    HANDLE = "handle"
    FEEDBACK = "feedback"
    ARCHIVE = "archive"


class Level(StrEnum):
    """层级: who has the issue now; `ABOVE` is above the county, outside this database."""

    GRID = "grid"
    VILLAGE = "village"
    TOWNSHIP = "township"
    COUNTY = "county"
    ABOVE = "above"


class RegionLevel(StrEnum):
    """Depth of a region in the official tree, or of a place in a free scheme."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"


class Channel(StrEnum):
    """渠道: how an issue came in (信访工作条例 art. 17 and local channels)."""

    VISIT = "visit"
    TALK_ROOM = "talk-room"
    HOTLINE = "hotline"
    ONLINE = "online"
    LETTER = "letter"
    PHONE = "phone"
    INSPECTION = "inspection"
    ACCUSATION = "accusation"
    IMPORT = "import"


class Kind(StrEnum):
    """类别: the three kinds of 信访工作条例 art. 29-31."""

    SUGGESTION = "suggestion"
    ACCUSATION = "accusation"
    CLAIM = "claim"


class Category(StrEnum):
    """事项分类: the rural tree, first level."""

    LAND = "land"
    MINING_SUBSIDENCE = "mining-subsidence"
    HOUSING = "housing"
    WATER = "water"
    ROADS = "roads"
    ENVIRONMENT = "environment"
    WELFARE = "welfare"
    NEIGHBOURS = "neighbours"
    FAMILY = "family"
    WAGES = "wages"
    CADRE_CONDUCT = "cadre-conduct"
    SAFETY_HAZARD = "safety-hazard"
    PUBLIC_SERVICES = "public-services"
    OTHER = "other"


class Role(StrEnum):
    """Who an account may act as; the values are the keys of demo-accounts.json."""

    AGENT = "agent"
    SECRETARY = "secretary"
    TOWNSHIP = "township"
    COUNTY = "county"
    SCREENER = "screener"
    HANDLER = "handler"
    PLANNER = "planner"
    SUPERVISOR = "supervisor"
    LEADER = "leader"
    ADMIN = "admin"
    AUDITOR = "auditor"
    INTEGRATION = "integration"


class Purpose(StrEnum):
    """What somebody reads for; anything but `READ` is stated by the reader and kept."""

    READ = "read"
    PLACE = "place"
    CONTACT = "contact"
    VERIFY = "verify"
    LEGAL_DUTY = "legal-duty"
    EXPORT = "export"


class Precision(StrEnum):
    """How exactly a reader is shown where something is."""

    EXACT = "exact"
    MOVED = "moved"
    AREA = "area"


class Duty(StrEnum):
    """岗位: what a post asks of its holder."""

    HOLDER = "holder"
    DEPUTY = "deputy"
    SECRETARY = "secretary"
    INTAKE = "intake"
    CIRCULATION = "circulation"
    SUPERVISION = "supervision"
    ON_DUTY = "on-duty"


class OfficeKind(StrEnum):
    """What an office is to the residents."""

    POINT = "point"
    STATION = "station"
    CENTRE = "centre"
    TALK_ROOM = "talk-room"


class AbsenceKind(StrEnum):
    """Why somebody does not work for some days."""

    LEAVE = "leave"
    SICK = "sick"
    TRAINING = "training"
    OTHER = "other"


class GridKind(StrEnum):
    """Households' grids, and those of one place that has no neighbours in its size: 专属网格."""

    HOUSEHOLD = "household"
    SCHOOL = "school"
    MINE = "mine"
    MARKET = "market"
    SPECIAL = "special"


class ChangeKind(StrEnum):
    """How the boundaries of a village's grids are changed."""

    DRAW = "draw"
    IMPORT = "import"
    SPLIT = "split"
    MERGE = "merge"
    MOVE = "move"
    RESHAPE = "reshape"


class ChangeStatus(StrEnum):
    """Where a change of boundaries stands; `APPROVED` waits for its day."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    ENACTED = "enacted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    OUTDATED = "outdated"


class GridFate(StrEnum):
    """What a change does to a grid; `CORNER` keeps its ground and gets a corner on an edge."""

    NEW = "new"
    REDRAWN = "redrawn"
    RETIRED = "retired"
    CORNER = "corner"


class PositionMethod(StrEnum):
    """How the position of a house was found."""

    IMPORT = "import"
    SURVEY = "survey"
    FOOTPRINT = "footprint"
    HAND = "hand"


class PlacementMethod(StrEnum):
    """How the position of an issue was found, most trusted first.

    A point comes from a device or another system, a pin from a hand on a map; an address gave a
    point or at least a grid, a village only says where to look.
    """

    HOUSEHOLD = "household"
    POINT = "point"
    PIN = "pin"
    ADDRESS = "address"
    VILLAGE = "village"
    NONE = "none"


class EvidenceKind(StrEnum):
    """What spoke for a position, most trusted first."""

    HOUSEHOLD = "household"
    PHONE = "phone"
    HEAD = "head"
    POINT = "point"
    PIN = "pin"
    ADDRESS = "address"
    TEXT = "text"
    VILLAGE = "village"


class Confidence(StrEnum):
    """How far a placement can be trusted."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NONE = "none"


class Light(StrEnum):
    """State of a clock: shape, word and colour follow from it."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    STOPPED = "stopped"


class Datum(StrEnum):
    """Datum a coordinate was given in; everything kept is WGS 84."""

    WGS84 = "wgs84"
    CGCS2000 = "cgcs2000"
    GCJ02 = "gcj02"
    BD09 = "bd09"


class ProposalStatus(StrEnum):
    """Where a proposal of grids for a village stands."""

    WORKING = "working"
    PROPOSED = "proposed"
    FAILED = "failed"
    SIGNED = "signed"
    WITHDRAWN = "withdrawn"


class PinKind(StrEnum):
    """What a pin by hand says of two households of a village."""

    TOGETHER = "together"
    APART = "apart"


class Scheme(StrEnum):
    """Code scheme of a database: China's 12-digit codes, or any other country's own."""

    CN12 = "cn12"
    FREE = "free"


class CategoryBy(StrEnum):
    """Who said what an issue is about; `OPEN` waits for a person to say it."""

    SAID = "said"
    RULE = "rule"
    PERSON = "person"
    OPEN = "open"


class SittingKind(StrEnum):
    """说事 a session of a talk room, 排查 a round of inspection."""

    TALK_ROOM = "talk-room"
    INSPECTION = "inspection"


class BulkState(StrEnum):
    """Where a file of reports stands; a draft was tried and waits for its word."""

    DRAFT = "draft"
    RUNNING = "running"
    DONE = "done"
