"""The services of identifiers on stores in memory, with a clock that ticks."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import count

from tests.services.portal import CALCULO, SUMS
from tests.stores.backends import Stores, memory_stores

from garbridge.core.access import Granted
from garbridge.core.catalogue import Catalogue
from garbridge.core.identifiers import PersonId, ProviderId
from garbridge.core.pairwise import KeyRing
from garbridge.core.people import Person
from garbridge.services.access import AccessService
from garbridge.services.adopting import AdoptingService
from garbridge.services.naming import NamingService
from garbridge.testing import KnownPeople
from garbridge.testing.journal import RECORD
from garbridge.testing.world import (
    ATLAS,
    COLLEGE,
    KEY,
    LYCEE,
    NOW,
    PUBLISHER,
    SCHOOL_WIDE,
    SUBSCRIPTION,
    TENANT,
    pupil,
    seat,
    teacher,
)

PEOPLE = (pupil(), pupil("bob"), teacher())


@dataclass
class Names:
    """A portal with two providers, of which one knows whoever was launched."""

    people: Iterable[Person] = PEOPLE
    keys: KeyRing = field(default_factory=lambda: KeyRing(KEY))
    shared: ProviderId | None = None
    stores: Stores = field(init=False)

    def __post_init__(self) -> None:
        known = KnownPeople(schools=(LYCEE, COLLEGE), people=tuple(self.people))
        self.stores = memory_stores(known)
        self.marks = (f"{number:040x}" for number in count(1))
        self.catalogue = Catalogue([PUBLISHER, CALCULO], [ATLAS, SUMS])
        self.stores.writer.write(subscriptions=[SUBSCRIPTION, SCHOOL_WIDE], seats=[seat()])

    def access(self) -> AccessService:
        """Return the gate and the filter."""
        return AccessService(
            tenant=TENANT,
            keys=lambda: self.keys,
            identifiers=self.stores.identifiers,
            shared_sector=self.shared,
            catalogue=lambda: self.catalogue,
            directory=self.stores.directory,
            entitlements=self.stores.store,
            leases=self.stores.leases,
            activations=self.stores.activations,
            clock=lambda: NOW,
        )

    def naming(self) -> NamingService:
        """Return what hands over and ends."""
        return NamingService(
            tenant=TENANT,
            access=self.access(),
            identifiers=self.stores.identifiers,
            turns=self.stores.turns,
            directory=self.stores.directory,
            catalogue=lambda: self.catalogue,
            trail=self.stores.trail,
            departures=self.stores.departures,
            transaction=self.stores.transaction,
            clock=lambda: NOW,
            tokens=lambda: next(self.marks),
        )

    def adopting(self) -> AdoptingService:
        """Return what takes over."""
        return AdoptingService(self.naming())

    def launched(self, *people: str, provider: ProviderId = PUBLISHER.id) -> None:
        """Let *provider* know *people*."""
        for person in people:
            record = replace(RECORD, person=PersonId(person), provider=provider)
            self.stores.journal.commit(record)

    def leaves(self, person: str) -> str:
        """Return the subject that a launch of the atlas by *person* carries now."""
        access = self.access()
        granted = access.check(PersonId(person), LYCEE.id, ATLAS.id)
        assert isinstance(granted, Granted)
        assert granted.held is not None
        released = access.release(granted).released
        assert released.subject == access.subject_at(PUBLISHER.id, PersonId(person))
        return released.subject
