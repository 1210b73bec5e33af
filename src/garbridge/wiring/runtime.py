"""Puts one tenant together: configuration, stores, services, adapters."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from garbridge.config import Config
from garbridge.core.catalogue import Catalogue
from garbridge.formats.translations import Tongues
from garbridge.ports import (
    AccountFinder,
    BackChannel,
    Clock,
    Confirmation,
    Directory,
    EntitlementWriter,
    LaunchJournal,
    Notifier,
    OneTimeStore,
    ProtocolAdapter,
    RedemptionJournal,
    TokenSource,
)
from garbridge.protocols.oidc import RelyingPartyLogout
from garbridge.services.access import AccessService
from garbridge.services.activating import ActivatingService
from garbridge.services.assigning import AssigningService
from garbridge.services.checking import CheckingService
from garbridge.services.delegating import DelegatingService
from garbridge.services.explaining import ExplainingService
from garbridge.services.importing import ImportService
from garbridge.services.launch import LaunchService
from garbridge.services.leasing import LeasingService
from garbridge.services.linking import LinkingService
from garbridge.services.loading import LoadingService
from garbridge.services.logout import LogoutService
from garbridge.services.merging import MergingService
from garbridge.services.offering import OfferService
from garbridge.services.opening import OpeningService
from garbridge.services.overview import OverviewService
from garbridge.services.permitting import CONFIRM_ABOVE, PermissionService
from garbridge.services.queueing import QueueService
from garbridge.services.returning import ReturningService
from garbridge.services.ruling import RuleService
from garbridge.services.shelf import ShelfService
from garbridge.services.subscribing import SubscriptionService
from garbridge.services.turning import YearService
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.engine import open_engine
from garbridge.wiring.clock import random_token, system_clock, system_ticks
from garbridge.wiring.collecting import uncollected
from garbridge.wiring.granting import (
    activating_service,
    assigning_service,
    checking_service,
    delegating_service,
    loading_service,
    permission_service,
    schooled,
)
from garbridge.wiring.keyring import PairwiseKeys
from garbridge.wiring.launching import (
    explaining_service,
    launch_service,
    leasing_service,
    linking_service,
    opening_service,
    participation_service,
    shelf_service,
)
from garbridge.wiring.live_registry import LiveRegistry
from garbridge.wiring.live_schools import LiveSchools
from garbridge.wiring.moving import (
    import_service,
    merging_service,
    queue_service,
    returning_service,
    rule_service,
)
from garbridge.wiring.one_process import refuse_second_process
from garbridge.wiring.ordering import offer_service, overview_service, subscription_service
from garbridge.wiring.protocols import logout_service, protocol_endpoints
from garbridge.wiring.shared import in_redis
from garbridge.wiring.signing_keys import LiveKeys
from garbridge.wiring.starting import Start, read_start
from garbridge.wiring.stores import Stores, sql_stores
from garbridge.wiring.tool_launches import content_return, initiations
from garbridge.wiring.turning import year_service
from garbridge.wiring.upstream import UpstreamRuntime, upstream_runtime

CONFIG_VARIABLE = "GARBRIDGE_CONFIG"
DEFAULT_CONFIG = "garbridge.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Runtime:
    """Everything one tenant needs to serve; made once for each process.

    ``front`` holds the adapters by protocol, ``back`` the back channels by their path below the
    prefix under which the portal mounts garbridge.  ``upstream`` is who signs people in, ``None``
    where the portal does.
    """

    config: Config
    registry: LiveRegistry
    keys: LiveKeys
    schools: LiveSchools
    directory: Directory
    access: AccessService
    launches: LaunchService
    logout: LogoutService
    read_logout: Callable[[Mapping[str, str]], RelyingPartyLogout]
    openings: OpeningService
    linking: LinkingService
    shelves: ShelfService
    explaining: ExplainingService
    importing: ImportService
    permissions: PermissionService
    assigning: AssigningService
    loading: LoadingService
    leasing: LeasingService
    activating: ActivatingService
    delegating: DelegatingService
    checking: CheckingService
    subscriptions: SubscriptionService
    rules: RuleService
    queue: QueueService
    merging: MergingService
    returning: ReturningService
    years: YearService
    overview: OverviewService
    offers: OfferService
    stores: Stores
    front: Mapping[str, ProtocolAdapter[Any]]
    back: Mapping[str, BackChannel]
    clock: Clock
    tokens: TokenSource = field(repr=False)
    tongues: Tongues = field(repr=False)
    upstream: UpstreamRuntime | None = None

    @property
    def redemptions(self) -> RedemptionJournal:
        """Return what became of tickets and codes."""
        return self.stores.redemptions

    @property
    def writer(self) -> EntitlementWriter:
        """Return what takes files of subscriptions and assignments."""
        return self.stores.writer

    @property
    def journal(self) -> LaunchJournal:
        """Return the end of every launch."""
        return self.stores.journal

    @property
    def once(self) -> OneTimeStore:
        """Return where tickets wait."""
        return self.stores.once

    def catalogue(self) -> Catalogue:
        """Return the providers and resources as they are registered now."""
        return self.registry.catalogue()


@uncollected()
def build_runtime(  # noqa: PLR0913  # what a portal may bring
    config: Config | Path | Start | None = None,
    *,
    directory: Directory | None = None,
    stores: Stores | None = None,
    confirmation: Confirmation | None = None,
    confirm_above: int = CONFIRM_ABOVE,
    notifier: Notifier | None = None,
    accounts: AccountFinder | None = None,
    clock: Clock = system_clock,
    tokens: TokenSource = random_token,
) -> Runtime:
    """Put a tenant together.

    Args:
        config: The configuration, its file, or what was read; ``None`` is what
            ``GARBRIDGE_CONFIG`` names.
        directory: The portal's own people; ``None`` reads those that were imported.
        stores: Where to keep all of it; ``None`` opens the configured database.
        confirmation: The portal's own way to make sure before a bulk act; ``None`` asks nothing.
        confirm_above: How many people an act may concern without it.
        notifier: The portal's own way to tell somebody; ``None`` keeps what is told, to be listed.
        accounts: Whom of the directory an upstream means; ``None`` where both call people the same.
        clock: The only source of time.
        tokens: The only source of chance.

    Raises:
        ConfigError: with every problem found; or what is used once is in memory, and this is not
            the only worker.
        StoreError: the database cannot be opened.
    """
    named = config or Path(os.environ.get(CONFIG_VARIABLE, DEFAULT_CONFIG))
    start = named if isinstance(named, Start) else read_start(named, clock)
    kept = stores or _sql(start.config, directory, clock, tokens)
    refuse_second_process(kept, f"{start.config.tenant} {start.config.issuer}")
    permissions = permission_service(start, kept, clock, confirmation, confirm_above)
    runtime = _assembled(start, kept, _Given(permissions, tokens, notifier))
    return replace(runtime, upstream=upstream_runtime(start, kept, tokens, accounts))


@dataclass(frozen=True, slots=True)
class _Given:
    """What a portal brings: who may do what, its chance, how it tells somebody something."""

    permissions: PermissionService
    tokens: TokenSource = field(repr=False)
    notifier: Notifier | None


def _assembled(start: Start, kept: Stores, given: _Given) -> Runtime:
    permissions, tokens = given.permissions, given.tokens
    access = _access(start, kept, permissions.clock)
    endpoints = protocol_endpoints(start, kept, access, tokens)
    subscriptions = subscription_service(permissions, access, kept, start.config)
    rules = rule_service(access, kept, permissions, tokens, start.config.zone)
    checking = checking_service(permissions, access, start.config, rules.serving)
    return Runtime(
        config=start.config,
        registry=start.registry,
        keys=start.keys,
        schools=start.schools,
        directory=kept.directory,
        access=access,
        openings=opening_service(access, kept, initiations(start, tokens), tokens),
        linking=linking_service(access, kept, content_return(start, kept), permissions, tokens),
        shelves=shelf_service(access, kept.links, start.config),
        launches=launch_service(access, kept, start.config, tokens),
        logout=logout_service(participation_service(kept, start.config, tokens), endpoints),
        read_logout=endpoints.read_logout,
        explaining=explaining_service(access, kept, permissions),
        importing=import_service(kept, access.clock, subscriptions, rules),
        subscriptions=subscriptions,
        rules=rules,
        queue=queue_service(kept, rules, given.notifier),
        merging=merging_service(kept, rules),
        returning=returning_service(kept, rules),
        years=year_service(access, kept, checking, rules, tokens),
        permissions=permissions,
        assigning=assigning_service(access, kept, permissions, tokens),
        loading=loading_service(access, kept, permissions, tokens),
        leasing=leasing_service(access, kept, permissions),
        activating=activating_service(access, permissions),
        delegating=delegating_service(permissions, start.config),
        overview=overview_service(permissions, access, kept, start.config),
        offers=offer_service(kept, start.config),
        checking=checking,
        stores=kept,
        front=endpoints.front,
        back=endpoints.back,
        clock=access.clock,
        tokens=tokens,
        tongues=start.tongues,
    )


def _access(start: Start, kept: Stores, clock: Clock) -> AccessService:
    return AccessService(
        tenant=start.config.tenant,
        keys=PairwiseKeys(start.config, kept.turns, clock),
        identifiers=kept.identifiers,
        shared_sector=start.config.shared_sector,
        catalogue=start.registry.catalogue,
        directory=kept.directory,
        entitlements=schooled(kept.entitlements, start.schools),
        leases=kept.leases,
        activations=kept.activations,
        clock=clock,
        contacts=start.config.contacts,
    )


def _sql(config: Config, directory: Directory | None, clock: Clock, tokens: TokenSource) -> Stores:
    database = Database(open_engine(config.database), ticks=system_ticks)
    kept = sql_stores(database, config.tenant, clock=clock, tokens=tokens, directory=directory)
    return kept if not config.redis else in_redis(kept, config.redis, config.tenant, clock)
