"""What a portal needs to test its integration: contracts of the ports, and a small world.

A contract is a class of pytest tests.  Subclass it, give it the fixtures its module names, and
your own store or directory is held to the same promises as ours::

    # conftest.py
    pytest.register_assert_rewrite("garbridge.testing")

    # test_directory.py
    class TestOurDirectory(DirectoryContract):
        ...

``new_keys`` makes the keys that a configuration names, for tests of the portal as a whole.
"""

from garbridge.testing.activations import ActivationStoreContract
from garbridge.testing.calls import CallCounterContract
from garbridge.testing.delegations import DeclaredDelegatesContract, DelegationStoreContract
from garbridge.testing.departures import DepartureStoreContract
from garbridge.testing.directory import ChangingDirectoryContract, DirectoryContract
from garbridge.testing.entitlements import EntitlementStoreContract
from garbridge.testing.figures import PublicationStoreContract, TallyStoreContract
from garbridge.testing.identifiers import IdentifierStoreContract
from garbridge.testing.jobs import RunStoreContract
from garbridge.testing.journal import (
    LaunchHistoryContract,
    LaunchJournalContract,
    LaunchSearchContract,
    LaunchTrailContract,
)
from garbridge.testing.leases import LeaseStoreContract
from garbridge.testing.ledger import LedgerContract
from garbridge.testing.licences import EntitlementWriterContract
from garbridge.testing.links import LinkStoreContract
from garbridge.testing.lookups import LookupJournalContract
from garbridge.testing.marks import MarkStoreContract
from garbridge.testing.measures import MeasureStoreContract
from garbridge.testing.merges import MergeStoreContract
from garbridge.testing.news import NewsFeedStoreContract
from garbridge.testing.noted_incidents import IncidentLogContract
from garbridge.testing.offer import OfferStoreContract
from garbridge.testing.onetime import OneTimeStoreContract
from garbridge.testing.orders import OrderStoreContract, SchoolNaturesContract
from garbridge.testing.participants import ParticipantStoreContract
from garbridge.testing.pending import PendingLaunchesContract
from garbridge.testing.policies import PolicyArchiveContract
from garbridge.testing.portal_sessions import PortalSessionStoreContract
from garbridge.testing.problems import ProblemStoreContract
from garbridge.testing.queue import NotificationLogContract, QueueStoreContract
from garbridge.testing.receipts import ReceiptStoreContract
from garbridge.testing.redemptions import RedemptionJournalContract
from garbridge.testing.requests import RequestStoreContract
from garbridge.testing.restrictions import RestrictionStoreContract
from garbridge.testing.reveals import RevealStoreContract
from garbridge.testing.rolls import RollStoreContract
from garbridge.testing.rounds import RoundStoreContract
from garbridge.testing.rules import RuleContract, ServingLogContract
from garbridge.testing.sample import SAMPLE, KnownPeople
from garbridge.testing.showcase import ShowcaseStoreContract
from garbridge.testing.traces import TraceStoreContract
from garbridge.testing.transaction import TransactionContract
from garbridge.testing.turns import TurnStoreContract
from garbridge.testing.vignettes import VignetteStoreContract
from garbridge.testing.years import YearPlansContract
from garbridge.wiring import new_keys

__all__ = [
    "SAMPLE",
    "ActivationStoreContract",
    "CallCounterContract",
    "ChangingDirectoryContract",
    "DeclaredDelegatesContract",
    "DelegationStoreContract",
    "DepartureStoreContract",
    "DirectoryContract",
    "EntitlementStoreContract",
    "EntitlementWriterContract",
    "IdentifierStoreContract",
    "IncidentLogContract",
    "KnownPeople",
    "LaunchHistoryContract",
    "LaunchJournalContract",
    "LaunchSearchContract",
    "LaunchTrailContract",
    "LeaseStoreContract",
    "LedgerContract",
    "LinkStoreContract",
    "LookupJournalContract",
    "MarkStoreContract",
    "MeasureStoreContract",
    "MergeStoreContract",
    "NewsFeedStoreContract",
    "NotificationLogContract",
    "OfferStoreContract",
    "OneTimeStoreContract",
    "OrderStoreContract",
    "ParticipantStoreContract",
    "PendingLaunchesContract",
    "PolicyArchiveContract",
    "PortalSessionStoreContract",
    "ProblemStoreContract",
    "PublicationStoreContract",
    "QueueStoreContract",
    "ReceiptStoreContract",
    "RedemptionJournalContract",
    "RequestStoreContract",
    "RestrictionStoreContract",
    "RevealStoreContract",
    "RollStoreContract",
    "RoundStoreContract",
    "RuleContract",
    "RunStoreContract",
    "SchoolNaturesContract",
    "ServingLogContract",
    "ShowcaseStoreContract",
    "TallyStoreContract",
    "TraceStoreContract",
    "TransactionContract",
    "TurnStoreContract",
    "VignetteStoreContract",
    "YearPlansContract",
    "new_keys",
]
