"""Every store keeps the promises of its port: the shipped contracts, on all three backends."""

from collections.abc import Callable
from datetime import datetime

import pytest
from tests.stores.backends import Stores, memory_stores, sql_stores
from tests.stores.filling import People

from garbridge.core.delegations import Declared
from garbridge.core.identifiers import PersonId
from garbridge.core.people import Person
from garbridge.ports import (
    ActivationStore,
    CallCounter,
    DeclaredDelegates,
    DelegationStore,
    DepartureStore,
    Directory,
    EntitlementStore,
    EntitlementWriter,
    IdentifierStore,
    IncidentLog,
    LaunchHistory,
    LaunchJournal,
    LaunchSearch,
    LaunchTrail,
    LeaseStore,
    Ledger,
    LinkStore,
    LookupJournal,
    MarkStore,
    MeasureStore,
    MergeStore,
    NewsFeedStore,
    NotificationLog,
    OfferStore,
    OneTimeStore,
    OrderStore,
    ParticipantStore,
    PendingLaunches,
    PolicyArchive,
    PortalSessionStore,
    ProblemStore,
    PublicationStore,
    QueueStore,
    ReceiptStore,
    RedemptionJournal,
    RequestStore,
    RestrictionStore,
    RevealStore,
    RollStore,
    RoundStore,
    RunStore,
    SchoolNatures,
    ServingLog,
    ShowcaseStore,
    TallyStore,
    TraceStore,
    Transaction,
    TurnStore,
    VignetteStore,
    YearPlans,
)
from garbridge.stores.sql.database import Database
from garbridge.testing import (
    SAMPLE,
    ActivationStoreContract,
    CallCounterContract,
    ChangingDirectoryContract,
    DeclaredDelegatesContract,
    DelegationStoreContract,
    DepartureStoreContract,
    DirectoryContract,
    EntitlementStoreContract,
    EntitlementWriterContract,
    IdentifierStoreContract,
    IncidentLogContract,
    KnownPeople,
    LaunchHistoryContract,
    LaunchJournalContract,
    LaunchSearchContract,
    LaunchTrailContract,
    LeaseStoreContract,
    LedgerContract,
    LinkStoreContract,
    LookupJournalContract,
    MarkStoreContract,
    MeasureStoreContract,
    MergeStoreContract,
    NewsFeedStoreContract,
    NotificationLogContract,
    OfferStoreContract,
    OneTimeStoreContract,
    OrderStoreContract,
    ParticipantStoreContract,
    PendingLaunchesContract,
    PolicyArchiveContract,
    PortalSessionStoreContract,
    ProblemStoreContract,
    PublicationStoreContract,
    QueueStoreContract,
    ReceiptStoreContract,
    RedemptionJournalContract,
    RequestStoreContract,
    RestrictionStoreContract,
    RevealStoreContract,
    RollStoreContract,
    RoundStoreContract,
    RuleContract,
    RunStoreContract,
    SchoolNaturesContract,
    ServingLogContract,
    ShowcaseStoreContract,
    TallyStoreContract,
    TraceStoreContract,
    TransactionContract,
    TurnStoreContract,
    VignetteStoreContract,
    YearPlansContract,
)
from garbridge.testing.world import NOW, TENANT


@pytest.fixture
def store(stores: Stores) -> EntitlementStore:
    """Return the store of entitlements."""
    return stores.store


@pytest.fixture
def writer(stores: Stores) -> EntitlementWriter:
    """Return what writes into it."""
    return stores.writer


@pytest.fixture
def ledger(stores: Stores) -> Ledger:
    """Return what was given, and the journal of it."""
    return stores.ledger


@pytest.fixture
def activations(stores: Stores) -> ActivationStore:
    """Return which resources with interaction are on."""
    return stores.activations


@pytest.fixture
def lookups(stores: Stores) -> LookupJournal:
    """Return the journal of look-ups."""
    return stores.lookups


@pytest.fixture
def identifiers(stores: Stores) -> IdentifierStore:
    """Return what is held about identifiers."""
    return stores.identifiers


@pytest.fixture
def turns(stores: Stores) -> TurnStore:
    """Return where the turn of the key is."""
    return stores.turns


@pytest.fixture
def reveals(stores: Stores) -> RevealStore:
    """Return who asked whose an identifier is."""
    return stores.reveals


@pytest.fixture
def leases(stores: Stores) -> LeaseStore:
    """Return who uses floating licences."""
    return stores.leases


@pytest.fixture
def enrol(stores: Stores) -> Callable[[Person], None]:
    """Return what puts somebody into the directory."""
    return lambda person: stores.put(person, NOW)


@pytest.fixture
def pending(stores: Stores) -> PendingLaunches:
    """Return the store of clicks."""
    return stores.pending


@pytest.fixture
def participants(stores: Stores) -> ParticipantStore:
    """Return who is signed in where."""
    return stores.participants


@pytest.fixture
def portal_sessions(stores: Stores) -> PortalSessionStore:
    """Return who is signed in by an upstream."""
    return stores.portal_sessions


@pytest.fixture
def one_time(stores: Stores) -> OneTimeStore:
    """Return the store of tickets."""
    return stores.one_time


@pytest.fixture
def journal(stores: Stores) -> LaunchJournal:
    """Return the journal."""
    return stores.journal


@pytest.fixture
def redemptions(stores: Stores) -> RedemptionJournal:
    """Return the journal of redemptions."""
    return stores.redemptions


@pytest.fixture
def delegations(stores: Stores) -> DelegationStore:
    """Return the delegations that were given."""
    return stores.delegations


@pytest.fixture
def declared(stores: Stores) -> DeclaredDelegates:
    """Return those that the directory states."""
    return stores.declared


@pytest.fixture
def declare(stores: Stores) -> Callable[[Declared], None]:
    """Return what states one, as an import does."""
    return stores.declare


@pytest.fixture
def orders(stores: Stores) -> OrderStore:
    """Return the store of orders."""
    return stores.orders


@pytest.fixture
def natures(stores: Stores) -> SchoolNatures:
    """Return the store of natures."""
    return stores.natures


@pytest.fixture
def served(stores: Stores) -> ServingLog:
    """Return up to where rules were served."""
    return stores.served


@pytest.fixture
def queue(stores: Stores) -> QueueStore:
    """Return what waits."""
    return stores.queue


@pytest.fixture
def notifications(stores: Stores) -> NotificationLog:
    """Return what people are told."""
    return stores.notifications


@pytest.fixture
def trail(stores: Stores) -> LaunchTrail:
    """Return to which providers somebody is known."""
    return stores.trail


@pytest.fixture
def history(stores: Stores) -> LaunchHistory:
    """Return what one person opened."""
    return stores.history


@pytest.fixture
def search(stores: Stores) -> LaunchSearch:
    """Return what finds a launch by its reference."""
    return stores.history


@pytest.fixture
def receipts(stores: Stores) -> ReceiptStore:
    """Return the sealed ledger."""
    return stores.receipts


@pytest.fixture
def tallies(stores: Stores) -> TallyStore:
    """Return what is counted of launches."""
    return stores.tallies


@pytest.fixture
def publications(stores: Stores) -> PublicationStore:
    """Return what was published."""
    return stores.publications


@pytest.fixture
def years(stores: Stores) -> YearPlans:
    """Return the turns of the school year."""
    return stores.years


@pytest.fixture
def transaction(stores: Stores) -> Transaction:
    """Return the transaction they share."""
    return stores.transaction


class TestEntitlementStore(EntitlementStoreContract):
    """Reading what was bought and given."""


class TestEntitlementWriter(EntitlementWriterContract):
    """Writing it."""


class TestOrderStore(OrderStoreContract):
    """What was ordered."""


class TestSchoolNatures(SchoolNaturesContract):
    """Kinds of schools."""


class TestLedger(LedgerContract):
    """Acts on licences."""


class TestRules(RuleContract):
    """Standing rules."""


class TestServingLog(ServingLogContract):
    """Up to where they were served."""


class TestActivationStore(ActivationStoreContract):
    """Resources with interaction."""


@pytest.fixture
def policies(stores: Stores) -> PolicyArchive:
    """Return the archive of policies."""
    return stores.policies


class TestPolicyArchive(PolicyArchiveContract):
    """What was in force, and since when."""


@pytest.fixture
def links(stores: Stores) -> LinkStore:
    """Return what was linked deeply."""
    return stores.links


@pytest.fixture
def marks(stores: Stores) -> MarkStore:
    """Return what people marked and opened lately."""
    return stores.marks


@pytest.fixture
def offers(stores: Stores) -> OfferStore:
    """Return the last good catalogue of the GAR."""
    return stores.offers


@pytest.fixture
def showcases(stores: Stores) -> ShowcaseStore:
    """Return what schools put forward."""
    return stores.showcases


@pytest.fixture
def vignettes(stores: Stores) -> VignetteStore:
    """Return the copies of pictures."""
    return stores.vignettes


@pytest.fixture
def feeds(stores: Stores) -> NewsFeedStore:
    """Return where feed readers find what is new."""
    return stores.feeds


@pytest.fixture
def runs(stores: Stores) -> RunStore:
    """Return what a timer ran."""
    return stores.runs


@pytest.fixture
def problems(stores: Stores) -> ProblemStore:
    """Return the problems that somebody follows up."""
    return stores.problems


@pytest.fixture
def incidents(stores: Stores) -> IncidentLog:
    """Return what people were shown that never became a launch."""
    return stores.incidents


@pytest.fixture
def merges(stores: Stores) -> MergeStore:
    """Return what merges brought over."""
    return stores.merges


@pytest.fixture
def calls(stores: Stores) -> CallCounter:
    """Return what counts how often other machines ask."""
    return stores.calls


@pytest.fixture
def measures(stores: Stores) -> MeasureStore:
    """Return what is counted for a monitor."""
    return stores.measures


@pytest.fixture
def rounds(stores: Stores) -> RoundStore:
    """Return what is given at several schools."""
    return stores.rounds


@pytest.fixture
def rolls(stores: Stores) -> RollStore:
    """Return the rolls of schools."""
    return stores.rolls


@pytest.fixture
def restrictions(stores: Stores) -> RestrictionStore:
    """Return who objects to what, and who is protected."""
    return stores.restrictions


@pytest.fixture
def departures(stores: Stores) -> DepartureStore:
    """Return what providers are told of those who left."""
    return stores.departures


class TestDepartureStore(DepartureStoreContract):
    """What providers are told of those who left."""


@pytest.fixture
def requests(stores: Stores) -> RequestStore:
    """Return what people ask by their rights."""
    return stores.requests


class TestRequestStore(RequestStoreContract):
    """What people ask by their rights."""


@pytest.fixture
def traces(stores: Stores) -> TraceStore:
    """Return where people are named."""
    return stores.traces


class TestTraceStore(TraceStoreContract):
    """Where people are named, and what is over."""


class TestRestrictionStore(RestrictionStoreContract):
    """Who objects to what, and who is protected."""


class TestRunStore(RunStoreContract):
    """What a timer ran."""


class TestCallCounter(CallCounterContract):
    """How often other machines ask."""


class TestIncidentLog(IncidentLogContract):
    """What people were shown that never became a launch."""


class TestMergeStore(MergeStoreContract):
    """What merges brought over."""


class TestProblemStore(ProblemStoreContract):
    """Problems that somebody follows up."""


class TestMeasureStore(MeasureStoreContract):
    """Figures for a monitor."""


class TestLinkStore(LinkStoreContract):
    """What was linked deeply."""


class TestMarkStore(MarkStoreContract):
    """What people marked and opened lately."""


class TestShowcaseStore(ShowcaseStoreContract):
    """What schools put forward."""


class TestOfferStore(OfferStoreContract):
    """The last good catalogue of the GAR."""


class TestVignetteStore(VignetteStoreContract):
    """Copies of pictures."""


class TestRoundStore(RoundStoreContract):
    """What is given at several schools, a few of them at a time."""


class TestNewsFeedStore(NewsFeedStoreContract):
    """Where feed readers find what is new."""


class TestRollStore(RollStoreContract):
    """Who was there when a school was last looked at."""


class TestIdentifierStore(IdentifierStoreContract):
    """Who has an identifier that is not derived."""


class TestTurnStore(TurnStoreContract):
    """Where each provider is between two keys."""


class TestRevealStore(RevealStoreContract):
    """Who asked whose an identifier is."""


class TestLookupJournal(LookupJournalContract):
    """Who looked up whom."""


class TestPortalSessionStore(PortalSessionStoreContract):
    """Memory, SQLite and PostgreSQL."""


class TestParticipantStore(ParticipantStoreContract):
    """Who is signed in where."""


class TestLeaseStore(LeaseStoreContract):
    """Floating licences in use."""


class TestQueueStore(QueueStoreContract):
    """Arrivals and departures."""


class TestNotificationLog(NotificationLogContract):
    """Who is told of them."""


class TestLaunchTrail(LaunchTrailContract):
    """To which providers somebody is known."""


class TestLaunchHistory(LaunchHistoryContract):
    """What one person opened."""


class TestLaunchSearch(LaunchSearchContract):
    """What became of a launch."""


class TestReceiptStore(ReceiptStoreContract):
    """The sealed ledger."""


class TestTallyStore(TallyStoreContract):
    """What is counted of launches."""


class TestPublicationStore(PublicationStoreContract):
    """What was published."""


class TestPendingLaunches(PendingLaunchesContract):
    """Clicks."""


class TestOneTimeStore(OneTimeStoreContract):
    """Tickets, codes and handles."""


class TestLaunchJournal(LaunchJournalContract):
    """Launches."""


class TestRedemptionJournal(RedemptionJournalContract):
    """What became of tickets."""


class TestDelegationStore(DelegationStoreContract):
    """Who was let assign, and the journal of it."""


class TestDeclaredDelegates(DeclaredDelegatesContract):
    """Whom the directory states."""


class TestYearPlans(YearPlansContract):
    """Turns of the school year."""


class TestTransaction(TransactionContract):
    """All of them at once."""


class TestChangingDirectory(ChangingDirectoryContract):
    """Who was added, changed or removed."""

    @pytest.fixture
    def directory(self, stores: Stores) -> Directory:
        """Return an empty directory."""
        return stores.directory

    @pytest.fixture
    def put(self, stores: Stores) -> Callable[[Person, datetime], None]:
        """Return what adds or replaces somebody."""
        return stores.put

    @pytest.fixture
    def remove(self, stores: Stores) -> Callable[[PersonId, datetime], None]:
        """Return what removes somebody."""
        return stores.remove


class TestMemoryDirectory(DirectoryContract):
    """The reference directory."""

    @pytest.fixture
    def known(self) -> KnownPeople:
        """Return people who break naive code."""
        return SAMPLE

    @pytest.fixture
    def directory(self, known: KnownPeople) -> Directory:
        """Return a directory with them."""
        return memory_stores(known).directory


class TestSqlDirectory(DirectoryContract):
    """The directory in our tables."""

    @pytest.fixture
    def known(self) -> KnownPeople:
        """Return people who break naive code."""
        return SAMPLE

    @pytest.fixture
    def directory(self, known: KnownPeople, database: Database) -> Directory:
        """Return a directory with them."""
        stores = sql_stores(database)
        for school in known.schools:
            People(database, TENANT).put_school(school)
        for person in known.people:
            stores.put(person, NOW)
        return stores.directory
