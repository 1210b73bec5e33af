"""A small valid world from which a test changes one thing."""

from datetime import UTC, date, datetime

from garbridge.core.attributes import Attribute
from garbridge.core.catalogue import Provider, Resource
from garbridge.core.entitlements import (
    LicenceKind,
    Licences,
    Opening,
    Population,
    Seat,
    Subscription,
)
from garbridge.core.identifiers import (
    PersonId,
    ProviderId,
    ResourceId,
    SchoolId,
    SubscriptionId,
    TenantId,
)
from garbridge.core.pairwise import PairwiseKey
from garbridge.core.people import (
    Group,
    GroupKind,
    Identity,
    Membership,
    Person,
    Profile,
    Public,
    School,
)
from garbridge.core.policy import PolicyEntry, ReleasePolicy
from garbridge.core.terms import Party, Responsibility

TENANT = TenantId("F0")
RESPONSIBILITY = Responsibility(
    controller=Party(name="Région du Parc", contact="1 rue du Parc"),
    processor=Party(name="Régie du Parc", contact="2 rue du Parc"),
    officer=Party(name="La déléguée", contact="dpo@parc.example"),
    legal_act="Délibération 2026-12",
)
KEY = PairwiseKey("test", b"k" * 32)
NOW = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)
"""A Monday morning of the school year."""
YEAR_STARTS = datetime(2026, 8, 16, tzinfo=UTC)
YEAR_ENDS = datetime(2027, 8, 16, tzinfo=UTC)

LYCEE = School(SchoolId("0750001A"), "Lycée Jeanne-Barret")
COLLEGE = School(SchoolId("0750002B"), "Collège Alphonse-Daudet")

CLASS = Group(GroupKind.DIVISION, "2DE4", "Seconde 4")
CHOIR = Group(GroupKind.GROUP, "CHORALE", "Chorale du lycée", parents=("2DE4",))
LEVEL = Group(GroupKind.LEVEL, "20010018110", "2de générale et technologique", statistical="2211")
MATHS = Group(GroupKind.SUBJECT, "061300", "Mathématiques")

PUBLISHER = Provider(
    id=ProviderId("editions-du-parc"),
    name="Éditions du Parc",
    policy=ReleasePolicy(
        (
            PolicyEntry(
                attribute=Attribute.PRO,
                purpose="ouvrir les fonctions de l’enseignant ou de l’élève",
                profiles=frozenset(Profile),
                validated_by="M. Validé",
                validated_on=date(2026, 8, 20),
            ),
        )
    ),
)
ATLAS = Resource(
    id=ResourceId("ark:/99999/atlas"),
    provider=PUBLISHER.id,
    title="Atlas des climats",
    url="https://parc.example/atlas",
    publisher=PUBLISHER.name,
)

SUBSCRIPTION = Subscription(
    id=SubscriptionId("atlas-2026"),
    resource=ATLAS.id,
    school=LYCEE.id,
    kind=LicenceKind.INDIV,
    publics=frozenset(Public),
    starts=YEAR_STARTS,
    ends=YEAR_ENDS,
    licences=Licences(overall=None),
)
SCHOOL_WIDE = Subscription(
    id=SubscriptionId("atlas-etab-2026"),
    resource=ATLAS.id,
    school=LYCEE.id,
    kind=LicenceKind.ETABL,
    publics=frozenset(Public),
    starts=YEAR_STARTS,
    ends=YEAR_ENDS,
    licences=Licences(overall=None),
)
OPENING = Opening(
    subscription=SCHOOL_WIDE.id,
    resource=ATLAS.id,
    school=LYCEE.id,
    population=Population(profile=Profile.PUPIL),
)


ALICE = PersonId("alice")


def pupil(name: str = "alice", *memberships: Membership) -> Person:
    """Return a pupil of the lycée in class 2DE4, or of *memberships*."""
    place = Membership(LYCEE.id, Profile.PUPIL, groups=(CLASS, CHOIR, LEVEL))
    return Person(PersonId(name), Identity("Étoile-Marquée", "Zoé"), memberships or (place,))


def teacher(name: str = "bruno", *memberships: Membership) -> Person:
    """Return a maths teacher of the lycée, or of *memberships*."""
    place = Membership(LYCEE.id, Profile.TEACHER, groups=(CLASS, LEVEL, MATHS))
    return Person(
        PersonId(name),
        Identity("Marquefort", "Bruno", "M.", "bruno.marquefort@ent.example"),
        memberships or (place,),
    )


def seat(person: PersonId = ALICE, subscription: Subscription = SUBSCRIPTION) -> Seat:
    """Return a seat of *person* under *subscription*."""
    return Seat(
        subscription=subscription.id,
        resource=subscription.resource,
        school=subscription.school,
        person=person,
    )
