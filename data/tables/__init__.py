"""One row type per file; importing the package knows them all."""

from data.tables.absence import Absence
from data.tables.account import Account
from data.tables.account_session import AccountSession
from data.tables.agent import Agent
from data.tables.alert import Alert
from data.tables.api_key import ApiKey
from data.tables.assignment import Assignment
from data.tables.attachment import Attachment
from data.tables.audit_entry import AuditEntry
from data.tables.base import Base
from data.tables.boundary_change import BoundaryChange
from data.tables.bulk_file import BulkFile
from data.tables.bulk_problem import BulkProblem
from data.tables.chain_head import ChainHead
from data.tables.changed_grid import ChangedGrid
from data.tables.changed_member import ChangedMember
from data.tables.clock import Clock
from data.tables.column_mapping import ColumnMapping
from data.tables.counted_atom import CountedAtom
from data.tables.database_setting import DatabaseSetting
from data.tables.delivery import Delivery
from data.tables.event_note import EventNote
from data.tables.former_name import FormerName
from data.tables.grid import Grid
from data.tables.grid_proposal import GridProposal
from data.tables.grid_version import GridVersion
from data.tables.handover import Handover
from data.tables.household import Household
from data.tables.household_contact import HouseholdContact
from data.tables.household_pin import HouseholdPin
from data.tables.household_position import HouseholdPosition
from data.tables.issue import Issue
from data.tables.issue_event import IssueEvent
from data.tables.issue_link import IssueLink
from data.tables.layer_feature import LayerFeature
from data.tables.membership import Membership
from data.tables.mine import Mine
from data.tables.office import Office
from data.tables.outside_order import OutsideOrder
from data.tables.party import Party
from data.tables.party_contact import PartyContact
from data.tables.petitioner import Petitioner
from data.tables.petitioner_contact import PetitionerContact
from data.tables.placement import Placement
from data.tables.post import Post
from data.tables.proposed_grid import ProposedGrid
from data.tables.proposed_member import ProposedMember
from data.tables.published_count import PublishedCount
from data.tables.rating import Rating
from data.tables.region import Region
from data.tables.report_key import ReportKey
from data.tables.role_grant import RoleGrant
from data.tables.shift import Shift
from data.tables.sign_in_attempt import SignInAttempt
from data.tables.sitting import Sitting
from data.tables.unit import Unit
from data.tables.webhook import Webhook
from data.tables.working_face import WorkingFace

__all__ = [
    "Absence",
    "Account",
    "AccountSession",
    "Agent",
    "Alert",
    "ApiKey",
    "Assignment",
    "Attachment",
    "AuditEntry",
    "Base",
    "BoundaryChange",
    "BulkFile",
    "BulkProblem",
    "ChainHead",
    "ChangedGrid",
    "ChangedMember",
    "Clock",
    "ColumnMapping",
    "CountedAtom",
    "DatabaseSetting",
    "Delivery",
    "EventNote",
    "FormerName",
    "Grid",
    "GridProposal",
    "GridVersion",
    "Handover",
    "Household",
    "HouseholdContact",
    "HouseholdPin",
    "HouseholdPosition",
    "Issue",
    "IssueEvent",
    "IssueLink",
    "LayerFeature",
    "Membership",
    "Mine",
    "Office",
    "OutsideOrder",
    "Party",
    "PartyContact",
    "Petitioner",
    "PetitionerContact",
    "Placement",
    "Post",
    "ProposedGrid",
    "ProposedMember",
    "PublishedCount",
    "Rating",
    "Region",
    "ReportKey",
    "RoleGrant",
    "Shift",
    "SignInAttempt",
    "Sitting",
    "Unit",
    "Webhook",
    "WorkingFace",
]
