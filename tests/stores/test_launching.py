"""The real launch on real stores: how often it asks, and what it leaves behind."""

import sqlite3
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from tests.stores.backends import Stores, memory_stores, sql_stores

from garbridge.core.access import Refusal, Refused
from garbridge.core.attributes import CATALOGUE, Attribute
from garbridge.core.catalogue import Catalogue, Provider
from garbridge.core.entitlements import Licences, Population
from garbridge.core.identifiers import PersonId
from garbridge.core.leases import LEASE
from garbridge.core.pairwise import KeyRing
from garbridge.core.people import Identity, Membership, Person, Profile
from garbridge.core.policy import PolicyEntry, ReleasePolicy
from garbridge.core.proving import Told, told_of
from garbridge.core.release import ReleasedClaims
from garbridge.errors import ReplayError
from garbridge.formats.sealing import entry_key, seal
from garbridge.ports import (
    Answer,
    Obstacle,
    OneTimeClaim,
    OneTimeEntry,
    Participant,
    Redirect,
    SessionId,
    SignInRequest,
    WireRequest,
    WireResponse,
)
from garbridge.services.access import AccessService
from garbridge.services.launch import Launched, LaunchService, Reauthenticate, SignedIn, Stopped
from garbridge.services.proving import ProvingService
from garbridge.services.resolving import ChooseSchool
from garbridge.stores.sql.database import Database
from garbridge.testing.concurrency import at_once
from garbridge.testing.leases import FLOATING
from garbridge.testing.participants import participation
from garbridge.testing.pending import CLICK, SESSION
from garbridge.testing.world import (
    ALICE,
    ATLAS,
    CLASS,
    KEY,
    LYCEE,
    NOW,
    OPENING,
    PUBLISHER,
    SUBSCRIPTION,
    TENANT,
    seat,
)
from garbridge.wiring.alarms import LoggedAlarms

MARKED = Person(
    ALICE,
    Identity("Marquée-Nom", "Marquée-Prénom", "Mme", "marquee@ent.example"),
    (Membership(LYCEE.id, Profile.TEACHER, groups=(CLASS,)),),
)
EVERYTHING = Provider(
    id=PUBLISHER.id,
    name=PUBLISHER.name,
    policy=ReleasePolicy(
        tuple(
            PolicyEntry(
                attribute=attribute,
                purpose="essai",
                profiles=frozenset(Profile),
                validated_by="DPO",
                validated_on=NOW.date(),
            )
            for attribute in CATALOGUE
        )
    ),
)
WHO = SignedIn(ALICE, SESSION)
REQUEST = WireRequest("GET", "https://ent.example/sign-in")


class TicketAdapter:
    """A protocol of one redirect and one sealed ticket."""

    protocol = "ticket"

    def __init__(self, message: str) -> None:
        self._message = message
        self._claims: list[ReleasedClaims] = []

    def parse(self, request: WireRequest, *, now: datetime) -> SignInRequest[None]:
        """Return a request of the publisher."""
        assert request == REQUEST
        once = OneTimeClaim(self._message, now + timedelta(minutes=5))
        return SignInRequest(provider=PUBLISHER.id, resource=None, once=once, detail=None)

    def respond(
        self,
        sign_in: SignInRequest[None],
        claims: ReleasedClaims,
        *,
        reference: str,
        authenticated: datetime | None,
        now: datetime,
    ) -> Answer[Redirect]:
        """Seal all claims under a ticket."""
        assert (sign_in.provider, authenticated) == (PUBLISHER.id, None)
        ticket = f"ST-7777777-{self._message}"
        self._claims.append(claims)
        body = seal(ticket, repr((reference, claims)).encode())
        entry = OneTimeEntry(entry_key(ticket), body, now + timedelta(seconds=10))
        participant = Participant(
            provider=PUBLISHER.id, protocol="ticket", subject=claims.subject, index=ticket
        )
        return Answer(Redirect(f"{ATLAS.url}?ticket={ticket}"), (entry,), participant)

    def read_back(
        self,
        sign_in: SignInRequest[None],
        answer: Answer[WireResponse],
        *,
        now: datetime,
    ) -> Told:
        """Return what was sealed."""
        del sign_in, answer, now
        return told_of(self._claims[-1])

    def decline(self, sign_in: SignInRequest[None], obstacle: Obstacle, *, now: datetime) -> None:
        """Let the person be asked."""


def _service(stores: Stores, people: Stores) -> LaunchService:
    catalogue = Catalogue([EVERYTHING], [ATLAS])
    access = AccessService(
        tenant=TENANT,
        keys=lambda: KeyRing(KEY),
        identifiers=stores.identifiers,
        shared_sector=None,
        catalogue=lambda: catalogue,
        directory=people.directory,
        entitlements=stores.store,
        leases=stores.leases,
        activations=stores.activations,
        clock=lambda: NOW,
    )
    return LaunchService(
        access=access,
        catalogue=lambda: catalogue,
        directory=people.directory,
        pending=stores.pending,
        journal=stores.journal,
        transaction=stores.transaction,
        proving=ProvingService(policies=stores.policies, alarms=LoggedAlarms()),
        participation=participation(stores.participants),
        clock=lambda: NOW,
        tokens=lambda: "K7PM2Q4X" * 4,
    )


def _prepare(stores: Stores) -> None:
    stores.put(MARKED, NOW)
    stores.writer.write(subscriptions=[SUBSCRIPTION], seats=[seat()])
    stores.pending.remember(CLICK)


def test_a_launch_is_recorded_once_and_its_replay_never(stores: Stores) -> None:
    """The whole path on each backend: launched, ticket kept, replay refused without a trace."""
    _prepare(stores)
    service = _service(stores, stores)

    assert isinstance(service.launch(TicketAdapter("m-1"), REQUEST, WHO), Launched)
    with pytest.raises(ReplayError):
        service.launch(TicketAdapter("m-1"), REQUEST, WHO)

    (record,) = stores.journal.records(limit=10)
    assert record.school == LYCEE.id
    assert record.subscription == SUBSCRIPTION.id
    assert Attribute.NOM in record.attributes
    assert stores.pending.recall(SESSION, PUBLISHER.id, now=NOW) == CLICK


def test_a_refusal_is_recorded(stores: Stores) -> None:
    """Somebody unknown: the refusal is in the journal, with nothing else."""
    service = _service(stores, stores)

    assert isinstance(service.launch(TicketAdapter("m-1"), REQUEST, WHO), Stopped)

    (record,) = stores.journal.records(limit=10)
    assert record.refusal is not None


def test_a_launch_is_few_statements_in_one_transaction(sqlite: Database) -> None:
    """One connection; reads first, then one transaction of four inserts."""
    stores = sql_stores(sqlite)
    _prepare(stores)
    service = _service(stores, stores)
    service.launch(TicketAdapter("m-1"), REQUEST, WHO)
    assert len(sqlite._connections._idle) == 1
    said: list[str] = []
    connection = cast("sqlite3.Connection", sqlite._connections._idle[0])
    connection.set_trace_callback(said.append)

    service.launch(TicketAdapter("m-2"), REQUEST, WHO)

    connection.set_trace_callback(None)
    verbs = [statement.split()[0] for statement in said]
    assert verbs == ["SELECT"] * 3 + ["BEGIN"] + ["INSERT"] * 4 + ["COMMIT"]
    assert len(sqlite._connections._idle) == 1


def test_a_floating_licence_costs_a_launch_its_own_statements_and_nobody_elses(
    sqlite: Database,
) -> None:
    """Openings and leases are read once; the lease is counted and written under the lock."""
    stores = sql_stores(sqlite)
    stores.put(MARKED, NOW)
    opened = replace(OPENING, subscription=FLOATING.id, population=Population())
    stores.writer.write(subscriptions=[FLOATING], openings=[opened])
    stores.pending.remember(CLICK)
    service = _service(stores, stores)
    service.launch(TicketAdapter("m-1"), REQUEST, WHO)
    said: list[str] = []
    connection = cast("sqlite3.Connection", sqlite._connections._idle[0])
    connection.set_trace_callback(said.append)

    assert isinstance(service.launch(TicketAdapter("m-2"), REQUEST, WHO), Launched)

    connection.set_trace_callback(None)
    verbs = [statement.split()[0] for statement in said]
    lease = ["SELECT", "SELECT", "INSERT"]
    assert verbs == ["SELECT"] * 5 + ["BEGIN", *lease] + ["INSERT"] * 4 + ["COMMIT"]


def test_of_launches_at_once_on_the_last_licence_one_succeeds(stores: Stores) -> None:
    """The others are refused with the time at which it comes back; nothing of them leaves."""
    one = replace(FLOATING, licences=Licences(overall=1))
    opened = replace(OPENING, subscription=one.id, population=Population())
    people = [replace(MARKED, id=PersonId(f"p-{number}")) for number in range(4)]
    for person in people:
        stores.put(person, NOW)
    stores.writer.write(subscriptions=[one], openings=[opened])
    service = _service(stores, stores)

    def launch(number: int) -> Launched | Stopped | ChooseSchool | Reauthenticate:
        who = SignedIn(people[number].id, SessionId(f"s-{number}"))
        return service.launch(TicketAdapter(f"m-{number}"), REQUEST, who)

    outcomes = at_once(4, launch)

    stopped = [found for found in outcomes if isinstance(found, Stopped)]
    assert len(stopped) == 3, outcomes
    assert sum(isinstance(found, Launched) for found in outcomes) == 1
    refusals = {found.decision.refused for found in stopped}
    assert refusals == {Refused(Refusal.ALL_IN_USE, NOW + LEASE)}
    records = stores.journal.records(limit=10)
    assert sum(record.refusal is None for record in records) == 1


def test_the_database_of_launches_holds_no_value(sqlite: Database, tmp_path: Path) -> None:
    """Where the portal keeps its own people, our file knows attributes by name only.

    Every byte of the database, its log and its index is searched for what was released.
    """
    people = memory_stores()
    people.put(MARKED, NOW)
    stores = sql_stores(sqlite)
    place = Membership(LYCEE.id, Profile.TEACHER)
    stores.put(Person(ALICE, Identity("", ""), (place,)), NOW)
    stores.writer.write(subscriptions=[SUBSCRIPTION], seats=[seat()])
    stores.pending.remember(CLICK)
    service = _service(stores, people)

    launched = service.launch(TicketAdapter("m-1"), REQUEST, WHO)

    assert isinstance(launched, Launched)
    subject = service.access.subject_at(PUBLISHER.id, ALICE)
    everything = b"".join(file.read_bytes() for file in tmp_path.iterdir() if file.is_file())
    assert launched.reference.encode() in everything, "the record itself is there"
    for value in ("Marquée", "marquee@", subject, "ST-7777777", "National_ens", CLASS.label):
        assert value.encode() not in everything
