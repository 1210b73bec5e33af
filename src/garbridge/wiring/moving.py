"""The services of a directory that moves: rules, and what follows each import."""

from datetime import tzinfo

from garbridge.ports import Clock, Notifier, TokenSource
from garbridge.services.access import AccessService
from garbridge.services.importing import ImportService
from garbridge.services.merging import MergingService
from garbridge.services.permitting import PermissionService
from garbridge.services.queueing import QueueService
from garbridge.services.returning import ReturningService
from garbridge.services.rule_years import RuleYears
from garbridge.services.ruling import RuleService
from garbridge.services.serving import ServingService
from garbridge.services.subscribing import SubscriptionService
from garbridge.wiring.granting import parting_of
from garbridge.wiring.stores import Stores


def rule_service(
    access: AccessService,
    kept: Stores,
    permissions: PermissionService,
    tokens: TokenSource,
    zone: tzinfo,
) -> RuleService:
    """Return the service of standing rules, with what serves them."""
    serving = ServingService(
        ledger=kept.ledger,
        orders=kept.orders,
        directory=access.directory,
        catalogue=access.catalogue,
        log=kept.served,
        years=RuleYears(plans=kept.years, zone=zone),
        transaction=kept.transaction,
        clock=access.clock,
        tokens=tokens,
    )
    return RuleService(
        ledger=kept.ledger,
        directory=access.directory,
        permissions=permissions,
        serving=serving,
        clock=access.clock,
        tokens=tokens,
    )


def import_service(
    kept: Stores, clock: Clock, subscriptions: SubscriptionService, rules: RuleService
) -> ImportService:
    """Return the import of the directory: new schools get theirs, then rules are served."""
    followers = (subscriptions.extend, rules.serving.follow)
    return ImportService(staging=kept.staging, clock=clock, followers=followers)


def queue_service(kept: Stores, rules: RuleService, notifier: Notifier | None) -> QueueService:
    """Return the queue of arrivals and departures; without a *notifier* what is told is kept."""
    return QueueService(
        queue=kept.queue,
        ledger=rules.ledger,
        permissions=rules.permissions,
        serving=rules.serving,
        notifications=kept.notifications,
        notifier=notifier,
        transaction=kept.transaction,
        clock=rules.clock,
        tokens=rules.tokens,
    )


def merging_service(kept: Stores, rules: RuleService) -> MergingService:
    """Return the service of duplicates."""
    return MergingService(
        directory=rules.directory,
        ledger=rules.ledger,
        queue=kept.queue,
        years=kept.years,
        trail=kept.trail,
        restrictions=kept.restrictions,
        requests=kept.requests,
        marks=kept.mediacentre.marks,
        parting=parting_of(rules.directory, kept, rules.clock),
        permissions=rules.permissions,
        transaction=kept.transaction,
        clock=rules.clock,
        tokens=rules.tokens,
        rolls=kept.rolls,
    )


def returning_service(kept: Stores, rules: RuleService) -> ReturningService:
    """Return the service of places that end by themselves."""
    return ReturningService(
        directory=rules.directory,
        ledger=rules.ledger,
        queue=kept.queue,
        permissions=rules.permissions,
        transaction=kept.transaction,
        clock=rules.clock,
        tokens=rules.tokens,
    )
