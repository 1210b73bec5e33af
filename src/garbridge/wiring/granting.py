"""The services that say who may do what, give licences, let heads delegate, and check schools."""

from collections.abc import Callable

from garbridge.config import Config
from garbridge.core.schools import SchoolBook
from garbridge.ports import Clock, Confirmation, Directory, EntitlementStore, TokenSource
from garbridge.services.access import AccessService
from garbridge.services.activating import ActivatingService
from garbridge.services.assigning import AssigningService
from garbridge.services.checking import CheckingService
from garbridge.services.delegating import DelegatingService
from garbridge.services.gatekeeping import SchooledEntitlements
from garbridge.services.loading import LoadingService
from garbridge.services.parting import Parting
from garbridge.services.permitting import PermissionService
from garbridge.services.serving import ServingService
from garbridge.wiring.starting import Start
from garbridge.wiring.stores import Stores


def permission_service(
    start: Start,
    kept: Stores,
    clock: Clock,
    confirmation: Confirmation | None,
    confirm_above: int,
) -> PermissionService:
    """Return the service that everybody asks."""
    return PermissionService(
        directory=kept.directory,
        delegations=kept.delegations,
        declared=kept.declared,
        stated=start.config.roles,
        clock=clock,
        confirmation=confirmation,
        confirm_above=confirm_above,
        schools=start.schools,
    )


def schooled(store: EntitlementStore, schools: Callable[[], SchoolBook]) -> EntitlementStore:
    """Return *store* with what *schools* says now."""
    return SchooledEntitlements(store, schools)


def delegating_service(permissions: PermissionService, config: Config) -> DelegatingService:
    """Return the service of the delegations that *permissions* reads."""
    return DelegatingService(
        permissions=permissions,
        directory=permissions.directory,
        delegations=permissions.delegations,
        declared=permissions.declared,
        zone=config.zone,
        clock=permissions.clock,
    )


def activating_service(access: AccessService, permissions: PermissionService) -> ActivatingService:
    """Return the service of resources with interaction."""
    return ActivatingService(
        activations=access.activations,
        directory=access.directory,
        catalogue=access.catalogue,
        permissions=permissions,
        clock=access.clock,
    )


def checking_service(
    permissions: PermissionService, access: AccessService, config: Config, serving: ServingService
) -> CheckingService:
    """Return the service that holds whole populations against the gate, and against the rules."""
    return CheckingService(
        permissions=permissions,
        directory=access.directory,
        entitlements=access.entitlements,
        activations=access.activations,
        catalogue=access.catalogue,
        serving=serving,
        zone=config.zone,
        clock=access.clock,
        contacts=access.contacts,
    )


def assigning_service(
    access: AccessService, kept: Stores, permissions: PermissionService, tokens: TokenSource
) -> AssigningService:
    """Return the service of giving licences and taking them back."""
    return AssigningService(
        ledger=kept.ledger,
        directory=access.directory,
        catalogue=access.catalogue,
        transaction=kept.transaction,
        permissions=permissions,
        clock=access.clock,
        tokens=tokens,
        parting=parting_of(access.directory, kept, access.clock),
    )


def parting_of(directory: Directory, kept: Stores, clock: Clock) -> Parting:
    """Return what brings back what a merge brought over beside licences."""
    return Parting(
        directory=directory,
        queue=kept.queue,
        years=kept.years,
        requests=kept.requests,
        marks=kept.mediacentre.marks,
        merges=kept.giving.merges,
        clock=clock,
    )


def loading_service(
    access: AccessService, kept: Stores, permissions: PermissionService, tokens: TokenSource
) -> LoadingService:
    """Return the service of files of subscriptions and assignments."""
    return LoadingService(
        ledger=kept.ledger,
        directory=access.directory,
        catalogue=access.catalogue,
        transaction=kept.transaction,
        permissions=permissions,
        clock=access.clock,
        tokens=tokens,
    )
