"""Worlds with something to see: full shelves, two schools, refusals, nothing at all."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

from tests.pictures import picture
from tests.web.doubles import MemoryDirectory
from tests.web.portal import World

from garbridge.core.access import Refusal, Refused
from garbridge.core.catalogue import Resource, Source
from garbridge.core.entitlements import LicenceKind, Licences, Population, Seat, Subscription
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId, SubscriptionId
from garbridge.core.marks import MOST_FAVOURITES, MOST_OPENED, Mark
from garbridge.core.outages import LEAST_PEOPLE, SETTLED
from garbridge.core.owners import Owner
from garbridge.core.people import Membership, Person, Profile, Public, School
from garbridge.core.permissions import EVERYWHERE
from garbridge.core.schools import SchoolBook, SchoolRule
from garbridge.core.showcase import PINNED, Announcement, LocalSection, SectionId, Shown
from garbridge.core.vignettes import Picture, Vignette
from garbridge.formats.pictures import read_picture
from garbridge.services.launch import NotGranted, Stopped
from garbridge.stores.memory import MemoryJournal
from garbridge.testing.journal import RECORD
from garbridge.testing.world import (
    ALICE,
    ATLAS,
    COLLEGE,
    LYCEE,
    NOW,
    PUBLISHER,
    YEAR_ENDS,
    YEAR_STARTS,
    pupil,
)
from garbridge.web.shelf_sections import MOST_SHOWN

ENDED = datetime(2026, 8, 31, 22, 0, tzinfo=UTC)
"""Midnight between 31 August and 1 September in Paris."""
NOT_YET = datetime(2027, 2, 28, 23, 0, tzinfo=UTC)
"""The first instant of 1 March in Paris."""

SHELF = (
    ("Atlas des climats", "Éditions du Parc", "Géographie", ("2de",), "Cartes et relevés."),
    ("Lexique illustré", "Vent d’Ouest", "Anglais LV1", ("6e", "5e", "4e", "3e"), ""),
    ("L’œuvre à la loupe", "Musées de poche", "Arts plastiques", ("Lycée",), ""),
    (
        "Exercices corrigés de mathématiques, du brevet au baccalauréat technologique",
        "Éditions du Parc",
        "Mathématiques",
        ("3e", "2de", "1re"),
        "Plus de deux mille exercices, avec des indices avant la solution.",
    ),
    ("Sciences de la vie et de la Terre", "Labo 21", "SVT", (), ""),
    ("Anticonstitutionnellementpédagogique", "", "", (), ""),
    ("Le Monde en direct", "Presse Jeunes", "Histoire", ("Terminale",), ""),
)


def resources(*, national: Sequence[int] = (1, 4)) -> list[Resource]:
    """Return the shelf's resources; those at *national* come from the State's list."""
    return [
        Resource(
            id=ResourceId(f"ark:/99999/r{number}"),
            provider=PUBLISHER.id,
            title=title,
            url=f"https://parc.example/r{number}",
            publisher=publisher,
            discipline=discipline,
            levels=levels,
            description=description,
            source=Source.NATIONAL if number in national else Source.LOCAL,
        )
        for number, (title, publisher, discipline, levels, description) in enumerate(SHELF)
    ]


def subscription(
    resource: Resource,
    school: School = LYCEE,
    *,
    starts: datetime = YEAR_STARTS,
    ends: datetime = YEAR_ENDS,
) -> Subscription:
    """Return one school's subscription of *resource* for everybody."""
    return Subscription(
        id=SubscriptionId(f"{resource.id}@{school.id}"),
        resource=resource.id,
        school=school.id,
        kind=LicenceKind.INDIV,
        publics=frozenset(Public),
        starts=starts,
        ends=ends,
        licences=Licences(overall=None),
    )


def give(world: World, given: Subscription) -> World:
    """Give the pupil a seat under *given*."""
    world.entitlements.subscriptions.append(given)
    world.entitlements.seats.append(
        Seat(subscription=given.id, resource=given.resource, school=given.school, person=ALICE)
    )
    return world


def nothing() -> World:
    """Return a world in which nothing is assigned."""
    world = World(resources=[ATLAS, *resources()])
    world.entitlements.subscriptions.clear()
    world.entitlements.seats.clear()
    return world


def full() -> World:
    """Return a world in which the whole shelf is the pupil's."""
    world = nothing()
    for resource in resources():
        give(world, subscription(resource))
    return world


def pictured() -> World:
    """Return a shelf with pictures of every shape, none, and a provider that does not answer."""
    world = full()
    shapes = ((200, 280), (400, 150), (16, 2_000), (1_900, 64))
    for number, (width, height) in enumerate(shapes):
        address = f"https://img.example/{number}.png"
        found = read_picture(picture(width=width, height=height))
        assert isinstance(found, Picture)
        world.vignettes.keep(Vignette(address=address, digest=found.digest), found)
        own = world.resources[number + 1]
        world.resources[number + 1] = replace(own, vignette=address)
    sent_in_vain(world)
    return world


def sent_in_vain(
    world: World,
    number: int = LEAST_PEOPLE,
    *,
    people: int = LEAST_PEOPLE,
    protocol: str = "cas",
    ago: timedelta = SETTLED + timedelta(seconds=1),
    schools: Sequence[SchoolId] = (LYCEE.id,),
) -> None:
    """Let so many people of each school be sent to the provider, which asks for nobody."""
    journal = MemoryJournal(world.kept)
    for one, school in product(range(number), schools):
        journal.commit(
            replace(
                RECORD,
                reference=f"R{one}-{school}",
                school=school,
                person=PersonId(f"p{one % people}-{school}"),
                provider=PUBLISHER.id,
                protocol=protocol,
                at=NOW - ago,
            )
        )


def two_schools() -> World:
    """Return a pupil of two schools, one resource at both."""
    world = full()
    world.directory = MemoryDirectory([at_two_schools()], [LYCEE, COLLEGE])
    for resource in resources()[:2]:
        give(world, subscription(resource, COLLEGE))
    return world


def at_two_schools() -> Person:
    """Return the pupil, member of the lycée and of the collège."""
    return pupil(
        "alice", Membership(LYCEE.id, Profile.PUPIL), Membership(COLLEGE.id, Profile.PUPIL)
    )


def refusals() -> World:
    """Return a shelf of which one thing is over, one has not begun and one is closed."""
    world = nothing()
    over, later, closed, *rest = resources()
    give(world, subscription(over, ends=ENDED))
    give(world, subscription(later, starts=NOT_YET))
    give(world, subscription(closed))
    for resource in rest[:2]:
        give(world, subscription(resource))
    world.resources = [
        replace(r, enabled=False) if r.id == closed.id else r for r in world.resources
    ]
    return world


def last_year() -> World:
    """Return a shelf on which everything is over."""
    world = nothing()
    for resource in resources()[:3]:
        give(world, subscription(resource, ends=ENDED))
    return world


def choice() -> World:
    """Return a resource that two schools open to the same pupil."""
    world = nothing()
    world.directory = MemoryDirectory([at_two_schools()], [LYCEE, COLLEGE])
    give(world, subscription(ATLAS))
    give(world, subscription(ATLAS, COLLEGE))
    return world


def stopped(reason: Refusal, since: datetime | None = None) -> Stopped:
    """Return a recorded refusal for *reason*."""
    return Stopped(NotGranted(Refused(reason, since)), "abcd2345")


WHOM = {
    Owner.ASSIGNER: "Mme Morin, au CDI, tous les jours de 8 h à 17 h",
    Owner.MANAGER: "L’intendance",
    Owner.PORTAL: "L’équipe ENT de la région, 01 23 45 67 89, assistance@region-du-parc.example",
    Owner.PROVIDER: "Le CDI, qui joint l’éditeur",
}


def shut() -> World:
    """Return a school that opens next spring."""
    world = full()
    world.schools = SchoolBook(SchoolRule(opens=NOT_YET, contacts=WHOM))
    return world


def half_open() -> World:
    """Return two schools of which one, an école, is not open yet; each names others to ask."""
    world = two_schools()
    college = SchoolRule(opens=NOT_YET, degree=1, name="École du Parc", contacts=WHOM)
    lycee = SchoolRule(contacts={**WHOM, Owner.ASSIGNER: "M. Roy, salle B12"})
    world.schools = SchoolBook(SchoolRule(), {COLLEGE.id: college, LYCEE.id: lycee})
    return world


def at_work(world: World) -> World:
    """Return *world* in the middle of the year: each section of the page shows what it can."""
    names = [one.id for one in world.resources]
    for one in range(MOST_SHOWN * 2):
        mark = Mark(LYCEE.id, names[one], NOW - timedelta(days=one))
        world.marks.add_favourite(ALICE, mark, most=MOST_FAVOURITES)
        world.marks.note_opened(ALICE, mark, most=MOST_OPENED)
        world.showcase.keep_shown(shown(PINNED, names[-one], one))
    ateliers = LocalSection(school=LYCEE.id, id=SectionId("s"), title="Ateliers", position=1)
    world.showcase.keep_section(ateliers)
    world.showcase.keep_shown(shown(ateliers.id, names[9], 1))
    for school in (LYCEE.id, EVERYWHERE):
        told = "Le CDI est ouvert pendant la pause de midi, du lundi au vendredi. " * 3
        ends = NOW + timedelta(days=2)
        one_told = Announcement(school=school, id="a", text=told, starts=NOW, ends=ends)
        world.showcase.keep_announcement(one_told, now=NOW)
    for at, bought in enumerate(world.entitlements.subscriptions[:MOST_SHOWN]):
        recent = replace(bought, starts=NOW - timedelta(days=at))
        world.entitlements.subscriptions[at] = recent
    return world


def shown(section: SectionId, resource: ResourceId, position: int) -> Shown:
    """Return *resource* put forward for everybody in *section*."""
    everybody = Population()
    return Shown(
        school=LYCEE.id,
        section=section,
        resource=resource,
        population=everybody,
        position=position,
    )
