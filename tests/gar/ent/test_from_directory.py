"""What an export says of a directory's people, what it leaves out, and that it is always right."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.gar.ent.exported import Exported, World
from tests.gar.ent.real_schemas import XSD_DIR, invalid_files, schemas

from garbridge.core.delegations import Declared
from garbridge.core.exporting import PROFILES, ExportRules, Omission
from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.people import (
    Group,
    GroupKind,
    Identity,
    Membership,
    Person,
    Profile,
    School,
)
from garbridge.core.permissions import EVERYTHING, Reach, Scope
from garbridge.testing.delegations import DELEGATION
from garbridge.testing.world import CLASS, COLLEGE, LYCEE, MATHS, NOW, pupil, teacher

ECOLE = School(SchoolId("0750003C"), "École des Tilleuls", degree=1)
LEVEL = Group(GroupKind.LEVEL, "20010018110", "2de", statistical="22110010001")
DAY = timedelta(days=1)
SCHEMAS = schemas() if XSD_DIR.is_dir() else {}
WHOLE = replace(DELEGATION, scope=EVERYTHING)


def at(school: School, profile: Profile, *groups: Group) -> Membership:
    """Return a place at *school*."""
    return Membership(school.id, profile, groups=groups)


def named(who: str, *places: Membership, email: str = "") -> Person:
    """Return somebody with a name."""
    return Person(PersonId(who), Identity("Étoile-Marquée", "Zoé", "Mme", email), places)


@pytest.fixture(name="world")
def _world() -> World:
    return World(people=[pupil(), teacher()])


def right(exported: Exported) -> Exported:
    """Return it, after looking that it could be sent."""
    prepared = exported.prepared
    assert [str(one) for one in (*prepared.findings.errors, *prepared.findings.warnings)] == []
    assert prepared.archive is not None
    return exported


def test_a_pupil_is_stated_with_their_place(world: World, tmp_path: Path) -> None:
    """Names, profile for each school, level, class and group; no birth date that nobody knows."""
    exported = right(world.export(tmp_path))

    assert exported.rows("GAREleve") == [
        {
            "GARPersonIdentifiant": "alice",
            "GARPersonProfils": "0750001A National_elv",
            "GARPersonNom": "Étoile-Marquée",
            "GARPersonPrenom": "Zoé",
            "GARPersonAutresPrenoms": "Zoé",
            "GARPersonEtab": "0750001A",
        }
    ]
    belongs = exported.rows("GARPersonGroupe")
    assert [row["GARGroupeCode"] for row in belongs] == ["2DE4", "CHORALE"]


def test_a_teacher_is_stated_with_what_they_teach(world: World, tmp_path: Path) -> None:
    """Each class with their subjects: the directory does not keep which subject where."""
    exported = right(world.export(tmp_path))

    taught = exported.rows("GAREnsClasseMatiere")
    assert [(row["GARGroupeCode"], row["GARMatiereCode"]) for row in taught] == [("2DE4", "061300")]
    assert "bruno" not in exported.ids("GARPersonGroupe")


def test_a_group_and_its_division_are_declared(world: World, tmp_path: Path) -> None:
    """Codes and labels as the directory has them."""
    rows = right(world.export(tmp_path)).rows("GARGroupe")

    assert [(row["GARGroupeCode"], row["GARGroupeStatut"]) for row in rows] == [
        ("2DE4", "DIVISION"),
        ("CHORALE", "GROUPE"),
    ]
    assert rows[1]["GARGroupeDivAppartenance"] == "2DE4"


@pytest.mark.parametrize(
    ("known", "told"),
    [
        ("22110010001", "22110010001"),
        ("2211", None),
        ("2211001000\x0b", None),
        ("2211001000\u0661", None),
    ],
)
def test_a_statistical_code_is_whole_or_left_out(
    world: World, tmp_path: Path, known: str, told: str | None
) -> None:
    """Four digits are no MEFSTAT11, nor is what no XML can hold: it would refuse all the rest."""
    level = replace(LEVEL, statistical=known)
    world.people = [named("p", at(LYCEE, Profile.PUPIL, CLASS, level))]

    assert right(world.export(tmp_path)).rows("GARMEF")[0].get("GARMEFSTAT11") == told


def test_somebody_of_two_schools_is_stated_once(world: World, tmp_path: Path) -> None:
    """With both schools, and what they belong to at each."""
    sixth = Group(GroupKind.DIVISION, "6A", "6e A")
    both = (at(COLLEGE, Profile.TEACHER, sixth), at(LYCEE, Profile.LIBRARIAN, CLASS))
    world.people = [pupil(), named("t", *both, email="t@ent.example")]
    exported = right(world.export(tmp_path))

    row = exported.rows("GAREnseignant")[0]
    assert row["GARPersonProfils"] == ["0750001A National_doc", "0750002B National_ens"]
    assert row["GARPersonEtab"] == ["0750001A", "0750002B"]
    assert row["GARPersonMail"] == "t@ent.example"
    places = {
        (row["GARStructureUAI"], row["GARGroupeCode"])
        for row in exported.rows("GARPersonGroupe")
        if row["GARPersonIdentifiant"] == "t"
    }
    assert places == {("0750001A", "2DE4"), ("0750002B", "6A")}


def test_whoever_is_a_pupil_here_and_staff_there_is_staff(world: World, tmp_path: Path) -> None:
    """One identifier stands in one file; what they follow as a pupil has no block there."""
    both = (at(COLLEGE, Profile.SCHOOL_LIFE), at(LYCEE, Profile.PUPIL, CLASS, LEVEL, MATHS))
    world.people = [pupil(), named("m", *both)]
    exported = right(world.export(tmp_path))

    assert exported.ids("GAREnseignant") == ["m"]
    assert exported.ids("GAREnsClasseMatiere") == []
    assert "m" in exported.ids("GARPersonGroupe")


def test_both_degrees_are_one_export(world: World, tmp_path: Path) -> None:
    """Levels of the first are MEFSTAT4; who works in both is stated where an e-mail may stand."""
    cp = Group(GroupKind.DIVISION, "CP", "CP")
    first = Group(GroupKind.LEVEL, "1111", "CP", statistical="1111")
    other = Group(GroupKind.LEVEL, "GS-MEF", "GS", statistical="11100010001")
    nameless = Group(GroupKind.LEVEL, "INCONNU", "?")
    world.schools.append(ECOLE)
    world.people += [
        named("e1", at(ECOLE, Profile.PUPIL, cp, first, MATHS)),
        named("e2", at(ECOLE, Profile.PUPIL, cp, other, nameless)),
        named("m", at(ECOLE, Profile.TEACHER, cp, MATHS), email="m@ent.example"),
        named(
            "b", at(ECOLE, Profile.TEACHER, cp), at(LYCEE, Profile.TEACHER), email="b@ent.example"
        ),
    ]
    exported = right(world.export(tmp_path))

    levels = [row["GARMEFSTAT4Code"] for row in exported.rows("GARPersonMEFSTAT4")]
    assert levels == ["1111", "1110"]
    assert exported.omissions() == [("0750003C", Omission.NO_MEFSTAT4, 1)]
    mails = {
        row["GARPersonIdentifiant"]: row.get("GARPersonMail")
        for row in exported.rows("GAREnseignant")
    }
    assert (mails["m"], mails["b"]) == (None, "b@ent.example")
    assert {path.name.split("_")[5] for path in exported.folder.iterdir()} >= {"1D", "Eleve"}


@pytest.mark.parametrize(
    "window",
    [
        pytest.param({"ends": NOW}, id="ended"),
        pytest.param({"starts": NOW + DAY}, id="not-begun"),
    ],
)
def test_who_is_not_there_now_is_not_exported(
    world: World, tmp_path: Path, window: dict[str, object]
) -> None:
    """Disappeared users who stay exported are a plague of real ones."""
    place = replace(at(LYCEE, Profile.PUPIL, Group(GroupKind.DIVISION, "OLD", "x")), **window)  # type: ignore[arg-type] # the two dates
    world.people.append(named("gone", place))
    exported = right(world.export(tmp_path))

    assert exported.ids("GAREleve") == ["alice"]
    assert "OLD" not in {row["GARGroupeCode"] for row in exported.rows("GARGroupe")}


def test_profiles_are_those_of_the_configuration(world: World, tmp_path: Path) -> None:
    """One is called otherwise, one is left out; nobody is told of who is left out by choice."""
    world.people += [
        named("c", at(LYCEE, Profile.LOCAL_AUTHORITY_STAFF)),
        named("v", at(LYCEE, Profile.SCHOOL_LIFE)),
    ]
    profiles = {**PROFILES, Profile.SCHOOL_LIFE: "National_ETA"}
    del profiles[Profile.LOCAL_AUTHORITY_STAFF]
    world.rules = ExportRules(profiles=profiles)
    exported = right(world.export(tmp_path))

    assert exported.ids("GAREnseignant") == ["bruno", "v"]
    assert exported.rows("GAREnseignant")[1]["GARPersonProfils"] == "0750001A National_ETA"
    assert exported.omissions() == []


def test_only_schools_that_are_opened_are_exported(world: World, tmp_path: Path) -> None:
    """By UAI, and by degree; one that is named and not there is told."""
    world.schools.append(ECOLE)
    world.people.append(named("t", at(COLLEGE, Profile.TEACHER), at(LYCEE, Profile.TEACHER)))
    world.rules = ExportRules(
        schools=frozenset({LYCEE.id, ECOLE.id, SchoolId("0759999Z")}), degrees=(2,)
    )
    exported = right(world.export(tmp_path))

    assert [row["GARStructureUAI"] for row in exported.rows("GAREtab")] == ["0750001A"]
    assert exported.rows("GAREnseignant")[1]["GARPersonEtab"] == "0750001A"
    assert exported.omissions() == [("0759999Z", Omission.UNKNOWN_SCHOOL, 1)]


def _nameless(world: World) -> None:
    world.people.append(
        Person(PersonId("x"), Identity("", "Zoé"), (at(LYCEE, Profile.PUPIL, CLASS),))
    )


def _long(world: World) -> None:
    who = Identity("n" * 501, "Zoé")
    world.people.append(Person(PersonId("x"), who, (at(LYCEE, Profile.PUPIL, CLASS),)))


def _identifier(world: World) -> None:
    world.people.append(named("x" * 65, at(LYCEE, Profile.PUPIL, CLASS)))


def _protected(world: World) -> None:
    world.people.append(named("x", at(LYCEE, Profile.PUPIL, CLASS)))
    world.protected = frozenset({PersonId("x")})


def _invisible(world: World) -> None:
    hidden = Group(GroupKind.GROUP, "A\u200b1", "x")
    world.people.append(named("x", at(LYCEE, Profile.PUPIL, hidden)))


def _shared(world: World) -> None:
    same = Group(GroupKind.GROUP, CLASS.code, "x")
    world.people.append(named("x", at(LYCEE, Profile.PUPIL, same)))


def _parent(world: World) -> None:
    lonely = Group(GroupKind.GROUP, "LATIN", "Latin", parents=("2DE9", "2DE4"))
    world.people.append(named("x", at(LYCEE, Profile.PUPIL, lonely)))


def _untaught(world: World) -> None:
    world.people.append(named("x", at(LYCEE, Profile.TEACHER, MATHS)))


def _unnamed_school(world: World) -> None:
    world.schools[0] = replace(LYCEE, name=" ")
    world.people.append(named("y", at(COLLEGE, Profile.PUPIL)))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        pytest.param(_nameless, Omission.NO_NAME, id="no-name"),
        pytest.param(_long, Omission.TOO_LONG, id="name-of-501-characters"),
        pytest.param(_identifier, Omission.BAD_IDENTIFIER, id="identifier-of-65-characters"),
        pytest.param(_protected, Omission.PROTECTED, id="protected"),
        pytest.param(_invisible, Omission.BAD_CODE, id="invisible-code"),
        pytest.param(_shared, Omission.SHARED_CODE, id="division-and-group-share-a-code"),
        pytest.param(_parent, Omission.UNKNOWN_PARENT, id="parent-without-pupils"),
        pytest.param(_untaught, Omission.SUBJECT_WITHOUT_GROUP, id="subject-without-a-class"),
        pytest.param(_unnamed_school, Omission.SCHOOL_WITHOUT_NAME, id="school-without-a-name"),
    ],
)
def test_what_no_export_can_hold_is_left_out_and_told(
    world: World, tmp_path: Path, change: Callable[[World], None], why: Omission
) -> None:
    """One row that is wrong does not keep half a million others from the GAR."""
    change(world)
    exported = right(world.export(tmp_path))

    assert exported.omissions() == [("0750001A", why, 1)]


def test_protected_people_are_exported_where_it_was_decided(world: World, tmp_path: Path) -> None:
    """The export is of names: that is said in the configuration or not done."""
    world.protected = frozenset({PersonId("alice")})
    world.rules = ExportRules(protected=True)

    assert right(world.export(tmp_path)).ids("GAREleve") == ["alice"]


def test_control_characters_become_blanks(world: World, tmp_path: Path) -> None:
    """XML cannot hold most of them, and they mean no more than that."""
    who = Identity(" Le\x00Goff\n", "Zoé\ud800 ")
    world.people = [
        Person(PersonId("p"), who, (at(LYCEE, Profile.PUPIL, replace(CLASS, label="")),))
    ]
    exported = right(world.export(tmp_path))

    assert exported.rows("GAREleve")[0]["GARPersonNom"] == "Le Goff"
    assert exported.rows("GARGroupe")[0]["GARGroupeLibelle"] == CLASS.code


def test_a_delegate_is_stated_with_an_email(world: World, tmp_path: Path) -> None:
    """From the delegations that hold now, and from whom the directory states; each once."""
    world.people.append(named("d", at(LYCEE, Profile.LIBRARIAN), at(COLLEGE, Profile.LIBRARIAN)))
    world.delegations = [WHOLE]
    world.declared = [
        Declared(school=one.id, person=PersonId("d"), email="d@ent.example")
        for one in (LYCEE, COLLEGE)
    ]
    exported = right(world.export(tmp_path))

    rows = exported.rows("GARRespAff")
    assert [(row["GARPersonIdentifiant"], row["GARPersonMail"]) for row in rows] == [
        ("bruno", WHOLE.email),
        ("d", "d@ent.example"),
    ]
    assert rows[1]["GARRespAffEtab"] == ["0750001A", "0750002B"]
    assert exported.prepared.left.silent == set()


@pytest.mark.parametrize(
    "delegation",
    [
        pytest.param(replace(WHOLE, starts=NOW + DAY), id="not-begun"),
        pytest.param(replace(WHOLE, starts=NOW - DAY, ends=NOW), id="ended"),
        pytest.param(replace(WHOLE, withdrawn_at=NOW, withdrawn_by=WHOLE.given_by), id="withdrawn"),
    ],
)
def test_a_delegation_that_does_not_hold_is_not_stated(
    world: World, tmp_path: Path, delegation: object
) -> None:
    """The GAR knows no dates: it is stated as long as it holds, and the school is told of."""
    world.delegations = [delegation]  # type: ignore[list-item] # they are
    exported = right(world.export(tmp_path))

    assert exported.rows("GARRespAff") == []
    assert exported.prepared.left.silent == {LYCEE.id, COLLEGE.id}


@pytest.mark.parametrize(
    ("delegation", "why"),
    [
        pytest.param(
            replace(WHOLE, scope=Scope(Reach.TEXTBOOKS)), Omission.DELEGATE_IN_PART, id="in-part"
        ),
        pytest.param(
            replace(WHOLE, email="Bruno"), Omission.DELEGATE_WITHOUT_EMAIL, id="without-an-email"
        ),
        pytest.param(
            replace(WHOLE, person=PersonId("alice")), Omission.DELEGATE_NOT_STAFF, id="a-pupil"
        ),
        pytest.param(
            replace(WHOLE, person=PersonId("nobody")), Omission.DELEGATE_NOT_STAFF, id="nobody"
        ),
    ],
)
def test_a_delegate_the_gar_would_not_take_is_told(
    world: World, tmp_path: Path, delegation: object, why: Omission
) -> None:
    """No address is made up, and nobody gets more at the GAR than was given here."""
    world.people[1] = replace(teacher(), identity=Identity("Marquefort", "Bruno"))
    world.delegations = [delegation]  # type: ignore[list-item] # they are
    exported = right(world.export(tmp_path))

    assert exported.rows("GARRespAff") == []
    assert exported.omissions() == [("0750001A", why, 1)]


def test_heads_are_stated_where_it_was_said(world: World, tmp_path: Path) -> None:
    """Not by themselves: most portals name them one by one."""
    world.people.append(named("h", at(LYCEE, Profile.HEAD), email="h@ent.example"))

    assert right(world.export(tmp_path / "one")).ids("GARRespAff") == []
    world.rules = ExportRules(heads=True)
    assert right(world.export(tmp_path / "other")).ids("GARRespAff") == ["h"]


def test_an_empty_directory_is_never_packed(world: World, tmp_path: Path) -> None:
    """It would end everybody's access at the GAR."""
    world.people = []
    prepared = world.export(tmp_path).prepared

    assert (prepared.empty, prepared.archive, prepared.findings.errors) == (True, None, [])


def test_an_export_that_shrinks_asks(world: World, tmp_path: Path) -> None:
    """More than ten percent less than what was sent last is probably a mistake."""
    world.sent = {"people": 3, "schools": 2}
    prepared = world.export(tmp_path).prepared

    assert [(one.what, one.ended, one.before) for one in prepared.shrunk] == [("people", 1, 3)]
    assert prepared.archive is None


@pytest.mark.parametrize(
    ("sent", "asked"),
    [
        ({"staff": 1}, [("staff", 1, 1)]),
        ({"memberships": 20}, [("memberships", 18, 20)]),
        ({"groups": 20}, [("groups", 18, 20)]),
        ({"belongings": 40}, [("belongings", 36, 40)]),
        ({"groups": 19, "belongings": 19}, []),
        ({"delegates": 40}, []),
        ({"memberships": 19}, []),
        ({"people": 2, "memberships": 2, "schools": 2}, []),
        ({"errors": 7, "left_out": 3}, []),
    ],
)
def test_whatever_there_is_much_less_of_asks(
    world: World, tmp_path: Path, sent: dict[str, int], asked: list[tuple[str, int, int]]
) -> None:
    """As many people may have lost their classes, or their teachers; of a few only all of them.

    Whoever may assign no more must be believed no longer: those may all go.
    """
    world.people = [pupil("a"), pupil("b")]
    world.sent = sent
    prepared = world.export(tmp_path).prepared

    assert [(one.what, one.ended, one.before) for one in prepared.shrunk] == asked
    assert (prepared.archive is None) == bool(asked)


@pytest.mark.parametrize(
    ("sent", "asked"),
    [
        ({COLLEGE.id: {"people": 20, "staff": 2}}, [("people", COLLEGE.id, 20, 20)]),
        ({LYCEE.id: {"people": 4}}, []),
        ({LYCEE.id: {"people": 21, "staff": 20}}, [("staff", LYCEE.id, 20, 20)]),
        ({SchoolId("0750099Z"): {"people": 30}}, [("people", SchoolId("0750099Z"), 30, 30)]),
        ({SchoolId("0750099Z"): {"people": 19}}, []),
    ],
)
def test_one_school_that_loses_most_asks(
    world: World,
    tmp_path: Path,
    sent: dict[SchoolId, dict[str, int]],
    asked: list[tuple[str, str, int, int]],
) -> None:
    """A district has hundreds: in all it is nothing; also one that is not there any more."""
    world.people = [pupil(f"p-{number}") for number in range(12)]
    world.sent = {"people": 12, "schools": 2, "memberships": 12}
    world.sent_by_school = sent
    prepared = world.export(tmp_path).prepared

    assert [tuple(one) for one in prepared.shrunk] == asked
    assert (prepared.archive is None) == bool(asked)


def test_what_is_told_is_counted_at_each_school(world: World, tmp_path: Path) -> None:
    """Whoever is at two counts at both, and once in all."""
    both = (Membership(LYCEE.id, Profile.TEACHER), Membership(COLLEGE.id, Profile.TEACHER))
    world.people = [pupil("a"), replace(pupil("t"), memberships=both)]
    told = world.export(tmp_path).prepared.told

    assert (told.people, told.staff, told.memberships) == (2, 1, 3)
    assert told.by_school() == {
        LYCEE.id: {"people": 2, "staff": 1},
        COLLEGE.id: {"people": 1, "staff": 1},
    }


def test_nobody_who_is_left_out_stands_in_a_message(world: World, tmp_path: Path) -> None:
    """Only the private list says whom."""
    _nameless(world)
    left = world.export(tmp_path).prepared.left

    assert [(one.school, one.what) for one in left.found] == [(LYCEE.id, "x")]


CODES = st.sampled_from(["A", "B", "6A", " A", "", "é" * 255, "é" * 256, "A\x01", "<&>"])
LABELS = st.text(st.characters(), max_size=4)
GROUPS = st.builds(
    Group,
    st.sampled_from(GroupKind),
    CODES,
    LABELS,
    parents=st.lists(CODES, max_size=2).map(tuple),
    statistical=st.sampled_from(["", "2211", "22110010001", "2\x0b11001000\ud800", " 11\u200b"]),
)
PLACES = st.lists(
    st.builds(
        Membership,
        st.sampled_from([LYCEE.id, COLLEGE.id, ECOLE.id]),
        st.sampled_from(Profile),
        groups=st.lists(GROUPS, max_size=4).map(tuple),
    ),
    max_size=3,
    unique_by=lambda place: place.school,
).map(tuple)
PEOPLE = st.lists(
    st.builds(
        Person,
        st.sampled_from(["a", "b", "c", "d", " e", "f" * 65]).map(PersonId),
        st.builds(Identity, LABELS, LABELS, LABELS, st.sampled_from(["", "a@b.example", "a b@c"])),
        PLACES,
    ),
    max_size=6,
    unique_by=lambda person: person.id,
)


@settings(max_examples=150, deadline=None)
@given(people=PEOPLE)
def test_whatever_a_directory_holds_the_export_is_right(
    tmp_path_factory: pytest.TempPathFactory, people: list[Person]
) -> None:
    """Any mess of codes, labels, names and places: what is written passes the control."""
    world = World(schools=[LYCEE, COLLEGE, ECOLE], people=people, rules=ExportRules(heads=True))
    exported = world.export(tmp_path_factory.mktemp("any"))
    prepared = exported.prepared

    assert [str(one) for one in (*prepared.findings.errors, *prepared.findings.warnings)] == []
    assert prepared.empty or prepared.archive is not None
    if SCHEMAS:
        assert invalid_files(exported.folder, SCHEMAS) == {}
