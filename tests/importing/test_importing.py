"""The import into a directory, on both databases: what it adds, changes, ends and leaves alone."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from tests.gar.ent.days import NOW
from tests.gar.ent.small import (
    COLLEGE,
    ECOLE,
    ENGLISH,
    LEVEL,
    MATHS,
    Small,
    group,
    link,
    person,
)
from tests.importing.directories import LATER, NOTHING, World, ends

from garbridge.core.identifiers import PersonId, SchoolId, TenantId
from garbridge.core.people import Group, GroupKind, Identity, Membership, Profile, School
from garbridge.errors import StoreUnavailableError
from garbridge.gar.ent.schema import Sheet
from garbridge.ports import Change
from garbridge.services.importing import Rejected
from garbridge.stores.sql import schema
from garbridge.stores.sql.importing import SqlStagingArea


@pytest.fixture(name="world")
def _world(engine: Engine, tmp_path: Path) -> Iterator[World]:
    world = World(engine, tmp_path)
    yield world
    world.close()


@pytest.fixture(name="small")
def _small() -> Small:
    return Small()


def test_people_are_what_the_export_says(world: World, small: Small) -> None:
    """Identity, membership without an end, and every population with its label."""
    world.bring(small)

    assert world.person("p1").identity == Identity("Étoile-Marquée", "Zoé", "Mme")
    assert world.person("p1").memberships == (
        Membership(
            SchoolId(COLLEGE),
            Profile.PUPIL,
            groups=(
                Group(GroupKind.DIVISION, "6A", "Libellé 6A"),
                Group(GroupKind.GROUP, "6ANG", "Libellé 6ANG", parents=("6A", "6B")),
                Group(GroupKind.LEVEL, LEVEL, "6e", statistical="21110010001"),
                Group(GroupKind.SUBJECT, ENGLISH, f"Matière {ENGLISH}"),
            ),
        ),
    )


def test_teachers_belong_to_what_they_teach(world: World, small: Small) -> None:
    """Divisions, groups, levels and subjects, and the first e-mail."""
    world.bring(small)

    teacher = world.person("t1")
    place = teacher.at(SchoolId(COLLEGE))
    assert teacher.identity.email == "bruno.marquefort@ent.example"
    assert place is not None
    assert {(found.kind.value, found.code) for found in place.groups} == {
        ("division", "6A"),
        ("group", "6ANG"),
        ("level", LEVEL),
        ("subject", MATHS),
    }


def test_first_degree_levels_carry_their_own_code(world: World, small: Small) -> None:
    """Code, label and statistical code are the same four characters."""
    world.bring(small)

    pupil = world.person("e1").at(SchoolId(ECOLE))
    assert pupil is not None
    assert pupil.of_kind(GroupKind.LEVEL) == (
        Group(GroupKind.LEVEL, "1111", "1111", statistical="1111"),
    )


def test_schools_carry_their_degree(world: World, small: Small) -> None:
    """An école is a school of the first."""
    world.bring(small)

    assert list(world.directory().schools()) == [
        School(SchoolId(COLLEGE), "École 2", 2),
        School(SchoolId(ECOLE), "École 1", 1),
    ]


def test_delegates_are_kept(world: World, small: Small) -> None:
    """Who may assign, where, and how to reach them."""
    world.bring(small)

    columns = schema.delegate.c
    with world.engine.connect() as connection:
        found = connection.execute(select(columns.school, columns.person, columns.email)).all()
    assert [tuple(row) for row in found] == [(COLLEGE, "h1", "chef@ent.example")]


def test_the_report_counts(world: World, small: Small) -> None:
    """Everything is new the first time."""
    difference = world.bring(small)

    assert difference.schools == Change(added=2)
    assert difference.people == difference.memberships == Change(added=6)
    assert difference.populations == Change(added=8)
    assert difference.belongings == Change(added=15)
    assert difference.delegates == Change(added=1)


def test_the_same_export_again_changes_nothing(world: World, small: Small) -> None:
    """A nightly import of an unchanged portal writes nothing and marks nobody."""
    world.bring(small)
    before = world.everything()
    difference = world.bring(small, at=LATER)

    for name in ("schools", "people", "memberships", "populations", "belongings", "delegates"):
        change = getattr(difference, name)
        assert change == Change(unchanged=change.unchanged)
        assert change.unchanged
    assert world.everything() == before
    assert world.changed(LATER) == set()


def test_a_rehearsal_writes_nothing(world: World, small: Small) -> None:
    """It says what an import would change."""
    rehearsed = world.bring(small, rehearse=True)

    assert list(world.directory().schools()) == []
    assert world.bring(small) == rehearsed


def test_who_vanished_has_left_now(world: World, small: Small) -> None:
    """The membership ends at the instant of the import; what they belonged to is gone."""
    world.bring(small)
    for name in ("GARPersonMEF", "GAREleveEnseignement", "GARPersonGroupe", "GAREleve"):
        small.drop(small.find(name, GARPersonIdentifiant="p2"))
    difference = world.bring(small, at=LATER)

    gone = world.person("p2")
    assert ends(gone, COLLEGE) == LATER
    assert gone.memberships[0].groups == ()
    assert difference.people == Change(ended=1, unchanged=5)
    assert difference.memberships == Change(ended=1, unchanged=5)
    assert difference.belongings.ended == 3
    assert world.changed(LATER) == {"p2"}


def test_who_left_stays_as_they_left(world: World, small: Small) -> None:
    """The end does not move with every further import."""
    world.bring(small)
    for name in ("GARPersonMEF", "GAREleveEnseignement", "GARPersonGroupe", "GAREleve"):
        small.drop(small.find(name, GARPersonIdentifiant="p2"))
    world.bring(small, at=LATER)
    difference = world.bring(small, at=LATER + timedelta(days=1))

    assert ends(world.person("p2"), COLLEGE) == LATER
    assert difference.memberships == Change(unchanged=5)


def test_who_comes_back_is_there_again(world: World, small: Small) -> None:
    """The same person, without an end, in the groups that are stated now."""
    world.bring(small)
    pupil = world.person("p2")
    shorter = Small()
    for name in ("GARPersonMEF", "GAREleveEnseignement", "GARPersonGroupe", "GAREleve"):
        shorter.drop(shorter.find(name, GARPersonIdentifiant="p2"))
    world.bring(shorter, at=LATER)
    difference = world.bring(small, at=LATER + timedelta(days=1))

    assert world.person("p2") == pupil
    assert difference.memberships == Change(changed=1, unchanged=5)
    assert difference.people == Change(unchanged=6)
    assert world.changed(LATER + timedelta(days=1)) == {"p2"}


def test_who_changes_school_has_one_end_and_one_beginning(world: World, small: Small) -> None:
    """The old membership ends, the new one is there; the person is the same."""
    world.bring(small)
    moved = Small()
    for name in ("GARPersonMEF", "GAREleveEnseignement", "GARPersonGroupe", "GAREleve"):
        moved.drop(moved.find(name, GARPersonIdentifiant="p2"))
    moved.add(1, Sheet.PUPILS, "GAREleve", person("p2", ECOLE, "elv"))
    world.bring(moved, at=LATER)

    assert ends(world.person("p2"), COLLEGE) == LATER
    assert ends(world.person("p2"), ECOLE) is None


@pytest.mark.parametrize(
    ("block", "field", "value", "changed"),
    [
        pytest.param(("GAREleve", "p1"), "GARPersonNom", "Nouveau", {"p1"}, id="name"),
        pytest.param(("GAREnseignant", "t1"), "GARPersonMail", ["n@e.example"], {"t1"}, id="mail"),
        pytest.param(
            ("GARPersonMEF", "p1"), "GARPersonIdentifiant", "t2", {"p1", "t2"}, id="level"
        ),
    ],
)
def test_who_changed_is_told(  # noqa: PLR0917 - what changes, and who
    world: World, small: Small, block: tuple[str, str], field: str, value: object, changed: set[str]
) -> None:
    """Those and nobody else: what follows an import need not look at everybody."""
    small.add(2, Sheet.STAFF, "GAREnseignant", person("t2", COLLEGE, "ens"))
    world.bring(small)
    name, who = block
    small.find(name, GARPersonIdentifiant=who)[field] = value
    world.bring(small, at=LATER)

    assert world.changed(LATER) == changed


def test_a_changed_profile_is_told(world: World, small: Small) -> None:
    """A teacher who becomes head has other rights."""
    world.bring(small)
    small.find("GAREnseignant", GARPersonIdentifiant="t1")["GARPersonProfils"] = [
        {"GARStructureUAI": COLLEGE, "GARPersonProfil": "National_dir"}
    ]
    difference = world.bring(small, at=LATER)

    assert world.person("t1").memberships[0].profile is Profile.HEAD
    assert difference.memberships == Change(changed=1, unchanged=5)
    assert world.changed(LATER) == {"t1"}


def test_a_changed_label_changes_everybody_in_it(world: World, small: Small) -> None:
    """A label is part of what is known of them."""
    world.bring(small)
    small.find("GARGroupe", GARGroupeCode="6A")["GARGroupeLibelle"] = "Sixième A"
    difference = world.bring(small, at=LATER)

    assert difference.populations == Change(changed=1, unchanged=7)
    assert difference.belongings == Change(unchanged=15)
    assert world.changed(LATER) == {"p1", "t1"}


def test_a_group_that_vanished_is_gone(world: World, small: Small) -> None:
    """And nobody belongs to it any more."""
    world.bring(small)
    small.drop(small.find("GARGroupe", GARGroupeCode="6ANG"))
    small.drop(small.find("GARPersonGroupe", GARGroupeCode="6ANG"))
    small.drop(small.find("GAREnsGroupeMatiere"))
    difference = world.bring(small, at=LATER)

    assert difference.populations == Change(ended=1, unchanged=7)
    assert difference.belongings.ended == 2
    place = world.person("p1").at(SchoolId(COLLEGE))
    assert place is not None
    assert place.of_kind(GroupKind.GROUP) == ()


def test_a_changed_school_and_delegate(world: World, small: Small) -> None:
    """Nobody is marked for it: it is not about them."""
    world.bring(small)
    small.find("GAREtab", GARStructureUAI=COLLEGE)["GARStructureNomCourant"] = "Collège"
    small.find("GARRespAff")["GARPersonMail"] = ["nouveau@ent.example"]
    difference = world.bring(small, at=LATER)

    assert difference.schools == Change(changed=1, unchanged=1)
    assert difference.delegates == Change(changed=1)
    assert world.changed(LATER) == set()


def test_a_delegate_who_is_not_stated_any_more_is_none(world: World, small: Small) -> None:
    """At once: a delegation is a right."""
    world.bring(small)
    small.drop(small.find("GARRespAff"))

    assert world.bring(small, at=LATER).delegates == Change(ended=1)


def test_a_school_that_vanished_is_kept_for_those_who_left_it(world: World, small: Small) -> None:
    """Its name still stands in their ended memberships."""
    world.bring(small)
    small.blocks = [block for block in small.blocks if block[0] == 2]
    difference = world.bring(small, at=LATER)

    assert difference.schools == Change(unchanged=1)
    assert ends(world.person("e1"), ECOLE) == LATER
    assert School(SchoolId(ECOLE), "École 1", 1) in list(world.directory().schools())


def test_who_is_not_served_is_not_stored(world: World, small: Small) -> None:
    """A guardian's or inspector's name never enters the database."""
    small.find("GAREnseignant", GARPersonIdentifiant="m1")["GARPersonProfils"] = [
        {"GARStructureUAI": ECOLE, "GARPersonProfil": "National_aca"}
    ]
    difference = world.bring(small)

    assert world.directory().person(PersonId("m1")) is None
    assert difference.people == difference.memberships == Change(added=5)


def test_an_export_with_a_mistake_changes_nothing(world: World, small: Small) -> None:
    """All or nothing, whatever else is right in it."""
    world.bring(small)
    before = world.everything()
    small.add(2, Sheet.PUPILS, "GAREleve", person("new", COLLEGE, "elv"))
    small.add(2, Sheet.GROUPS, "GARPersonGroupe", link(COLLEGE, "new", "GARGroupeCode", "6Z"))
    outcome = world.attempt(small, at=LATER)

    assert isinstance(outcome, Rejected)
    assert world.everything() == before
    assert world.changed(LATER) == set()


def test_a_departure_is_forgotten_when_somebody_comes_back(world: World, small: Small) -> None:
    """Whoever was removed for good, and is stated again, is new."""
    columns = {"tenant": world.tenant, "person": "p1", "changed": 0}
    with world.engine.begin() as connection:
        connection.execute(schema.departure.insert().values(columns))
    world.bring(small)

    with world.engine.connect() as connection:
        assert connection.execute(select(schema.departure)).all() == []


def test_tenants_do_not_see_each_other(world: World, small: Small, tmp_path: Path) -> None:
    """An import of one never touches the people of another, whose identifiers are the same."""
    world.bring(small)
    with world.engine.begin() as connection:
        for table in (
            schema.school,
            schema.person,
            schema.membership,
            schema.population,
            schema.belonging,
        ):
            rows = connection.execute(select(table)).mappings().all()
            connection.execute(table.insert(), [{**row, "tenant": "G0"} for row in rows])
    other = World(world.engine, tmp_path, TenantId("G0"))
    before = other.everything()
    for name in ("GARPersonMEF", "GAREleveEnseignement", "GARPersonGroupe", "GAREleve"):
        small.drop(small.find(name, GARPersonIdentifiant="p2"))
    small.find("GARGroupe", GARGroupeCode="6A")["GARGroupeLibelle"] = "Autre"
    world.bring(small, at=LATER)

    after, changed = other.everything(), other.changed(LATER)
    other.close()
    assert (after, changed) == (before, set())


def test_one_import_at_a_time(world: World) -> None:
    """Two would each end what the other brings."""
    area = SqlStagingArea(world.engine)
    with area(world.tenant), pytest.raises(StoreUnavailableError), area(world.tenant):
        pass
    with area(world.tenant):
        pass


def test_codes_that_differ_by_case_or_accent_are_two(world: World, small: Small) -> None:
    """Both databases compare by code point, like the portals' own."""
    for code in ("6a", "6À", "6A\u0300"):
        small.add(2, Sheet.GROUPS, "GARGroupe", group(COLLEGE, code, "DIVISION"))
        small.add(2, Sheet.GROUPS, "GARPersonGroupe", link(COLLEGE, "p2", "GARGroupeCode", code))
    world.bring(small)

    place = world.person("p2").at(SchoolId(COLLEGE))
    assert place is not None
    assert place.codes(GroupKind.DIVISION) == {"6B", "6a", "6À", "6A\u0300"}
    assert world.bring(small, at=LATER).belongings.added == NOTHING.added


def test_the_instant_of_the_import_is_that_of_the_clock(world: World, small: Small) -> None:
    """Whatever the machine's own clock says."""
    world.bring(small)

    assert len(world.changed(NOW)) == 6
    assert world.changed(NOW + timedelta(microseconds=1)) == set()
