"""What an import leaves for the queue, in its own transaction; and when it asks first."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from tests.gar.ent.days import NOW
from tests.gar.ent.small import COLLEGE, ECOLE, TENANT, Small, link, person
from tests.importing.directories import LATER, World, left

from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.queue import Entry, EntryKind
from garbridge.gar.ent.export import GarEntExport
from garbridge.gar.ent.schema import Sheet
from garbridge.ports import SchoolChange
from garbridge.services.importing import Asks, Imported
from garbridge.stores.sql.queue import SqlQueue


@pytest.fixture(name="world")
def _world(engine: Engine, tmp_path: Path) -> Iterator[World]:
    world = World(engine, tmp_path)
    yield world
    world.close()


def waiting(world: World, school: str = COLLEGE) -> list[Entry]:
    """Return what waits at a school."""
    return list(SqlQueue(world.database, TENANT).waiting(SchoolId(school)))


def kinds(world: World, school: str = COLLEGE) -> list[tuple[EntryKind, str]]:
    """Return what waits at a school, in short."""
    return [(entry.kind, entry.person) for entry in waiting(world, school)]


def pupils(count: int, *, first: int = 0) -> Small:
    """Return the export with *count* more pupils at the collège."""
    small = Small()
    for number in range(first, first + count):
        small.add(2, Sheet.PUPILS, "GAREleve", person(f"q{number:05}", COLLEGE, "elv"))
    return small


def classed(count: int, division: str = "6A") -> Small:
    """Return the export with *count* more pupils of *division*."""
    small = pupils(count)
    for number in range(count):
        member = link(COLLEGE, f"q{number:05}", "GARGroupeCode", division)
        small.add(2, Sheet.GROUPS, "GARPersonGroupe", member)
    return small


def test_nobody_arrives_with_the_first_import(world: World) -> None:
    """Who is there first did not arrive, and nothing is to be done for them one by one."""
    world.bring(Small())

    assert (waiting(world), waiting(world, ECOLE)) == ([], [])


def test_an_arrival_waits_with_the_classes_it_comes_to(world: World) -> None:
    """Once: importing the same again adds nothing."""
    world.bring(Small())
    export = pupils(1)
    export.add(2, Sheet.GROUPS, "GARPersonGroupe", link(COLLEGE, "q00000", "GARGroupeCode", "6B"))

    world.bring(export, at=LATER)
    world.bring(export, at=LATER + timedelta(days=1))

    (entry,) = waiting(world)
    assert (entry.kind, entry.person, entry.at) == (EntryKind.ARRIVAL, "q00000", LATER)
    assert (entry.gone, entry.come, entry.told_by) == ((), ("division:6B",), None)


def test_who_was_signalled_waits_once(world: World) -> None:
    """The import finds what somebody had told, and adds nothing."""
    world.bring(Small())
    told = Entry(
        school=SchoolId(COLLEGE),
        kind=EntryKind.ARRIVAL,
        person=PersonId("q00000"),
        at=NOW,
        told_by="h1",
    )
    SqlQueue(world.database, TENANT).add([told])

    world.bring(pupils(2), at=LATER)

    assert [(entry.person, entry.told_by) for entry in waiting(world)] == [
        ("q00000", "h1"),
        ("q00001", None),
    ]


def test_a_departure_waits_with_the_classes_it_leaves(world: World) -> None:
    """And whoever comes back arrives again."""
    world.bring(Small())

    world.bring(left(Small(), "p1"), at=LATER)
    (entry,) = waiting(world)
    assert (entry.kind, entry.person) == (EntryKind.DEPARTURE, "p1")
    assert entry.gone == ("division:6A", "group:6ANG", "level:10010012110")

    world.bring(Small(), at=LATER + timedelta(days=1))
    assert kinds(world)[1:] == [(EntryKind.ARRIVAL, "p1")]


def test_a_change_of_class_waits_with_both(world: World) -> None:
    """What is left, and what is come to; subjects are no classes."""
    world.bring(Small())
    small = Small()
    small.find("GARPersonGroupe", GARPersonIdentifiant="p2")["GARGroupeCode"] = "6A"

    world.bring(small, at=LATER)

    (entry,) = waiting(world)
    assert (entry.kind, entry.person) == (EntryKind.MOVE, "p2")
    assert (entry.gone, entry.come) == (("division:6B",), ("division:6A",))


def test_a_change_of_profile_waits(world: World) -> None:
    """A teacher who becomes the documentaliste."""
    world.bring(Small())
    small = Small()
    profiles = [{"GARStructureUAI": COLLEGE, "GARPersonProfil": "National_doc"}]
    small.find("GAREnseignant", GARPersonIdentifiant="t1")["GARPersonProfils"] = profiles

    world.bring(small, at=LATER)

    found = [entry for entry in waiting(world) if entry.kind is EntryKind.PROFILE]
    assert [(entry.person, entry.gone, entry.come) for entry in found] == [
        ("t1", ("ens",), ("doc",))
    ]


def test_who_leaves_one_of_two_schools_leaves_that_one(world: World) -> None:
    """The other does not hear of it."""
    both = Small()
    pupil = both.find("GAREleve", GARPersonIdentifiant="p2")
    places = [
        {"GARStructureUAI": school, "GARPersonProfil": "National_elv"}
        for school in (COLLEGE, ECOLE)
    ]
    pupil |= {"GARPersonProfils": places, "GARPersonEtab": [COLLEGE, ECOLE]}
    world.bring(both)

    world.bring(Small(), at=LATER)

    assert kinds(world, ECOLE) == [(EntryKind.DEPARTURE, "p2")]
    assert kinds(world) == []


def test_a_rehearsal_tells_each_school_and_keeps_nothing(world: World) -> None:
    """Arrivals, departures and changes of class, before anything."""
    world.bring(Small())
    small = left(pupils(2), "p1")
    small.find("GARPersonGroupe", GARPersonIdentifiant="p2")["GARGroupeCode"] = "6A"

    found = world.bring(small, rehearse=True).by_school

    assert found[0] == SchoolChange(school=COLLEGE, arrivals=2, departures=1, moves=1, before=4)
    assert waiting(world) == []


@pytest.mark.parametrize(("gone", "asks"), [(2, False), (4, True)])
def test_an_import_that_removes_much_asks_first(world: World, gone: int, *, asks: bool) -> None:
    """More than ten percent; nothing is applied, until somebody says that it is meant."""
    world.bring(pupils(24))
    before = world.everything()
    export = GarEntExport(pupils(24 - gone, first=gone).write(world.folder / "less"), TENANT)
    service = world.service(LATER)

    outcome = service.run(export)

    assert isinstance(outcome, Asks) is asks
    if not isinstance(outcome, Asks):
        return
    assert world.everything() == before
    assert {(one.what, one.school, one.ended, one.before) for one in outcome.much} == {
        ("people", "", 4, 30),
        ("memberships", "", 4, 30),
        ("people", COLLEGE, 4, 28),
    }
    rehearsed = service.run(export, rehearse=True)
    assert isinstance(rehearsed, Imported)
    assert rehearsed.much == outcome.much
    accepted = service.run(export, accept_removals=True)
    assert isinstance(accepted, Imported)
    assert world.person("q00000").at(SchoolId(COLLEGE)) is not None
    assert PersonId("q00000") in {entry.person for entry in waiting(world)}


@pytest.mark.parametrize(
    ("missing", "what"), [("GARRespAff", "delegates"), ("GARPersonGroupe", "belongings")]
)
def test_an_import_that_loses_what_people_belong_to_asks_first(
    world: World, missing: str, what: str
) -> None:
    """Everybody is there, and the responsables are not, or nobody is in a class any more."""
    world.bring(classed(24))
    small = classed(24)
    small.blocks = [block for block in small.blocks if block[2] != missing]
    export = GarEntExport(small.write(world.folder / "less"), TENANT)

    outcome = world.service(LATER).run(export)

    assert isinstance(outcome, Asks)
    assert {one.what for one in outcome.much} == {what}


def test_classes_that_are_exchanged_do_not_ask(world: World) -> None:
    """Each summer: the same pupils, other classes."""
    world.bring(classed(24))
    export = GarEntExport(classed(24, "6B").write(world.folder / "moved"), TENANT)

    assert isinstance(world.service(LATER).run(export), Imported)


def test_a_first_import_never_asks(world: World) -> None:
    """There is nothing that it could remove."""
    export = GarEntExport(Small().write(world.folder / "first"), TENANT)

    assert isinstance(world.service(NOW).run(export), Imported)
