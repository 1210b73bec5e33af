"""One tenant's stores, whatever they are made of."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from garbridge.core.identifiers import TenantId
from garbridge.ports import (
    ActivationStore,
    CallCounter,
    Clock,
    DeclaredDelegates,
    DelegationStore,
    DepartureStore,
    Directory,
    EntitlementStore,
    EntitlementWriter,
    IdentifierStore,
    IncidentLog,
    LaunchHistory,
    LaunchRecords,
    LaunchSearch,
    LaunchTrail,
    LeaseStore,
    Ledger,
    LinkStore,
    LookupJournal,
    MarkStore,
    MeasureStore,
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
    StagingArea,
    TallyStore,
    TokenSource,
    TraceStore,
    Transaction,
    TurnStore,
    VignetteStore,
    YearPlans,
)
from garbridge.stores.sql.activations import SqlActivations
from garbridge.stores.sql.calls import SqlCalls
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.delegations import SqlDelegations
from garbridge.stores.sql.departures import SqlDepartures
from garbridge.stores.sql.directory import SqlDirectory
from garbridge.stores.sql.entitlement_writer import SqlEntitlementWriter
from garbridge.stores.sql.entitlements import SqlEntitlements
from garbridge.stores.sql.identifiers import SqlIdentifiers
from garbridge.stores.sql.importing import SqlStagingArea
from garbridge.stores.sql.jobs import SqlRuns
from garbridge.stores.sql.journal import SqlJournal
from garbridge.stores.sql.leases import SqlLeases
from garbridge.stores.sql.ledger import SqlLedger
from garbridge.stores.sql.links import SqlLinks
from garbridge.stores.sql.lookups import SqlLookups
from garbridge.stores.sql.marks import SqlMarks
from garbridge.stores.sql.measures import SqlMeasures
from garbridge.stores.sql.migrating import Status as TablesStatus
from garbridge.stores.sql.migrating import status
from garbridge.stores.sql.news import SqlNewsFeeds
from garbridge.stores.sql.noted_incidents import SqlIncidentLog
from garbridge.stores.sql.offer import SqlOffer
from garbridge.stores.sql.onetime import SqlOneTimeStore
from garbridge.stores.sql.orders import SqlOrders
from garbridge.stores.sql.participants import SqlParticipants
from garbridge.stores.sql.pending import SqlPendingLaunches
from garbridge.stores.sql.policies import SqlPolicies
from garbridge.stores.sql.portal_sessions import SqlPortalSessions
from garbridge.stores.sql.problems import SqlProblems
from garbridge.stores.sql.publications import SqlPublications
from garbridge.stores.sql.queue import SqlNotifications, SqlQueue
from garbridge.stores.sql.receipts import SqlReceipts
from garbridge.stores.sql.redemptions import SqlRedemptions
from garbridge.stores.sql.requests import SqlRequests
from garbridge.stores.sql.restrictions import SqlRestrictions
from garbridge.stores.sql.reveals import SqlReveals
from garbridge.stores.sql.rolls import SqlRolls
from garbridge.stores.sql.rounds import SqlRounds
from garbridge.stores.sql.serving import SqlServingLog
from garbridge.stores.sql.showcase import SqlShowcase
from garbridge.stores.sql.tallies import SqlTallies
from garbridge.stores.sql.traces import SqlTraces
from garbridge.stores.sql.turns import SqlTurns
from garbridge.stores.sql.vignettes import SqlVignettes
from garbridge.stores.sql.years import SqlYearPlans


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What whoever runs the portal looks at: what a timer ran, problems, figures, the tables.

    ``incidents`` are what people were shown that never became a launch; ``calls`` counts how often
    other machines ask.
    ``tables`` asks the database, and returns ``None`` where there is none to ask.
    """

    runs: RunStore
    problems: ProblemStore
    incidents: IncidentLog
    measures: MeasureStore
    tables: Callable[[], TablesStatus | None]
    calls: CallCounter


@dataclass(frozen=True, slots=True)
class MediacentreStores:
    """What is kept beside rights: marks, what is put forward, the GAR’s catalogue, and so on."""

    marks: MarkStore
    showcase: ShowcaseStore
    offer: OfferStore
    vignettes: VignetteStore
    feeds: NewsFeedStore


@dataclass(frozen=True, slots=True)
class GivingStores:
    """How far it has come what is given bit by bit: by rules, and at several schools."""

    served: ServingLog
    rounds: RoundStore


class Delegates(DelegationStore, DeclaredDelegates, Protocol):
    """Those that a head made, and those that the directory states."""


class Orders(OrderStore, SchoolNatures, Protocol):
    """What was ordered, and of which kind schools are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """Every store port of one tenant; they share one transaction."""

    directory: Directory
    entitlements: EntitlementStore
    writer: EntitlementWriter
    ledger: Ledger
    leases: LeaseStore
    activations: ActivationStore
    identifiers: IdentifierStore
    turns: TurnStore
    reveals: RevealStore
    links: LinkStore
    lookups: LookupJournal
    policies: PolicyArchive
    rolls: RollStore | None
    pending: PendingLaunches
    once: OneTimeStore
    participants: ParticipantStore
    sessions: PortalSessionStore
    journal: LaunchRecords
    receipts: ReceiptStore
    tallies: TallyStore
    publications: PublicationStore
    redemptions: RedemptionJournal
    restrictions: RestrictionStore
    requests: RequestStore
    departures: DepartureStore
    traces: TraceStore
    transaction: Transaction
    staging: StagingArea
    delegations: Delegates
    orders: Orders
    giving: GivingStores
    queue: QueueStore
    notifications: NotificationLog
    years: YearPlans
    upkeep: Upkeep
    mediacentre: MediacentreStores

    @property
    def served(self) -> ServingLog:
        """Return up to where the rules were served."""
        return self.giving.served

    @property
    def rounds(self) -> RoundStore:
        """Return what somebody gives at several schools."""
        return self.giving.rounds

    @property
    def declared(self) -> DeclaredDelegates:
        """Return the delegates that the directory states."""
        return self.delegations

    @property
    def natures(self) -> SchoolNatures:
        """Return of which kind schools are."""
        return self.orders

    @property
    def trail(self) -> LaunchTrail:
        """Return who knows whom."""
        return self.journal

    @property
    def search(self) -> LaunchSearch:
        """Return what finds a launch by the reference that somebody was shown."""
        return self.journal

    @property
    def history(self) -> LaunchHistory:
        """Return what one person opened, for that person."""
        return self.journal


def sql_stores(
    database: Database,
    tenant: TenantId,
    clock: Clock,
    tokens: TokenSource,
    directory: Directory | None = None,
) -> Stores:
    """Return the stores of *tenant* in *database*, with the portal's own *directory* if given."""
    return Stores(
        directory=directory or SqlDirectory(database, tenant),
        entitlements=SqlEntitlements(database, tenant),
        writer=SqlEntitlementWriter(database, tenant, clock, tokens, directory),
        ledger=SqlLedger(database, tenant),
        leases=SqlLeases(database, tenant),
        activations=SqlActivations(database, tenant),
        links=SqlLinks(database, tenant),
        identifiers=SqlIdentifiers(database, tenant),
        turns=SqlTurns(database, tenant),
        reveals=SqlReveals(database, tenant),
        lookups=SqlLookups(database, tenant),
        policies=SqlPolicies(database, tenant),
        rolls=None if directory is None else SqlRolls(database, tenant),
        pending=SqlPendingLaunches(database, tenant),
        once=SqlOneTimeStore(database, tenant),
        participants=SqlParticipants(database, tenant),
        sessions=SqlPortalSessions(database, tenant),
        journal=SqlJournal(database, tenant),
        receipts=SqlReceipts(database, tenant),
        tallies=SqlTallies(database, tenant),
        publications=SqlPublications(database, tenant),
        redemptions=SqlRedemptions(database, tenant),
        restrictions=SqlRestrictions(database, tenant),
        requests=SqlRequests(database, tenant),
        departures=SqlDepartures(database, tenant),
        traces=SqlTraces(database, tenant),
        transaction=database.transaction,
        staging=SqlStagingArea(database.engine),
        delegations=SqlDelegations(database, tenant),
        orders=SqlOrders(database, tenant),
        giving=GivingStores(SqlServingLog(database, tenant), SqlRounds(database, tenant)),
        queue=SqlQueue(database, tenant),
        notifications=SqlNotifications(database, tenant),
        years=SqlYearPlans(database, tenant),
        upkeep=_upkeep(database, tenant),
        mediacentre=_mediacentre(database, tenant),
    )


def _upkeep(database: Database, tenant: TenantId) -> Upkeep:
    return Upkeep(
        runs=SqlRuns(database, tenant),
        problems=SqlProblems(database, tenant),
        incidents=SqlIncidentLog(database, tenant),
        measures=SqlMeasures(database, tenant),
        tables=partial(status, database.engine),
        calls=SqlCalls(database, tenant),
    )


def _mediacentre(database: Database, tenant: TenantId) -> MediacentreStores:
    return MediacentreStores(
        marks=SqlMarks(database, tenant),
        showcase=SqlShowcase(database, tenant),
        offer=SqlOffer(database, tenant),
        vignettes=SqlVignettes(database, tenant),
        feeds=SqlNewsFeeds(database, tenant),
    )
