"""Two entries of the directory that are one person."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from tests.services.licences import classmate, counted, give, parting_in
from tests.services.test_queueing import SECOND, Queueing
from tests.services.test_ruling import DOC, HEAD, OTHER

from garbridge.core.duplicates import Sign, duplicates
from garbridge.core.entitlements import Population, Rule
from garbridge.core.identifiers import PersonId, ProviderId, SubscriptionId
from garbridge.core.merges import Parted
from garbridge.core.operations import OperationKind
from garbridge.core.people import Identity, Membership, Person, Profile
from garbridge.core.permissions import OPERATOR, Denial, Denied
from garbridge.core.queue import EntryKind
from garbridge.errors import ValueRefusedError
from garbridge.services.assigning import Applied
from garbridge.services.merging import Merged, MergingService
from garbridge.stores.memory import (
    MemoryJournal,
    MemoryMarks,
    MemoryRequests,
    MemoryRestrictions,
)
from garbridge.stores.memory.rolls import MemoryRolls
from garbridge.testing.journal import RECORD
from garbridge.testing.world import ATLAS, COLLEGE, LYCEE, NOW, PUBLISHER, SUBSCRIPTION, seat

A, B = PersonId("a"), PersonId("b")


def named(identifier: str, family: str, given: str, email: str = "") -> Person:
    """Return a pupil of that name."""
    place = Membership(LYCEE.id, Profile.PUPIL)
    return Person(PersonId(identifier), Identity(family, given, email=email), (place,))


@dataclass
class Merging(Queueing):
    """The lycée with its queue, and the service of duplicates."""

    own_directory: bool = False

    def __post_init__(self) -> None:
        """Put it together."""
        super().__post_init__()
        self.launches = MemoryJournal(self.database)
        self.restrictions = MemoryRestrictions(self.database)
        self.merging = MergingService(
            directory=self.directory,
            ledger=self.ledger,
            queue=self.store_of_queue,
            years=self.plans,
            trail=self.launches,
            restrictions=self.restrictions,
            requests=MemoryRequests(self.database),
            marks=MemoryMarks(self.database),
            parting=parting_in(self.database, self.directory, lambda: self.now),
            permissions=self.assigning.permissions,
            transaction=self.database.transaction,
            clock=lambda: self.now,
            tokens=self.assigning.tokens,
            rolls=MemoryRolls(self.database) if self.own_directory else None,
        )

    def merge(self) -> Merged:
        """Merge ``a`` into ``b``."""
        done = self.merging.merge(HEAD, A, B, reason="Doublon")
        assert isinstance(done, Merged)
        return done


@pytest.mark.parametrize(
    ("one", "other", "sign"),
    [
        (named("1", "Étoile-Marquée", "Zoé"), named("2", "ETOILE MARQUEE", "zoe"), Sign.NAME),
        (named("1", "A", "B", "x@ent.example"), named("2", "C", "D", "X@ent.example"), Sign.EMAIL),
    ],
)
def test_what_looks_alike_is_listed(one: Person, other: Person, sign: Sign) -> None:
    """Whatever case, accents and hyphens."""
    (found,) = duplicates([one, other, named("3", "Autre", "Nom")])

    assert (found.sign, found.people, found.schools) == (sign, ("1", "2"), (LYCEE.id,))


def test_another_profile_or_no_name_is_no_sign() -> None:
    """A mother and her daughter; two of whom the directory says nothing."""
    mother = replace(named("1", "A", "B"), memberships=(Membership(LYCEE.id, Profile.TEACHER),))

    assert duplicates([mother, named("2", "A", "B")]) == ()
    assert duplicates([named("1", "", ""), named("2", "", "")]) == ()


def test_seats_go_to_the_one_that_stays() -> None:
    """Where both hold one, one licence comes back; it is journalled, and can be undone."""
    world = Merging(bought=[counted(3), SECOND], resources=[ATLAS, OTHER])
    world.apply(give("a", "b"))
    world.apply(give("a", resources=(OTHER.id,)))

    done = world.merge()

    assert (world.held(), world.held(OTHER.id)) == ("b", "b")
    (latest,) = world.ledger.journal(LYCEE.id, limit=1)
    assert (latest.signed.kind, latest.given, latest.returned) == (OperationKind.MERGE, 1, 2)
    assert done.operation is not None
    undone = world.assigning.undo(HEAD, done.operation)
    assert isinstance(undone, Applied)
    assert (world.held(), world.held(OTHER.id)) == ("ab", "a")
    assert undone.parted == Parted((), ())


@pytest.mark.parametrize(
    ("gone", "kept", "after"),
    [
        ("this", "last", {"last": "b", "this": "b"}),
        ("last", "this", {"last": "b", "this": "b"}),
        ("this next", "", {"this": "b", "next": "b"}),
        ("this next", "this", {"this": "b", "next": "b"}),
        ("this", "longer", {"this": "", "longer": "b"}),
        ("longer", "this", {"this": "b", "longer": "b"}),
    ],
)
def test_both_hold_one_is_on_the_same_days(gone: str, kept: str, after: dict[str, str]) -> None:
    """The licence of last year or of next year is none for this one: no day is lost."""
    starts, ends, year = SUBSCRIPTION.starts, SUBSCRIPTION.ends, timedelta(days=365)
    spans = {
        "last": (starts - year, starts),
        "this": (starts, ends),
        "next": (ends, ends + year),
        "longer": (NOW - timedelta(days=1), ends + year),
    }
    bought = [
        counted(3, id=SubscriptionId(name), starts=span[0], ends=span[1])
        for name, span in spans.items()
    ]
    world = Merging(bought=bought)
    held = [(A, name) for name in gone.split()] + [(B, name) for name in kept.split()]
    world.store.write(
        seats=[replace(seat(who), subscription=SubscriptionId(name)) for who, name in held]
    )

    world.merge()

    holders = {one.subscription.id: "".join(one.holders) for one in world.ledger.stocks(LYCEE.id)}
    assert {name: holders[SubscriptionId(name)] for name in after} == after


def test_a_licence_at_a_school_that_is_not_theirs_comes_back() -> None:
    """The one that stays could not open it there."""
    there = replace(SUBSCRIPTION, id=SubscriptionId("there"), school=COLLEGE.id)
    both = replace(
        classmate("a"),
        memberships=(*classmate("a").memberships, Membership(COLLEGE.id, Profile.PUPIL)),
    )
    world = Merging(people=[both, classmate("b")], bought=[SUBSCRIPTION, there])
    world.apply(give("a", schools=(LYCEE.id, COLLEGE.id)))

    done = world.merging.merge(OPERATOR, A, B)

    assert isinstance(done, Merged)
    assert (world.held(), world.held(school=COLLEGE.id)) == ("b", "")
    assert world.merging.merge(HEAD, A, B) == Denied(Denial.NO_ROLE)


def test_rules_and_the_queue_follow() -> None:
    """A rule on the one that goes, and what waits about it."""
    world = Merging()
    world.write(Rule(resource=ATLAS.id, school=LYCEE.id, population=Population(person=A)))
    world.waits(EntryKind.MOVE, "a")

    world.merge()

    (rule,) = world.ledger.rules(LYCEE.id)
    assert rule.rule.population == Population(person=B)
    assert [one.entry.person for one in world.waiting()] == ["b"]
    assert world.held() == "b"


def test_it_says_which_providers_know_which() -> None:
    """Those that know only the one that goes will see a new account."""
    world = Merging()
    world.launches.commit(replace(RECORD, person=A))
    world.launches.commit(replace(RECORD, person=B, provider=ProviderId("other")))

    done = world.merge()

    assert (done.know_gone, done.know_kept) == ((PUBLISHER.id,), ("other",))


def test_a_rehearsal_moves_nothing() -> None:
    """It says what would go where."""
    world = Merging()
    world.apply(give("a"))

    done = world.merging.merge(HEAD, A, B, rehearse=True)

    assert isinstance(done, Merged)
    assert (len(done.movements), done.operation, world.held()) == (2, None, "a")


@pytest.mark.parametrize(("one", "other"), [("a", "a"), ("a", "nobody"), ("nobody", "a")])
def test_who_cannot_be_merged_is_refused(one: str, other: str) -> None:
    """Somebody with themselves, or with nobody."""
    with pytest.raises(ValueRefusedError):
        Merging().merging.merge(OPERATOR, PersonId(one), PersonId(other))


def test_only_heads_and_administrators_merge() -> None:
    """And only they are told who may be one person."""
    world = Merging(people=[named("x", "A", "B"), named("y", "A", "B")])
    denied = Denied(Denial.ROLE_DOES_NOT_ALLOW)

    assert world.merging.merge(DOC, PersonId("x"), PersonId("y")) == denied
    assert world.merging.duplicates(DOC, LYCEE.id) == denied
    found = world.merging.duplicates(HEAD, LYCEE.id)
    assert not isinstance(found, Denied)
    assert ("x", "y") in [one.people for one in found]
    assert world.merging.duplicates(OPERATOR, COLLEGE.id) == ()
