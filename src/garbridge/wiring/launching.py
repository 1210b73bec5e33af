"""The services of one person's click: the launch, the médiacentre, ``explain``."""

from collections.abc import Sequence

from garbridge.config import Config
from garbridge.core.synonyms import Synonyms
from garbridge.ports import ContentReader, Initiation, LinkStore, TokenSource
from garbridge.services.access import AccessService
from garbridge.services.explaining import ExplainingService
from garbridge.services.launch import LaunchService
from garbridge.services.leasing import LeasingService
from garbridge.services.linking import LinkingService
from garbridge.services.opening import OpeningService
from garbridge.services.participating import ParticipationService
from garbridge.services.permitting import PermissionService
from garbridge.services.proving import ProvingService
from garbridge.services.shelf import ShelfService
from garbridge.wiring.alarms import LoggedAlarms
from garbridge.wiring.keyring import secret_sealer
from garbridge.wiring.national_access import national_launches
from garbridge.wiring.stores import Stores


def launch_service(
    access: AccessService, kept: Stores, config: Config, tokens: TokenSource
) -> LaunchService:
    """Return the launch."""
    proving = ProvingService(
        policies=kept.policies, alarms=LoggedAlarms(), percent=config.proof_percent
    )
    participation = participation_service(kept, config, tokens)
    national = national_launches(access, kept, config, proving, participation, tokens)
    return LaunchService(
        access=access,
        catalogue=access.catalogue,
        directory=access.directory,
        pending=kept.pending,
        journal=kept.journal,
        transaction=kept.transaction,
        proving=proving,
        participation=participation,
        clock=access.clock,
        tokens=tokens,
        lease=config.lease,
        instead=None if national is None else national.serve,
    )


def participation_service(
    kept: Stores, config: Config, tokens: TokenSource
) -> ParticipationService:
    """Return who is signed in where, sealed under the secret of the identifiers."""
    return ParticipationService(
        store=kept.participants, sealer=secret_sealer(config), tokens=tokens
    )


def opening_service(
    access: AccessService, kept: Stores, initiations: Sequence[Initiation], tokens: TokenSource
) -> OpeningService:
    """Return the click."""
    return OpeningService(
        access=access,
        directory=access.directory,
        pending=kept.pending,
        links=kept.links,
        marks=kept.mediacentre.marks,
        initiations=initiations,
        journal=kept.journal,
        transaction=kept.transaction,
        clock=access.clock,
        tokens=tokens,
    )


def linking_service(
    access: AccessService,
    kept: Stores,
    reader: ContentReader,
    permissions: PermissionService,
    tokens: TokenSource,
) -> LinkingService:
    """Return what keeps content that was chosen at providers."""
    return LinkingService(
        access=access,
        reader=reader,
        links=kept.links,
        transaction=kept.transaction,
        permissions=permissions,
        clock=access.clock,
        tokens=tokens,
    )


def shelf_service(access: AccessService, links: LinkStore, config: Config) -> ShelfService:
    """Return the médiacentre."""
    return ShelfService(
        catalogue=access.catalogue,
        entitlements=access.entitlements,
        leases=access.leases,
        activations=access.activations,
        links=links,
        clock=access.clock,
        synonyms=Synonyms(config.synonyms),
    )


def explaining_service(
    access: AccessService, kept: Stores, permissions: PermissionService
) -> ExplainingService:
    """Return ``explain``."""
    return ExplainingService(
        access=access,
        catalogue=access.catalogue,
        directory=access.directory,
        permissions=permissions,
        lookups=kept.lookups,
        clock=access.clock,
    )


def leasing_service(
    access: AccessService, kept: Stores, permissions: PermissionService
) -> LeasingService:
    """Return what looks at floating licences."""
    return LeasingService(
        leases=access.leases,
        orders=kept.orders,
        permissions=permissions,
        catalogue=access.catalogue,
        clock=access.clock,
    )
