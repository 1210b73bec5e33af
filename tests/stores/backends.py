"""All stores of one tenant together, in memory or in SQL."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert
from tests.stores.filling import People

from garbridge.core.delegations import Declared
from garbridge.core.identifiers import PersonId, TenantId
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
    LaunchJournal,
    LaunchRecords,
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
from garbridge.stores.memory import (
    MemoryActivations,
    MemoryCalls,
    MemoryDatabase,
    MemoryDeclared,
    MemoryDelegations,
    MemoryDepartures,
    MemoryDirectory,
    MemoryEntitlements,
    MemoryIdentifiers,
    MemoryIncidentLog,
    MemoryJournal,
    MemoryLeases,
    MemoryLedger,
    MemoryLinks,
    MemoryLookups,
    MemoryMarks,
    MemoryMeasures,
    MemoryMerges,
    MemoryNewsFeeds,
    MemoryNotifications,
    MemoryOffer,
    MemoryOneTimeStore,
    MemoryOrders,
    MemoryParticipants,
    MemoryPendingLaunches,
    MemoryPolicies,
    MemoryPortalSessions,
    MemoryProblems,
    MemoryPublications,
    MemoryQueue,
    MemoryReceipts,
    MemoryRedemptions,
    MemoryRequests,
    MemoryRestrictions,
    MemoryReveals,
    MemoryRolls,
    MemoryRounds,
    MemoryRuns,
    MemoryServingLog,
    MemoryShowcase,
    MemoryTallies,
    MemoryTraces,
    MemoryTurns,
    MemoryVignettes,
    MemoryYearPlans,
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
from garbridge.stores.sql.jobs import SqlRuns
from garbridge.stores.sql.journal import SqlJournal
from garbridge.stores.sql.leases import SqlLeases
from garbridge.stores.sql.ledger import SqlLedger
from garbridge.stores.sql.links import SqlLinks
from garbridge.stores.sql.lookups import SqlLookups
from garbridge.stores.sql.marks import SqlMarks
from garbridge.stores.sql.measures import SqlMeasures
from garbridge.stores.sql.merges import SqlMerges
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
from garbridge.stores.sql.schema import delegate
from garbridge.stores.sql.serving import SqlServingLog
from garbridge.stores.sql.showcase import SqlShowcase
from garbridge.stores.sql.tallies import SqlTallies
from garbridge.stores.sql.traces import SqlTraces
from garbridge.stores.sql.turns import SqlTurns
from garbridge.stores.sql.vignettes import SqlVignettes
from garbridge.stores.sql.years import SqlYearPlans
from garbridge.testing import KnownPeople
from garbridge.testing.world import NOW, TENANT
from garbridge.wiring.clock import random_token


@dataclass(frozen=True, kw_only=True)
class Stores:
    """Every store of one tenant, empty, and how to change its people."""

    directory: Directory
    store: EntitlementStore
    writer: EntitlementWriter
    ledger: Ledger
    leases: LeaseStore
    participants: ParticipantStore
    portal_sessions: PortalSessionStore
    activations: ActivationStore
    identifiers: IdentifierStore
    turns: TurnStore
    reveals: RevealStore
    links: LinkStore
    marks: MarkStore
    showcases: ShowcaseStore
    offers: OfferStore
    vignettes: VignetteStore
    feeds: NewsFeedStore
    runs: RunStore
    problems: ProblemStore
    incidents: IncidentLog
    merges: MergeStore
    calls: CallCounter
    measures: MeasureStore
    lookups: LookupJournal
    policies: PolicyArchive
    rolls: RollStore
    rounds: RoundStore
    pending: PendingLaunches
    one_time: OneTimeStore
    journal: LaunchJournal
    trail: LaunchTrail
    history: LaunchRecords
    receipts: ReceiptStore
    tallies: TallyStore
    publications: PublicationStore
    redemptions: RedemptionJournal
    restrictions: RestrictionStore
    requests: RequestStore
    departures: DepartureStore
    traces: TraceStore
    delegations: DelegationStore
    declared: DeclaredDelegates
    declare: Callable[[Declared], None]
    orders: OrderStore
    natures: SchoolNatures
    served: ServingLog
    queue: QueueStore
    notifications: NotificationLog
    years: YearPlans
    transaction: Transaction
    put: Callable[[Person, datetime], None]
    remove: Callable[[PersonId, datetime], None]


def memory_stores(known: KnownPeople | None = None) -> Stores:
    """Return the reference."""
    people = MemoryDirectory(*(() if known is None else (known.schools, known.people)))
    database = MemoryDatabase()
    declared = MemoryDeclared()
    orders = MemoryOrders(database)
    launches = MemoryJournal(database)
    entitlements = MemoryEntitlements(database, people, lambda: NOW, random_token)
    return Stores(
        directory=people,
        store=entitlements,
        writer=entitlements,
        ledger=MemoryLedger(database),
        leases=MemoryLeases(database),
        participants=MemoryParticipants(database),
        portal_sessions=MemoryPortalSessions(database),
        activations=MemoryActivations(database),
        identifiers=MemoryIdentifiers(database),
        turns=MemoryTurns(database),
        reveals=MemoryReveals(database),
        links=MemoryLinks(database),
        marks=MemoryMarks(database),
        showcases=MemoryShowcase(database),
        offers=MemoryOffer(database),
        vignettes=MemoryVignettes(database),
        feeds=MemoryNewsFeeds(database),
        runs=MemoryRuns(database),
        problems=MemoryProblems(database),
        incidents=MemoryIncidentLog(database),
        merges=MemoryMerges(database),
        calls=MemoryCalls(database),
        measures=MemoryMeasures(database),
        lookups=MemoryLookups(database),
        policies=MemoryPolicies(database),
        rolls=MemoryRolls(database),
        rounds=MemoryRounds(database),
        pending=MemoryPendingLaunches(database),
        one_time=MemoryOneTimeStore(database),
        journal=launches,
        trail=launches,
        history=launches,
        receipts=MemoryReceipts(database),
        tallies=MemoryTallies(database),
        publications=MemoryPublications(database),
        redemptions=MemoryRedemptions(database),
        restrictions=MemoryRestrictions(database),
        requests=MemoryRequests(database),
        departures=MemoryDepartures(database),
        traces=MemoryTraces(database),
        delegations=MemoryDelegations(database),
        declared=declared,
        declare=declared.put,
        orders=orders,
        natures=orders,
        served=MemoryServingLog(database),
        queue=MemoryQueue(database),
        notifications=MemoryNotifications(database),
        years=MemoryYearPlans(database),
        transaction=database.transaction,
        put=lambda person, at: people.put(person, at=at),
        remove=lambda person, at: people.remove(person, at=at),
    )


def sql_stores(database: Database, tenant: TenantId = TENANT) -> Stores:
    """Return the stores of *tenant* in *database*."""
    people = People(database, tenant)
    delegations = SqlDelegations(database, tenant)

    def declare(declared: Declared) -> None:
        who = {"school": declared.school, "person": declared.person, "email": declared.email}
        with database.engine.begin() as connection:
            connection.execute(insert(delegate), {"tenant": tenant, **who})

    orders = SqlOrders(database, tenant)
    launches = SqlJournal(database, tenant)
    return Stores(
        directory=SqlDirectory(database, tenant),
        store=SqlEntitlements(database, tenant),
        writer=SqlEntitlementWriter(database, tenant, lambda: NOW, random_token),
        ledger=SqlLedger(database, tenant),
        leases=SqlLeases(database, tenant),
        participants=SqlParticipants(database, tenant),
        portal_sessions=SqlPortalSessions(database, tenant),
        activations=SqlActivations(database, tenant),
        identifiers=SqlIdentifiers(database, tenant),
        turns=SqlTurns(database, tenant),
        reveals=SqlReveals(database, tenant),
        links=SqlLinks(database, tenant),
        marks=SqlMarks(database, tenant),
        showcases=SqlShowcase(database, tenant),
        offers=SqlOffer(database, tenant),
        vignettes=SqlVignettes(database, tenant),
        feeds=SqlNewsFeeds(database, tenant),
        runs=SqlRuns(database, tenant),
        problems=SqlProblems(database, tenant),
        incidents=SqlIncidentLog(database, tenant),
        merges=SqlMerges(database, tenant),
        calls=SqlCalls(database, tenant),
        measures=SqlMeasures(database, tenant),
        lookups=SqlLookups(database, tenant),
        policies=SqlPolicies(database, tenant),
        rolls=SqlRolls(database, tenant),
        rounds=SqlRounds(database, tenant),
        pending=SqlPendingLaunches(database, tenant),
        one_time=SqlOneTimeStore(database, tenant),
        journal=launches,
        trail=launches,
        history=launches,
        receipts=SqlReceipts(database, tenant),
        tallies=SqlTallies(database, tenant),
        publications=SqlPublications(database, tenant),
        redemptions=SqlRedemptions(database, tenant),
        restrictions=SqlRestrictions(database, tenant),
        requests=SqlRequests(database, tenant),
        departures=SqlDepartures(database, tenant),
        traces=SqlTraces(database, tenant),
        delegations=delegations,
        declared=delegations,
        declare=declare,
        orders=orders,
        natures=orders,
        served=SqlServingLog(database, tenant),
        queue=SqlQueue(database, tenant),
        notifications=SqlNotifications(database, tenant),
        years=SqlYearPlans(database, tenant),
        transaction=database.transaction,
        put=people.put,
        remove=people.remove,
    )
