"""Objections and protections: who may, what the gate says, what others are told."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from tests.services.school import BRUNO, HEAD, PEOPLE, adult
from tests.wiring.inside import portal_with, ticking
from tests.wiring.portal_files import write_portal

from garbridge.core.access import Granted, Refusal, Refused
from garbridge.core.attributes import Attribute
from garbridge.core.identifiers import PersonId, ResourceId, SubscriptionId
from garbridge.core.people import Membership, Profile
from garbridge.core.permissions import OPERATOR, Actor, Denied
from garbridge.core.release import Withheld, Withholding
from garbridge.core.restrictions import Asker, Ending, Restriction
from garbridge.errors import StoreError, ValueRefusedError
from garbridge.ports import RestrictionStore
from garbridge.services.explaining import Explanation
from garbridge.services.merging import MergingService
from garbridge.services.restricting import NotRestricted, RestrictingService
from garbridge.testing.requests import ASKED
from garbridge.testing.world import ALICE, COLLEGE, LYCEE, NOW, SUBSCRIPTION, pupil, seat
from garbridge.wiring import Runtime, erasing_service, restricting_service

VIDEOS = ResourceId("ark:/12345/videos")
LIBRARIAN = Actor(PersonId("zoe-doc"))
PUPIL = Actor(ALICE)
OTHER_HEAD = Actor(PersonId("autre"))
BOTH = pupil("alice", Membership(LYCEE.id, Profile.PUPIL), Membership(COLLEGE.id, Profile.PUPIL))
PRESENT = (
    BOTH,
    pupil("denis"),
    *(one for one in PEOPLE if one.id != ALICE),
    replace(adult("autre", Profile.HEAD), memberships=(Membership(COLLEGE.id, Profile.HEAD),)),
)
RELEASE = """
alternative = "Le classeur papier, au CDI."
[cas]
[[resources]]
ark = "ark:/12345/videos"
title = "Vidéos"
url = "https://studio.example/videos"
[[release]]
attribute = "NOM"
purpose = "nommer la copie"
profiles = ["elv"]
validated_by = "La déléguée"
validated_on = 2026-08-25
"""
RIGHTS = """
[rights]
contact = "Demandez à la vie scolaire."
[rights.schools]
0750002B = "Demandez à Mme Morin."
"""


@pytest.fixture(name="runtime")
def _runtime(tmp_path: Path) -> Iterator[Runtime]:
    """Return a portal where Alice is at two schools and has the videos at both."""
    file = write_portal(tmp_path)
    file.write_text(file.read_text("utf-8") + RIGHTS, encoding="utf-8")
    (tmp_path / "providers" / "studio.toml").write_text('name = "Studio"' + RELEASE, "utf-8")
    with portal_with(PRESENT, tmp_path, schools=(LYCEE, COLLEGE), clock=ticking()) as runtime:
        here = replace(SUBSCRIPTION, resource=VIDEOS)
        there = replace(here, id=SubscriptionId("la-bas"), school=COLLEGE.id)
        seats = [seat(ALICE, here), seat(ALICE, there), seat(PersonId("denis"), here)]
        runtime.writer.write(subscriptions=[here, there], seats=seats)
        yield runtime


@pytest.fixture(name="rights")
def _rights(runtime: Runtime) -> RestrictingService:
    """Return the service."""
    return restricting_service(runtime)


def object_to(rights: RestrictingService, actor: Actor = HEAD, person: PersonId = ALICE) -> object:
    """Record that somebody objects to the videos."""
    return rights.object_to(
        actor, person, VIDEOS, asked_by=Asker.FAMILY, reason="Courrier du 12 novembre"
    )


def test_from_then_on_the_gate_refuses_at_every_school(
    runtime: Runtime, rights: RestrictingService
) -> None:
    """For that person and that resource alone; withdrawn, it opens again."""
    made = object_to(rights)

    assert isinstance(made, Restriction)
    assert (made.recorded.by, made.recorded.text) == (HEAD, "Courrier du 12 novembre")
    for school in (LYCEE, COLLEGE):
        refused = runtime.access.check(ALICE, school.id, VIDEOS)
        assert refused == Refused(Refusal.OBJECTED)
    assert isinstance(runtime.access.check(PersonId("denis"), LYCEE.id, VIDEOS), Granted)

    ended = rights.withdraw(HEAD, ALICE, VIDEOS, reason="Courrier du 14 novembre")
    assert isinstance(ended, Restriction)
    assert ended.ending is Ending.WITHDRAWN
    assert isinstance(runtime.access.check(ALICE, LYCEE.id, VIDEOS), Granted)
    assert list(rights.objections(HEAD, school=LYCEE.id)) == [ended]  # type: ignore[arg-type]  # no denial


def test_launch_explain_and_shelf_say_the_same(
    runtime: Runtime, rights: RestrictingService
) -> None:
    """One gate; with what to use instead, and whom to ask at that school."""
    object_to(rights)

    tiles = runtime.shelves.tiles(BOTH)
    assert {tile.refused for tile in tiles} == {Refused(Refusal.OBJECTED)}
    told = runtime.explaining.explain(OPERATOR, ALICE, VIDEOS, reason="appel", school=COLLEGE.id)
    advice = "Le classeur papier, au CDI. Demandez à Mme Morin."
    assert told == Explanation(Refused(Refusal.OBJECTED), None, advice)
    survey = runtime.checking.check(OPERATOR, LYCEE.id)
    assert not isinstance(survey, Denied)
    (barred,) = survey.barred
    assert barred.instead == "Le classeur papier, au CDI. Demandez à la vie scolaire."
    assert survey.is_clean


def test_an_answer_upholds_or_ends_it(runtime: Runtime, rights: RestrictingService) -> None:
    """What is upheld stands with its answer; what is rejected opens again, and is kept."""
    object_to(rights)
    kept = rights.answer(HEAD, ALICE, VIDEOS, text="Accepté", upheld=True)

    assert isinstance(kept, Restriction)
    assert kept.stands
    assert isinstance(runtime.access.check(ALICE, LYCEE.id, VIDEOS), Refused)

    over = rights.answer(HEAD, ALICE, VIDEOS, text="Au programme de l’examen", upheld=False)
    assert isinstance(over, Restriction)
    assert (over.ending, over.answer) == (Ending.REJECTED, over.end)
    assert isinstance(runtime.access.check(ALICE, LYCEE.id, VIDEOS), Granted)
    assert rights.answer(HEAD, ALICE, VIDEOS, text="x", upheld=True) is NotRestricted.NONE_STANDS
    assert rights.withdraw(HEAD, ALICE, VIDEOS, reason="x") is NotRestricted.NONE_STANDS


class _Between:
    """A store in which something happens within a rejection."""

    def __init__(self, store: RestrictionStore, act: Callable[[], object], *, before: str) -> None:
        self._store = store
        self._act = act
        self._before = before

    def __getattr__(self, name: str) -> object:
        """Return what the store has, after what happens."""
        if name == self._before:
            self._before = ""
            self._act()
        return getattr(self._store, name)


def test_a_rejection_is_written_as_a_whole(runtime: Runtime, rights: RestrictingService) -> None:
    """A crash before it ends leaves no objection that was answered and stands."""
    object_to(rights)

    def crash() -> None:
        raise StoreError("the disk is full")

    store = _Between(runtime.stores.restrictions, crash, before="end")
    broken = replace(rights, restrictions=store)  # type: ignore[arg-type]  # a store and an event
    with pytest.raises(StoreError):
        broken.answer(HEAD, ALICE, VIDEOS, text="Au programme", upheld=False)

    (left,) = runtime.stores.restrictions.of_person(ALICE)
    assert (left.answer, left.end) == (None, None)


def test_what_is_told_is_what_was_answered(runtime: Runtime, rights: RestrictingService) -> None:
    """Somebody withdraws it, and records another one, just before."""
    object_to(rights)

    def other() -> None:
        rights.withdraw(HEAD, ALICE, VIDEOS, reason="Courrier du 14 novembre")
        object_to(rights)

    store = _Between(runtime.stores.restrictions, other, before="answer")
    late = replace(rights, restrictions=store)  # type: ignore[arg-type]  # a store and an event
    told = late.answer(HEAD, ALICE, VIDEOS, text="Au programme", upheld=False)

    withdrawn, rejected = runtime.stores.restrictions.of_person(ALICE)
    assert (withdrawn.answer, withdrawn.ending) == (None, Ending.WITHDRAWN)
    assert rejected == told


def test_a_rejection_that_ended_nothing_says_so(
    runtime: Runtime, rights: RestrictingService
) -> None:
    """What was withdrawn meanwhile was not rejected."""
    object_to(rights)

    def withdraw() -> None:
        rights.withdraw(HEAD, ALICE, VIDEOS, reason="Courrier du 14 novembre")

    store = _Between(runtime.stores.restrictions, withdraw, before="end")
    late = replace(rights, restrictions=store)  # type: ignore[arg-type]  # a store and an event
    told = late.answer(HEAD, ALICE, VIDEOS, text="Au programme", upheld=False)

    assert told is NotRestricted.NONE_STANDS
    (left,) = runtime.stores.restrictions.of_person(ALICE)
    assert left.ending is Ending.WITHDRAWN


def test_what_a_family_asked_for_is_not_undone_by_the_pupil(rights: RestrictingService) -> None:
    """Their own objection they record and withdraw; whoever is asked, it is theirs."""
    own = object_to(rights, PUPIL)
    assert isinstance(own, Restriction)
    assert own.asked_by is Asker.PERSON
    assert object_to(rights) is NotRestricted.STANDS_ALREADY
    assert isinstance(rights.withdraw(PUPIL, ALICE, VIDEOS, reason="x"), Restriction)

    object_to(rights)
    assert isinstance(rights.withdraw(PUPIL, ALICE, VIDEOS, reason="x"), Denied)
    assert isinstance(rights.answer(PUPIL, ALICE, VIDEOS, text="x", upheld=False), Denied)
    found = rights.objections(PUPIL, person=ALICE)
    assert not isinstance(found, Denied)
    assert len(found) == 2


def test_what_takes_the_place_of_their_own_is_not_theirs(
    runtime: Runtime, rights: RestrictingService
) -> None:
    """The school ends it, the family objects, and the pupil's withdrawal comes after both."""
    object_to(rights, PUPIL)

    def replaced() -> None:
        rights.answer(HEAD, ALICE, VIDEOS, text="Au programme", upheld=False)
        object_to(rights)

    store = _Between(runtime.stores.restrictions, replaced, before="end")
    late = replace(rights, restrictions=store)  # type: ignore[arg-type]  # a store and an event
    assert isinstance(late.withdraw(PUPIL, ALICE, VIDEOS, reason="x"), Denied)


@pytest.mark.parametrize("actor", [LIBRARIAN, Actor(BRUNO), Actor(PersonId("denis"))])
def test_nobody_else_records_reads_or_protects(rights: RestrictingService, actor: Actor) -> None:
    """Neither about somebody of their school, nor a list of it; and nothing was written."""
    answers = [
        object_to(rights, actor),
        rights.answer(actor, ALICE, VIDEOS, text="x", upheld=True),
        rights.withdraw(actor, ALICE, VIDEOS, reason="x"),
        rights.protect(actor, ALICE, reason="x"),
        rights.lift(actor, ALICE, reason="x"),
        rights.objections(actor, school=LYCEE.id),
        rights.objections(actor, person=ALICE),
        rights.protected(actor, school=LYCEE.id),
        rights.protected(actor),
    ]

    assert all(isinstance(answer, Denied) for answer in answers)
    assert rights.objections(OPERATOR) == rights.protected(OPERATOR) == []


def test_a_stranger_and_nobody_get_one_answer(rights: RestrictingService) -> None:
    """A head is not told whether somebody of another school exists."""
    answers = [
        object_to(rights, OTHER_HEAD, PersonId("denis")),
        object_to(rights, OTHER_HEAD, PersonId("nobody")),
        rights.protect(OTHER_HEAD, PersonId("denis"), reason="x"),
        rights.protect(OTHER_HEAD, PersonId("nobody"), reason="x"),
    ]

    assert len(set(answers)) == 1
    assert isinstance(answers[0], Denied)


def test_a_head_is_told_of_the_people_of_their_school(rights: RestrictingService) -> None:
    """Of Alice, who is at both; not of Denis, who is at the other."""
    object_to(rights)
    object_to(rights, person=PersonId("denis"))

    mine, theirs = rights.objections(HEAD), rights.objections(OTHER_HEAD)
    assert [one.person for one in mine] == [ALICE, PersonId("denis")]  # type: ignore[union-attr]  # no denial
    assert [one.person for one in theirs] == [ALICE]  # type: ignore[union-attr]  # no denial


@pytest.mark.parametrize("reason", ["", "  ", "x" * 256, "une\nautre"])
def test_it_needs_a_reason(rights: RestrictingService, reason: str) -> None:
    """That the journal can keep."""
    with pytest.raises(ValueRefusedError):
        rights.protect(HEAD, ALICE, reason=reason)
    with pytest.raises(ValueRefusedError):
        rights.object_to(HEAD, ALICE, VIDEOS, asked_by=Asker.PERSON, reason=reason)


def test_what_is_not_there_cannot_be_restricted(rights: RestrictingService) -> None:
    """A resource nobody registered, a person the directory does not know."""
    unknown = ResourceId("ark:/12345/rien")
    with pytest.raises(ValueRefusedError):
        rights.object_to(OPERATOR, ALICE, unknown, asked_by=Asker.PERSON, reason="x")
    with pytest.raises(ValueRefusedError):
        object_to(rights, OPERATOR, PersonId("nobody"))
    with pytest.raises(ValueRefusedError):
        rights.protect(OPERATOR, PersonId("nobody"), reason="x")


def why_no_name(runtime: Runtime, actor: Actor) -> Withholding:
    """Return why *actor* is told that Alice's name does not leave."""
    told = runtime.explaining.explain(actor, ALICE, VIDEOS, reason="appel", school=LYCEE.id)
    assert isinstance(told, Explanation)
    assert told.release is not None
    (found,) = [one for one in told.release.withheld if one.attribute is Attribute.NOM]
    return found.why


def seen_by(runtime: Runtime, actor: Actor) -> tuple[object, ...]:
    """Return all that *actor* is told of what publishers learn about Alice."""
    asked = partial(runtime.explaining.learn, actor, ALICE, reason="appel")
    explain = partial(runtime.explaining.explain, actor, ALICE, VIDEOS, at=NOW)
    return (
        explain(reason="appel", school=LYCEE.id),
        asked(attribute=Attribute.NOM),
        asked(),
    )


def test_who_is_protected_is_told_to_nobody_who_may_not_know(
    runtime: Runtime, rights: RestrictingService
) -> None:
    """The name leaves no more; a librarian reads of it what they read of anybody."""
    before = seen_by(runtime, LIBRARIAN)
    assert isinstance(rights.protect(HEAD, ALICE, reason="Décision du juge"), Restriction)
    granted = runtime.access.check(ALICE, COLLEGE.id, VIDEOS)

    assert isinstance(granted, Granted)
    assert granted.protected
    account = runtime.access.release(granted)
    assert account.released.values() == {}
    assert Withheld(Attribute.NOM, Withholding.PROTECTED) in account.withheld
    assert why_no_name(runtime, HEAD) is Withholding.PROTECTED
    assert seen_by(runtime, LIBRARIAN) == before
    explained, learnt_of_it, learnt_of_all = before
    assert isinstance(explained, Explanation)
    assert explained.reserved == (Attribute.NOM,)
    assert len(learnt_of_it) == len(learnt_of_all) == 1  # type: ignore[arg-type]  # no denial
    assert "Étoile" not in repr([one.released for one in (*learnt_of_it, *learnt_of_all)])  # type: ignore[misc]  # no denial
    learnt = runtime.explaining.learn(HEAD, ALICE, reason="appel", attribute=Attribute.NOM)
    assert learnt == []

    assert isinstance(rights.lift(HEAD, ALICE, reason="Fin de la mesure"), Restriction)
    granted = runtime.access.check(ALICE, LYCEE.id, VIDEOS)
    assert isinstance(granted, Granted)
    assert runtime.access.release(granted).released.values() == {"NOM": ("Étoile-Marquée",)}


def test_an_entry_that_is_merged_keeps_what_it_was_kept_from(
    runtime: Runtime, rights: RestrictingService
) -> None:
    """The entry that stays is protected, and objects; once, where it did before."""
    denis = PersonId("denis")
    object_to(rights)
    object_to(rights, person=denis)
    rights.protect(HEAD, ALICE, reason="Décision du juge")

    runtime.stores.requests.add(ASKED)

    merging: MergingService = runtime.merging
    merging.merge(OPERATOR, ALICE, denis, reason="Doublon")

    assert runtime.access.check(denis, LYCEE.id, VIDEOS) == Refused(Refusal.OBJECTED)
    standing = [one for one in rights.protected(OPERATOR) if one.person == denis]  # type: ignore[union-attr]  # no denial
    assert [one.stands for one in standing] == [True]
    assert len(runtime.stores.restrictions.of_person(denis)) == 2
    (asked,) = runtime.stores.requests.of_person(denis)
    assert asked.person == denis


def test_who_is_erased_leaves_no_objection(runtime: Runtime, rights: RestrictingService) -> None:
    """Nor that they were protected."""
    object_to(rights)
    rights.protect(HEAD, ALICE, reason="Décision du juge")
    service = erasing_service(runtime)
    gone = replace(service, directory=_Nobody())  # type: ignore[arg-type]  # all it asks

    gone.erase(OPERATOR, ALICE, reason="demande du 3 mars")

    assert list(runtime.stores.restrictions.everything()) == []


class _Nobody:
    def person(self, _person: PersonId) -> None:
        """Return nobody."""
