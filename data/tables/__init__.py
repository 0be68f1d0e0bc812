"""One row type per file; importing the package knows them all."""

from data.tables.account import Account
from data.tables.agent import Agent
from data.tables.assignment import Assignment
from data.tables.base import Base
from data.tables.clock import Clock
from data.tables.database_setting import DatabaseSetting
from data.tables.grid import Grid
from data.tables.grid_version import GridVersion
from data.tables.household import Household
from data.tables.household_contact import HouseholdContact
from data.tables.issue import Issue
from data.tables.issue_event import IssueEvent
from data.tables.layer_feature import LayerFeature
from data.tables.membership import Membership
from data.tables.mine import Mine
from data.tables.office import Office
from data.tables.party import Party
from data.tables.party_contact import PartyContact
from data.tables.petitioner import Petitioner
from data.tables.petitioner_contact import PetitionerContact
from data.tables.placement import Placement
from data.tables.post import Post
from data.tables.region import Region
from data.tables.report_key import ReportKey
from data.tables.unit import Unit
from data.tables.working_face import WorkingFace

__all__ = [
    "Account",
    "Agent",
    "Assignment",
    "Base",
    "Clock",
    "DatabaseSetting",
    "Grid",
    "GridVersion",
    "Household",
    "HouseholdContact",
    "Issue",
    "IssueEvent",
    "LayerFeature",
    "Membership",
    "Mine",
    "Office",
    "Party",
    "PartyContact",
    "Petitioner",
    "PetitionerContact",
    "Placement",
    "Post",
    "Region",
    "ReportKey",
    "Unit",
    "WorkingFace",
]
