"""One tenant's stores, whatever they are made of."""

from dataclasses import dataclass
from typing import Protocol

from garbridge.core.identifiers import TenantId
from garbridge.ports import (
    ActivationStore,
    Clock,
    DeclaredDelegates,
    DelegationStore,
    DepartureStore,
    Directory,
    EntitlementStore,
    EntitlementWriter,
    IdentifierStore,
    LaunchHistory,
    LaunchRecords,
    LaunchSearch,
    LaunchTrail,
    LeaseStore,
    Ledger,
    LinkStore,
    LookupJournal,
    NotificationLog,
    OneTimeStore,
    OrderStore,
    ParticipantStore,
    PendingLaunches,
    PolicyArchive,
    PortalSessionStore,
    PublicationStore,
    QueueStore,
    ReceiptStore,
    RedemptionJournal,
    RequestStore,
    RestrictionStore,
    RevealStore,
    RollStore,
    RoundStore,
    SchoolNatures,
    ServingLog,
    StagingArea,
    TallyStore,
    TokenSource,
    TraceStore,
    Transaction,
    TurnStore,
    YearPlans,
)
from garbridge.stores.sql.activations import SqlActivations
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.delegations import SqlDelegations
from garbridge.stores.sql.departures import SqlDepartures
from garbridge.stores.sql.directory import SqlDirectory
from garbridge.stores.sql.entitlement_writer import SqlEntitlementWriter
from garbridge.stores.sql.entitlements import SqlEntitlements
from garbridge.stores.sql.identifiers import SqlIdentifiers
from garbridge.stores.sql.importing import SqlStagingArea
from garbridge.stores.sql.journal import SqlJournal
from garbridge.stores.sql.leases import SqlLeases
from garbridge.stores.sql.ledger import SqlLedger
from garbridge.stores.sql.links import SqlLinks
from garbridge.stores.sql.lookups import SqlLookups
from garbridge.stores.sql.onetime import SqlOneTimeStore
from garbridge.stores.sql.orders import SqlOrders
from garbridge.stores.sql.participants import SqlParticipants
from garbridge.stores.sql.pending import SqlPendingLaunches
from garbridge.stores.sql.policies import SqlPolicies
from garbridge.stores.sql.portal_sessions import SqlPortalSessions
from garbridge.stores.sql.publications import SqlPublications
from garbridge.stores.sql.queue import SqlNotifications, SqlQueue
from garbridge.stores.sql.receipts import SqlReceipts
from garbridge.stores.sql.redemptions import SqlRedemptions
from garbridge.stores.sql.requests import SqlRequests
from garbridge.stores.sql.restrictions import SqlRestrictions
from garbridge.stores.sql.reveals import SqlReveals
from garbridge.stores.sql.rolls import SqlRolls
from garbridge.stores.sql.tallies import SqlTallies
from garbridge.stores.sql.traces import SqlTraces
from garbridge.stores.sql.turns import SqlTurns
from garbridge.stores.sql.years import SqlYearPlans
from garbridge.wiring.store_groups import (
    GivingStores,
    MediacentreStores,
    Upkeep,
    giving_stores,
    mediacentre_stores,
    upkeep_stores,
)


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
        giving=giving_stores(database, tenant),
        queue=SqlQueue(database, tenant),
        notifications=SqlNotifications(database, tenant),
        years=SqlYearPlans(database, tenant),
        upkeep=upkeep_stores(database, tenant),
        mediacentre=mediacentre_stores(database, tenant),
    )
