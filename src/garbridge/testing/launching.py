"""The services of a launch on memory stores: Alice holds a seat for the atlas, Bruno does not."""

from dataclasses import dataclass
from itertools import count

from garbridge.core.catalogue import Catalogue
from garbridge.core.pairwise import KeyRing
from garbridge.ports import Directory, LaunchJournal, OneTimeStore
from garbridge.services.access import AccessService
from garbridge.services.launch import LaunchService
from garbridge.services.proving import ProvingService
from garbridge.stores.memory import (
    MemoryActivations,
    MemoryDatabase,
    MemoryDirectory,
    MemoryEntitlements,
    MemoryIdentifiers,
    MemoryJournal,
    MemoryLeases,
    MemoryOneTimeStore,
    MemoryParticipants,
    MemoryPendingLaunches,
    MemoryPolicies,
)
from garbridge.testing.participants import participation
from garbridge.testing.world import (
    ATLAS,
    COLLEGE,
    KEY,
    LYCEE,
    NOW,
    PUBLISHER,
    SUBSCRIPTION,
    TENANT,
    pupil,
    seat,
    teacher,
)
from garbridge.wiring.alarms import LoggedAlarms


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchWorld:
    """Everything a test of an adapter asks for; the clock stands at ``NOW``."""

    launches: LaunchService
    access: AccessService
    directory: Directory
    once: OneTimeStore
    journal: LaunchJournal


def launch_world() -> LaunchWorld:
    """Return a world of its own."""
    database = MemoryDatabase()
    directory = MemoryDirectory([LYCEE, COLLEGE], [pupil(), teacher()])
    acts = (f"act-{number}" for number in count())
    entitlements = MemoryEntitlements(database, directory, lambda: NOW, lambda: next(acts))
    entitlements.write(subscriptions=[SUBSCRIPTION], seats=[seat()])
    catalogue = Catalogue([PUBLISHER], [ATLAS])
    journal = MemoryJournal(database)
    numbers = count()
    access = AccessService(
        tenant=TENANT,
        keys=lambda: KeyRing(KEY),
        identifiers=MemoryIdentifiers(database),
        shared_sector=None,
        catalogue=lambda: catalogue,
        directory=directory,
        entitlements=entitlements,
        leases=MemoryLeases(database),
        activations=MemoryActivations(database),
        clock=lambda: NOW,
    )
    launches = LaunchService(
        access=access,
        catalogue=lambda: catalogue,
        directory=directory,
        pending=MemoryPendingLaunches(database),
        journal=journal,
        transaction=database.transaction,
        proving=ProvingService(policies=MemoryPolicies(database), alarms=LoggedAlarms()),
        participation=participation(MemoryParticipants(database)),
        clock=lambda: NOW,
        tokens=lambda: f"token-{next(numbers):026}",
    )
    return LaunchWorld(
        launches=launches,
        access=access,
        directory=directory,
        once=MemoryOneTimeStore(database),
        journal=journal,
    )
