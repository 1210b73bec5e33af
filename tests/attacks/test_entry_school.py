"""Attacks on ``/domaineGar`` that only the gate can stop: a link to what is somebody else's."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

import pytest

from garbridge.core.access import Entitlements, Refusal
from garbridge.core.catalogue import Catalogue
from garbridge.core.entitlements import Seat
from garbridge.core.identifiers import PersonId, ProviderId, ResourceId, SchoolId
from garbridge.core.pairwise import KeyRing
from garbridge.core.people import Person, School
from garbridge.gar.entry import GarLink, gar_link, parse_gar_link
from garbridge.ports import LaunchRecord, OneTimeClaim, OneTimeEntry, PendingLaunch, SessionId
from garbridge.services.access import AccessService
from garbridge.services.launch import SignedIn, Stopped
from garbridge.services.opening import Opened, OpeningService
from garbridge.services.resolving import ChooseSchool
from garbridge.stores.memory import (
    MemoryActivations,
    MemoryDatabase,
    MemoryIdentifiers,
    MemoryLeases,
    MemoryLinks,
    MemoryMarks,
)
from garbridge.testing.world import (
    ALICE,
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
)

WHO = SignedIn(ALICE, SessionId("session"))
CATALOGUE = Catalogue([PUBLISHER], [ATLAS])


@dataclass
class People:
    """The directory: one pupil of the lycée."""

    known: tuple[Person, ...] = (pupil(),)

    def person(self, person: PersonId) -> Person | None:
        """Return one person."""
        return next((p for p in self.known if p.id == person), None)

    def members(self, school: SchoolId) -> Iterator[Person]:
        """Yield those with a membership."""
        return (p for p in self.known if p.at(school))

    def school(self, school: SchoolId) -> School | None:
        """Return one of both."""
        return next((s for s in self.schools() if s.id == school), None)

    def schools(self) -> Iterator[School]:
        """Yield both schools."""
        return iter((LYCEE, COLLEGE))

    def changed_since(self, instant: datetime) -> Iterator[PersonId]:  # noqa: ARG002 - it cannot tell
        """Yield everybody."""
        return (p.id for p in self.known)


@dataclass
class Rights:
    """The entitlements: one subscription of the lycée, and seats."""

    seats: tuple[Seat, ...] = (seat(),)

    def entitlements(
        self,
        person: PersonId,
        school: SchoolId,
        resource: ResourceId,
        _sector: ProviderId | None = None,
    ) -> Entitlements:
        """Return what is known of one resource."""
        found = self.shelf(person, [school])
        return Entitlements([s for s in found.subscriptions if s.resource == resource], found.seats)

    def shelf(self, person: PersonId, schools: Sequence[SchoolId]) -> Entitlements:
        """Return what is known of some schools."""
        return Entitlements(
            [SUBSCRIPTION] if SUBSCRIPTION.school in schools else [],
            [s for s in self.seats if s.person == person and s.school in schools],
        )

    def of_school(self, school: SchoolId) -> Entitlements:
        """Return everything of a school."""
        bought = [SUBSCRIPTION] if SUBSCRIPTION.school == school else []
        return Entitlements(bought, [s for s in self.seats if s.school == school])


@dataclass
class Kept:
    """Clicks and records."""

    clicks: dict[tuple[SessionId, ProviderId], PendingLaunch] = field(
        default_factory=dict[tuple[SessionId, ProviderId], PendingLaunch]
    )
    stored: list[LaunchRecord] = field(default_factory=list[LaunchRecord])

    def remember(self, pending: PendingLaunch) -> None:
        """Keep a click."""
        self.clicks[pending.session, pending.provider] = pending

    def recall(
        self, session: SessionId, provider: ProviderId, *, now: datetime
    ) -> PendingLaunch | None:
        """Return a click that still waits."""
        found = self.clicks.get((session, provider))
        return found if found and now < found.until else None

    def forget(self, session: SessionId, provider: ProviderId) -> None:
        """Drop a click."""
        self.clicks.pop((session, provider), None)

    def commit(
        self,
        record: LaunchRecord,
        entries: Sequence[OneTimeEntry] = (),
        once: OneTimeClaim | None = None,
    ) -> None:
        """Keep a record, which of a link has nothing beside it."""
        assert (len(entries), once) == (0, None)
        self.stored.append(record)

    def records(self, *, limit: int) -> Sequence[LaunchRecord]:
        """Return the records, newest first."""
        return self.stored[::-1][:limit]


@contextmanager
def one_thread() -> Iterator[None]:
    """Stand for a transaction where nothing can fail."""
    yield


def follow(query: str, kept: Kept) -> Opened | Stopped | ChooseSchool:
    """Do what the entry's route does: read the link, open what it names."""
    link = parse_gar_link(query, tenant=TENANT)
    people, rights = People(), Rights()
    access = AccessService(
        tenant=TENANT,
        keys=lambda: KeyRing(KEY),
        identifiers=MemoryIdentifiers(MemoryDatabase()),
        shared_sector=None,
        catalogue=lambda: CATALOGUE,
        directory=people,
        entitlements=rights,
        leases=MemoryLeases(MemoryDatabase()),
        activations=MemoryActivations(MemoryDatabase()),
        clock=lambda: NOW,
    )
    opening = OpeningService(
        access=access,
        directory=people,
        pending=kept,
        links=MemoryLinks(MemoryDatabase()),
        marks=MemoryMarks(MemoryDatabase()),
        initiations=(),
        journal=kept,
        transaction=one_thread,
        clock=lambda: NOW,
        tokens=lambda: "0123456789abcdefghijklmn",
    )
    return opening.open(CATALOGUE.resources.get(link.resource), link.school, WHO)


def link_to(school: SchoolId | None, resource: ResourceId = ATLAS.id) -> str:
    """Return the query of a link to *resource* through *school*."""
    return urlsplit(gar_link("", GarLink(TENANT, school, resource))).query


@pytest.mark.parametrize("school", [LYCEE.id, None])
def test_the_persons_own_link_opens(school: SchoolId | None) -> None:
    """The control: with its school, or without where only one grants; the click waits."""
    kept = Kept()

    assert follow(link_to(school), kept) == Opened(ATLAS, LYCEE.id, ATLAS.url)
    waiting = kept.recall(WHO.session, PUBLISHER.id, now=NOW)
    assert waiting is not None
    assert (waiting.person, waiting.school, waiting.resource) == (ALICE, LYCEE.id, ATLAS.id)


@pytest.mark.parametrize("school", [COLLEGE.id, SchoolId("0690037R")])
def test_a_foreign_school_is_refused_and_recorded(school: SchoolId) -> None:
    """A school in an address is a wish: known or not, the gate refuses and nothing waits."""
    kept = Kept()

    stopped = follow(link_to(school), kept)

    assert isinstance(stopped, Stopped)
    assert stopped.decision.refused.reason is Refusal.NOT_A_MEMBER
    assert [record.refusal for record in kept.records(limit=9)] == [Refusal.NOT_A_MEMBER]
    assert kept.clicks == {}


def test_an_unknown_resource_is_refused_and_recorded() -> None:
    """The ARK has its form but nobody registered it."""
    kept = Kept()

    stopped = follow(link_to(LYCEE.id, ResourceId("ark:/25998/kwyk-math")), kept)

    assert isinstance(stopped, Stopped)
    assert stopped.decision.refused.reason is Refusal.UNKNOWN_RESOURCE
    assert len(kept.records(limit=9)) == 1
