"""What the services need from outside, one small Protocol for each need, and the wire values.

A port is written for the person who implements it: what is asked, what an empty answer is, which
error may be raised.  ``garbridge.testing`` holds a contract class for each store port.  The
submodules keep a topic each; everything is imported from here.
"""

from garbridge.ports.activations import ActivationStore
from garbridge.ports.calls import CallCounter
from garbridge.ports.delegations import DeclaredDelegates, DelegationStore
from garbridge.ports.departures import DepartureStore
from garbridge.ports.directory import Directory
from garbridge.ports.fetching import Fetched, Fetcher, Unfetched, UnfetchedReason
from garbridge.ports.figures import PublicationStore, Reckoned, TallyStore
from garbridge.ports.identifiers import IdentifierStore
from garbridge.ports.importing import (
    Batch,
    Change,
    Difference,
    Export,
    Finding,
    Findings,
    Form,
    Gathering,
    GatheringArea,
    Row,
    RowKind,
    SchoolChange,
    Staging,
    StagingArea,
)
from garbridge.ports.jobs import RunStore
from garbridge.ports.launching import (
    Answer,
    AnswerableError,
    BackChannel,
    Detail,
    LaunchRecord,
    Obstacle,
    OneTimeClaim,
    OneTimeEntry,
    Participant,
    PendingLaunch,
    ProtocolAdapter,
    Redemption,
    SessionId,
    SignInRequest,
)
from garbridge.ports.leases import LeaseStore
from garbridge.ports.ledger import Ledger
from garbridge.ports.links import (
    ChosenContent,
    ContentItem,
    ContentReader,
    Initiation,
    LinkStore,
    Start,
)
from garbridge.ports.logout import (
    Asking,
    BackChannelLogout,
    Courier,
    FrontChannelLogout,
    LogoutAnswered,
    LogoutAsked,
    LogoutNotice,
)
from garbridge.ports.lookups import LookupJournal
from garbridge.ports.marks import MarkStore
from garbridge.ports.measures import MeasureStore
from garbridge.ports.merges import MergeStore
from garbridge.ports.national import (
    KeptList,
    KeptLists,
    ListRead,
    NationalLists,
    NationalOffer,
    OfferRead,
    OfferStore,
)
from garbridge.ports.news import NewsFeedStore
from garbridge.ports.noted_incidents import IncidentLog
from garbridge.ports.orders import OrderStore, SchoolNatures
from garbridge.ports.outside import Alarms, Clock, Confirmation, TokenSource
from garbridge.ports.participants import ParticipantStore, Sealer, SessionEntry
from garbridge.ports.policies import PolicyArchive
from garbridge.ports.problems import ProblemStore
from garbridge.ports.queue import NotificationLog, Notifier, QueueStore
from garbridge.ports.receipts import ReceiptStore, Sealed, Unsealed, facts_of
from garbridge.ports.requests import RequestStore
from garbridge.ports.restrictions import RestrictionStore
from garbridge.ports.reveals import HolderKeys, RevealStore
from garbridge.ports.rolls import RollStore
from garbridge.ports.rounds import RoundStore
from garbridge.ports.rules import Served, ServingLog
from garbridge.ports.showcase import ShowcaseStore
from garbridge.ports.stores import (
    EntitlementStore,
    EntitlementWriter,
    LaunchHistory,
    LaunchJournal,
    LaunchRecords,
    LaunchSearch,
    LaunchTrail,
    OneTimeStore,
    PendingLaunches,
    RedemptionJournal,
    Transaction,
)
from garbridge.ports.traces import TraceStore
from garbridge.ports.turns import TurnStore
from garbridge.ports.upstream import (
    AccountFinder,
    Attributes,
    Authenticated,
    Begun,
    Declined,
    Leaving,
    PortalSession,
    PortalSessionStore,
    UpstreamAdapter,
    UpstreamAnswered,
    UpstreamAsked,
    UpstreamEnded,
    UpstreamFrontLogout,
    Wish,
)
from garbridge.ports.vignettes import (
    NewPicture,
    PictureAnswer,
    PictureSource,
    SamePicture,
    VignetteStore,
)
from garbridge.ports.wire import AutoPostForm, Document, Redirect, WireRequest, WireResponse
from garbridge.ports.years import YearPlans

__all__ = [
    "AccountFinder",
    "ActivationStore",
    "Alarms",
    "Answer",
    "AnswerableError",
    "Asking",
    "Attributes",
    "Authenticated",
    "AutoPostForm",
    "BackChannel",
    "BackChannelLogout",
    "Batch",
    "Begun",
    "CallCounter",
    "Change",
    "ChosenContent",
    "Clock",
    "Confirmation",
    "ContentItem",
    "ContentReader",
    "Courier",
    "DeclaredDelegates",
    "Declined",
    "DelegationStore",
    "DepartureStore",
    "Detail",
    "Difference",
    "Directory",
    "Document",
    "EntitlementStore",
    "EntitlementWriter",
    "Export",
    "Fetched",
    "Fetcher",
    "Finding",
    "Findings",
    "Form",
    "FrontChannelLogout",
    "Gathering",
    "GatheringArea",
    "HolderKeys",
    "IdentifierStore",
    "IncidentLog",
    "Initiation",
    "KeptList",
    "KeptLists",
    "LaunchHistory",
    "LaunchJournal",
    "LaunchRecord",
    "LaunchRecords",
    "LaunchSearch",
    "LaunchTrail",
    "LeaseStore",
    "Leaving",
    "Ledger",
    "LinkStore",
    "ListRead",
    "LogoutAnswered",
    "LogoutAsked",
    "LogoutNotice",
    "LookupJournal",
    "MarkStore",
    "MeasureStore",
    "MergeStore",
    "NationalLists",
    "NationalOffer",
    "NewPicture",
    "NewsFeedStore",
    "NotificationLog",
    "Notifier",
    "Obstacle",
    "OfferRead",
    "OfferStore",
    "OneTimeClaim",
    "OneTimeEntry",
    "OneTimeStore",
    "OrderStore",
    "Participant",
    "ParticipantStore",
    "PendingLaunch",
    "PendingLaunches",
    "PictureAnswer",
    "PictureSource",
    "PolicyArchive",
    "PortalSession",
    "PortalSessionStore",
    "ProblemStore",
    "ProtocolAdapter",
    "PublicationStore",
    "QueueStore",
    "ReceiptStore",
    "Reckoned",
    "Redemption",
    "RedemptionJournal",
    "Redirect",
    "RequestStore",
    "RestrictionStore",
    "RevealStore",
    "RollStore",
    "RoundStore",
    "Row",
    "RowKind",
    "RunStore",
    "SamePicture",
    "SchoolChange",
    "SchoolNatures",
    "Sealed",
    "Sealer",
    "Served",
    "ServingLog",
    "SessionEntry",
    "SessionId",
    "ShowcaseStore",
    "SignInRequest",
    "Staging",
    "StagingArea",
    "Start",
    "TallyStore",
    "TokenSource",
    "TraceStore",
    "Transaction",
    "TurnStore",
    "Unfetched",
    "UnfetchedReason",
    "Unsealed",
    "UpstreamAdapter",
    "UpstreamAnswered",
    "UpstreamAsked",
    "UpstreamEnded",
    "UpstreamFrontLogout",
    "VignetteStore",
    "WireRequest",
    "WireResponse",
    "Wish",
    "YearPlans",
    "facts_of",
]
