"""Possible duplicates in the queue: found every night, told once, merged by nobody but a hand."""

from dataclasses import dataclass, replace

import pytest
from tests.services.licences import classmate, give
from tests.services.school import adult
from tests.services.test_merging import Merging, named
from tests.services.test_ruling import DOC, HEAD

from garbridge.core.identifiers import PersonId
from garbridge.core.people import Membership, Person, Profile
from garbridge.core.permissions import OPERATOR, Actor, Denial, Denied, Grant
from garbridge.core.queue import Entry, EntryKind, EntryState
from garbridge.core.roles import Role
from garbridge.services.merging import Merged
from garbridge.testing.world import COLLEGE, LYCEE

ADMINISTRATOR = Actor(PersonId("admin"))
EVERYWHERE = Grant(role=Role.ENT_ADMINISTRATOR, person=PersonId("admin"), school=None)
ASSIGNER = Grant(role=Role.ASSIGNER, person=PersonId("b"), school=LYCEE.id)


@dataclass
class Feeding(Merging):
    """The lycée with its queue, its duplicates, and what looks for them."""

    def __post_init__(self) -> None:
        """Put it together."""
        super().__post_init__()
        for name, profile in (("cheffe", Profile.HEAD), ("doc", Profile.LIBRARIAN)):
            self.directory.put(adult(name, profile, email=f"{name}@ent.example"), at=self.now)
        self.feeding = self.merging.feeding

    def refresh(self) -> tuple[Entry, ...]:
        """Look for them as the timer does."""
        found = self.feeding.refresh()
        assert not isinstance(found, Denied)
        return found

    def seen(self, actor: Actor = HEAD) -> list[tuple[PersonId, tuple[str, ...]]]:
        """Return the duplicates that *actor* sees waiting at the lycée."""
        found = self.queue.listing(actor, LYCEE.id)
        assert not isinstance(found, Denied)
        entries = [one.entry for one in found.waiting]
        return [(e.person, e.come) for e in entries if e.kind is EntryKind.DUPLICATE]


def twins(**more: object) -> Feeding:
    """Return a lycée with one name twice."""
    people = [named("x", "Aubry", "Zoé"), named("y", "AUBRY", "Zoe"), classmate("b")]
    return Feeding(people=people, stated=[EVERYWHERE, ASSIGNER], **more)  # type: ignore[arg-type]  # fields by name


def elsewhere(name: str) -> Person:
    """Return the same name at the collège."""
    place = Membership(COLLEGE.id, Profile.PUPIL)
    return replace(named(name, "Aubry", "Zoé"), memberships=(place,))


def test_a_duplicate_waits_once_and_is_merged_by_hand() -> None:
    """However often it is looked for; the merge closes it."""
    world = twins()

    assert [(e.person, e.come) for e in world.refresh()] == [("x", ("y",))]
    assert world.refresh() == ()
    assert world.seen() == [("x", ("y",))]
    done = world.merging.merge(HEAD, PersonId("y"), PersonId("x"))

    assert isinstance(done, Merged)
    assert (world.seen(), world.refresh()) == ([], ())
    (kept,) = world.store_of_queue.of_person(LYCEE.id, PersonId("x"))
    assert (kept.state, kept.decided_by) == (EntryState.ACCEPTED, "cheffe")


def test_accepting_merges_nobody() -> None:
    """All that waits is accepted without it; by its number it goes on waiting."""
    world = twins()
    world.apply(give("x", "y"))
    world.refresh()
    assert world.accept() == ()

    (number,) = (one.entry.number for one in world.waiting())
    done = world.queue.accept(HEAD, LYCEE.id, [number])

    assert not isinstance(done, Denied)
    assert [one.closed for one in done] == [False]
    assert (world.held(), len(world.seen())) == ("xy", 1)


def test_homonyms_that_were_dismissed_are_not_told_again() -> None:
    """Until a third of that name comes."""
    world = twins()
    world.refresh()
    (number,) = (one.entry.number for one in world.waiting())
    closed = world.queue.dismiss(HEAD, LYCEE.id, [number])
    assert not isinstance(closed, Denied)

    assert (len(closed), world.refresh(), world.seen()) == (1, (), [])
    world.arrive(named("z", "Aubry", "Zoé"))
    assert [(e.person, e.come) for e in world.refresh()] == [("x", ("y", "z"))]


def test_only_who_may_merge_sees_them() -> None:
    """Nobody else sees, dismisses or looks for them: not the documentaliste, not an assigner."""
    world = twins()
    world.refresh()
    (number,) = (one.entry.number for one in world.waiting())
    assigner = Actor(PersonId("b"))

    assert world.seen(DOC) == world.seen(assigner) == []
    assert world.queue.dismiss(assigner, LYCEE.id, [number]) == ()
    assert world.queue.accept(assigner, LYCEE.id, [number]) == ()
    no = Denied(Denial.ROLE_DOES_NOT_ALLOW)
    assert world.feeding.refresh(assigner, [LYCEE.id]) == no
    assert world.feeding.refresh(HEAD) == Denied(Denial.NO_ROLE)
    assert len(world.seen()) == 1


def test_of_somebody_elsewhere_only_those_hear_who_may_merge_there() -> None:
    """A head would learn who is at another school."""
    world = Feeding(people=[named("x", "Aubry", "Zoé"), elsewhere("far")], stated=[EVERYWHERE])
    assert world.feeding.refresh(HEAD, [LYCEE.id]) == ()
    assert {(e.school, e.person) for e in world.refresh()} == {
        (LYCEE.id, "far"),
        (COLLEGE.id, "far"),
    }

    assert (world.seen(), world.seen(ADMINISTRATOR)) == ([], [("far", ("x",))])
    assert world.merging.duplicates(HEAD, LYCEE.id) == ()
    found = world.merging.duplicates(ADMINISTRATOR, LYCEE.id)
    assert not isinstance(found, Denied)
    assert len(found) == 1


@pytest.mark.parametrize("actor", [OPERATOR, ADMINISTRATOR])
def test_a_rehearsal_keeps_nothing(actor: Actor) -> None:
    """It says what would wait."""
    world = twins()

    found = world.feeding.refresh(actor, rehearse=True)

    assert not isinstance(found, Denied)
    assert (len(found), world.seen()) == (1, [])


def happened(world: Feeding) -> list[tuple[EntryKind, PersonId]]:
    """Return what waits at the lycée, but duplicates."""
    waiting = world.store_of_queue.waiting(LYCEE.id)
    return [(one.kind, one.person) for one in waiting if one.kind is not EntryKind.DUPLICATE]


def test_a_directory_of_the_portals_own_feeds_the_queue() -> None:
    """Each night against the night before; a second look finds nothing."""
    world = Feeding(people=[classmate("a"), classmate("b")], stated=[], own_directory=True)
    assert [one for one in world.refresh() if one.kind is not EntryKind.DUPLICATE] == []
    world.directory.put(classmate("n"), at=world.now)
    world.directory.remove(PersonId("a"), at=world.now)

    rehearsed = world.feeding.refresh(rehearse=True)
    found = world.refresh()

    assert rehearsed == found
    assert happened(world) == [
        (EntryKind.DEPARTURE, PersonId("a")),
        (EntryKind.ARRIVAL, PersonId("n")),
    ]
    assert world.refresh() == ()


def test_who_was_signalled_is_not_told_again() -> None:
    """Somebody knew before the directory did."""
    world = Feeding(people=[classmate("a"), classmate("b")], stated=[], own_directory=True)
    world.refresh()
    signalled = Entry(
        school=LYCEE.id, kind=EntryKind.DEPARTURE, person=PersonId("a"), at=world.now, told_by="doc"
    )
    world.store_of_queue.add([signalled])
    world.directory.remove(PersonId("a"), at=world.now)

    assert world.refresh() == ()
    assert happened(world) == [(EntryKind.DEPARTURE, PersonId("a"))]


def test_where_the_directory_is_imported_the_import_tells() -> None:
    """Nothing is told twice."""
    world = Feeding(people=[classmate("a"), classmate("b")], stated=[])
    world.refresh()
    world.directory.remove(PersonId("a"), at=world.now)

    assert world.refresh() == ()
