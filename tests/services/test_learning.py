"""What would they learn?  About one person, in both directions; about a population, counted."""

from dataclasses import replace
from datetime import date
from itertools import count

from tests.services.portal import CALCULO, SUMS, Portal

from garbridge.core.access import Entitlements
from garbridge.core.attributes import Attribute
from garbridge.core.catalogue import Catalogue
from garbridge.core.exposure import Exposure, Joint
from garbridge.core.identifiers import PersonId, SubscriptionId
from garbridge.core.people import GroupKind, Membership, Person, Profile
from garbridge.core.permissions import OPERATOR, Denied
from garbridge.core.policy import PolicyEntry, ReleasePolicy
from garbridge.services.explaining import Learnt
from garbridge.services.exposing import ExposureService
from garbridge.stores.memory import (
    MemoryActivations,
    MemoryDatabase,
    MemoryDirectory,
    MemoryEntitlements,
)
from garbridge.testing.world import (
    ALICE,
    ATLAS,
    CLASS,
    COLLEGE,
    LYCEE,
    NOW,
    PUBLISHER,
    SUBSCRIPTION,
    pupil,
    seat,
)


def entry(attribute: Attribute, profiles: frozenset[Profile] = frozenset(Profile)) -> PolicyEntry:
    """Return one entry of a policy."""
    return PolicyEntry(
        attribute=attribute,
        purpose="choisir le niveau",
        profiles=profiles,
        validated_by="M. Validé",
        validated_on=date(2026, 8, 20),
    )


PARC = replace(PUBLISHER, policy=ReleasePolicy((entry(Attribute.IDO), entry(Attribute.DIV))))
SUMS_BOUGHT = replace(SUBSCRIPTION, id=SubscriptionId("sums"), resource=SUMS.id)
MATHS = replace(CALCULO, policy=ReleasePolicy((entry(Attribute.PRE),)))
CATALOGUE = Catalogue([PARC, MATHS], [ATLAS, SUMS])


def portal() -> Portal:
    """Return Alice, who may open one resource of each of two providers."""
    held = [seat(), seat(ALICE, SUMS_BOUGHT)]
    return Portal(catalogue=CATALOGUE, facts=Entitlements([SUBSCRIPTION, SUMS_BOUGHT], held))


def learnt(**asked: object) -> list[tuple[str, list[str]]]:
    """Return what is learnt: of which resource, which attributes."""
    found = portal().explaining().learn(OPERATOR, ALICE, reason="essai", **asked)  # type: ignore[arg-type]  # by name
    assert not isinstance(found, Denied)
    return [(one.resource.id, list(one.released.values())) for one in found]


def test_all_that_one_provider_learns_about_one_person() -> None:
    """Over all its resources; nothing of another provider's."""
    assert learnt(provider=PARC.id) == [(ATLAS.id, ["IDO", "DIV"])]
    assert learnt(provider=MATHS.id) == [(SUMS.id, ["PRE"])]


def test_who_learns_the_class_of_one_person() -> None:
    """The other direction; nobody learns what no policy names."""
    assert learnt(attribute=Attribute.DIV) == [(ATLAS.id, ["IDO", "DIV"])]
    assert learnt(attribute=Attribute.NOM) == []
    assert [name for name, _ in learnt()] == [ATLAS.id, SUMS.id]


def test_it_is_what_a_launch_would_hand_over() -> None:
    """By the same gate and the same filter, and the look-up is written down with its reason."""
    world = portal()
    found = world.explaining().learn(OPERATOR, ALICE, reason="essai", provider=PARC.id)
    explained = world.explain(ALICE, ATLAS.id)

    assert explained.release is not None
    assert found == [Learnt(ATLAS, LYCEE.id, explained.release.released)]
    latest, first = world.looked_up.lookups(LYCEE.id, limit=9)
    assert (first.about, first.reason) == (f"provider:{PARC.id}", "essai")
    assert latest.about == ATLAS.id


def test_nothing_is_learnt_about_a_stranger() -> None:
    """Or by a provider that is not registered."""
    world = portal()

    assert world.explaining().learn(OPERATOR, PersonId("nobody"), reason="essai") == ()


def classmate(name: str, number: int, *more: Membership) -> Person:
    """Return a pupil of the class of that number, called *name*."""
    division = replace(CLASS, code=f"2DE{number}", label=f"Seconde {number}")
    assert division.kind is GroupKind.DIVISION
    one = pupil(name, Membership(LYCEE.id, Profile.PUPIL, groups=(division,)), *more)
    return replace(one, identity=replace(one.identity, given_name=name[0].upper()))


def service(people: list[Person]) -> ExposureService:
    """Return the service: everybody holds both resources, at the lycée."""
    database = MemoryDatabase()
    directory = MemoryDirectory([LYCEE, COLLEGE], people)
    tokens = (f"op-{number}" for number in count())
    kept = MemoryEntitlements(
        database, directory=directory, clock=lambda: NOW, tokens=lambda: next(tokens)
    )
    kept.write(
        subscriptions=[SUBSCRIPTION, SUMS_BOUGHT],
        seats=[seat(one.id, bought) for one in people for bought in (SUBSCRIPTION, SUMS_BOUGHT)],
    )
    return ExposureService(
        directory=directory,
        entitlements=kept,
        activations=MemoryActivations(database),
        catalogue=lambda: CATALOGUE,
        clock=lambda: NOW,
    )


def test_how_many_are_alone_in_what_is_told() -> None:
    """The class singles one out, the first name two, both together three."""
    people = [
        classmate("anna", 1),
        classmate("axel", 1),
        classmate("anouk", 2),
        classmate("bob", 2),
        classmate("carl", 3),
    ]
    found = service(people).expose()

    assert found.singly == [
        Exposure(provider=MATHS.id, people=5, tuples=3, smallest=1, alone=2),
        Exposure(provider=PARC.id, people=5, tuples=3, smallest=1, alone=1),
    ]
    assert found.jointly == [Joint(one=MATHS.id, two=PARC.id, people=5, alone=3)]


def test_somebody_of_two_schools_is_one_person() -> None:
    """Whatever schools are asked for, they are counted once."""
    both = classmate("anna", 1, Membership(COLLEGE.id, Profile.PUPIL))
    exposed = service([both, classmate("axel", 1)])

    assert [one.people for one in exposed.expose().singly] == [2, 2]
    assert [one.people for one in exposed.expose([LYCEE.id]).singly] == [2, 2]
    assert exposed.expose([COLLEGE.id]).singly == []


def test_nobody_is_told_about_nobody() -> None:
    """An empty school."""
    found = service([]).expose()

    assert (found.singly, found.jointly) == ([], [])
