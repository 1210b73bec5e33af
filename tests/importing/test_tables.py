"""Subscriptions and assignments from tables: each rule alone, and all mistakes at once."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.bought import read_assigned, read_subscriptions

from garbridge.core.entitlements import (
    LicenceKind,
    Licences,
    Opening,
    Population,
    Seat,
    Subscription,
)
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId, SubscriptionId
from garbridge.core.people import GroupKind, Profile, Public
from garbridge.errors import ImportRefusedError
from garbridge.formats import tables
from garbridge.formats.entitlement_tables import ASSIGNMENT_COLUMNS
from garbridge.formats.order_files import SUBSCRIPTION_COLUMNS
from garbridge.web.dates import first_day, last_day

PARIS = ZoneInfo("Europe/Paris")
INDIV = {
    "idAbonnement": "atlas-1",
    "idRessource": "ark:/99999/gb-atlas",
    "uaiEtab": "0750001A",
    "typeAffectation": "INDIV",
    "publicCible": "ELEVE,ENSEIGNANT",
    "nbLicenceEleve": "30",
    "nbLicenceEnseignant": "ILLIMITE",
    "debutValidite": "2026-08-16",
    "finValidite": "2027-08-15",
    "categorieAffectation": "transferable",
    "commentaireAbonnement": "Acheté",
}
ETABL = {
    "idAbonnement": "dico-1",
    "idRessource": "ark:/99999/gb-dictionnaire",
    "uaiEtab": "0750001a",
    "typeAffectation": "ETABL",
    "publicCible": "ELEVE, DOCUMENTALISTE, AUTRE PERSONNEL",
    "nbLicenceGlobale": "500",
    "debutValidite": "2026-08-16T08:00:00+02:00",
    "finValidite": "2027-08-15T00:00:00",
    "categorieAffectation": "non transferable",
}
SUBSCRIPTIONS = (
    Subscription(
        id=SubscriptionId("atlas-1"),
        resource=ResourceId("ark:/99999/gb-atlas"),
        school=SchoolId("0750001A"),
        kind=LicenceKind.INDIV,
        publics=frozenset({Public.PUPILS, Public.TEACHERS}),
        starts=datetime(2026, 8, 15, 22, tzinfo=UTC),
        ends=datetime(2027, 8, 15, 22, tzinfo=UTC),
        licences=Licences(((Public.PUPILS, 30), (Public.TEACHERS, None))),
        comment="Acheté",
    ),
    Subscription(
        id=SubscriptionId("dico-1"),
        resource=ResourceId("ark:/99999/gb-dictionnaire"),
        school=SchoolId("0750001A"),
        kind=LicenceKind.ETABL,
        publics=frozenset({Public.PUPILS, Public.LIBRARIANS, Public.OTHER_STAFF}),
        starts=datetime(2026, 8, 16, 6, tzinfo=UTC),
        ends=datetime(2027, 8, 15, 22, tzinfo=UTC),
        licences=Licences(overall=500),
        transferable=False,
    ),
)


def table(path: Path, columns: tuple[str, ...], *rows: dict[str, str]) -> Path:
    """Write a table and return it."""
    lines = [columns, *([row.get(column, "") for column in columns] for row in rows)]
    path.write_text("\n".join(";".join(line) for line in lines) + "\n", encoding="utf-8")
    return path


def subscriptions(folder: Path, *rows: dict[str, str]) -> Path:
    """Write a table of subscriptions."""
    return table(folder / "subscriptions.csv", SUBSCRIPTION_COLUMNS, *rows)


def assignments(folder: Path, *rows: dict[str, str]) -> Path:
    """Write a table of assignments."""
    return table(folder / "assignments.csv", ASSIGNMENT_COLUMNS, *rows)


def problems(path: Path) -> tuple[str, ...]:
    """Return what is wrong with a table of either sort."""
    bought = path.name == "subscriptions.csv"
    with pytest.raises(ImportRefusedError) as refused:
        _ = read_subscriptions(path, PARIS) if bought else read_assigned(path, SUBSCRIPTIONS)
    return refused.value.problems


def test_subscriptions_are_read_with_all_their_fields(tmp_path: Path) -> None:
    """A last day is the whole of it; an hour without a zone is the portal's own."""
    assert read_subscriptions(subscriptions(tmp_path, INDIV, ETABL), PARIS) == SUBSCRIPTIONS


@pytest.mark.parametrize(("stated", "limit"), [("12", 12), ("ILLIMITE", None)])
def test_floating_licences_are_ordered_and_opened_by_files(
    tmp_path: Path, stated: str, limit: int | None
) -> None:
    """With the global number, and to populations."""
    row = {**ETABL, "typeAffectation": "FLOTTANTE", "nbLicenceGlobale": stated}

    (found,) = read_subscriptions(subscriptions(tmp_path, row), PARIS)
    assigned = tmp_path / "affectations.csv"
    assigned.write_text(
        f"idAbonnement;personne;profil;type;code\n{found.id};;;etablissement;\n", encoding="utf-8"
    )

    assert found.kind is LicenceKind.FLOATING
    assert found.licences == Licences(overall=limit)
    (opening,) = read_assigned(assigned, [found]).openings
    assert opening.population == Population()


@pytest.mark.parametrize("zone", ["Europe/Paris", "Indian/Reunion", "America/Martinique"])
@pytest.mark.parametrize(
    ("first", "last"),
    [("2026-09-01", "2027-07-31"), ("2026-10-25", "2027-03-28"), ("2026-12-31", "2027-01-01")],
    ids=["summer", "days-of-25-and-23-hours", "winter"],
)
def test_the_days_of_a_file_are_those_a_page_names(
    tmp_path: Path, zone: str, first: str, last: str
) -> None:
    """A day in UTC would end two hours into the next, and the page would name that one."""
    row = {**INDIV, "debutValidite": first, "finValidite": last}
    here = ZoneInfo(zone)

    (found,) = read_subscriptions(subscriptions(tmp_path, row), here)

    assert first_day(found.starts, here) == date.fromisoformat(first)
    assert last_day(found.ends, here) == date.fromisoformat(last)
    assert found.ends.astimezone(here).time() == time()


def test_the_mark_of_a_spreadsheet_and_empty_lines_are_no_matter(tmp_path: Path) -> None:
    """Nor are blanks around cells, the order of columns, and columns that may be missing."""
    columns = [name for name in reversed(SUBSCRIPTION_COLUMNS) if ETABL.get(name)]
    text = "\r\n".join(
        [";".join(columns), ";" * (len(columns) - 1), ";".join(f" {ETABL[c]} " for c in columns)]
    )
    path = tmp_path / "subscriptions.csv"
    path.write_text(text, encoding="utf-8-sig", newline="")

    assert read_subscriptions(path, PARIS) == SUBSCRIPTIONS[1:]


@pytest.mark.parametrize(
    "stated",
    [
        "2027-08-15",
        "2027-08-15T00:00:00",
        "2027-08-15T00:00:00.000+02:00",
        "2027-08-14T22:00:00Z",
        "2027-08-15T23:59:59+02:00",
    ],
)
def test_an_end_is_the_day_it_names(tmp_path: Path, stated: str) -> None:
    """The GAR names 15 August by its first moment, some distributors by its last: it is open."""
    (found,) = read_subscriptions(subscriptions(tmp_path, {**INDIV, "finValidite": stated}), PARIS)

    assert last_day(found.ends, PARIS) == date(2027, 8, 15)
    assert found.ends == datetime(2027, 8, 15, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("first", "longest", "too_long"),
    [
        ("2026-08-16", "2036-08-15", "2036-08-16"),
        ("2028-08-16", "2038-08-15", "2038-08-16"),  # 3,652 days
        ("2028-02-29", "2038-02-28", "2038-03-01"),
        ("2028-03-27", "2038-03-26", "2038-03-27"),  # summer there, winter ten years later
        ("2026-09-02T16:18:27.000+02:00", "2036-09-01", "2036-09-02"),
    ],
)
def test_ten_years_are_those_of_the_calendar(
    tmp_path: Path, first: str, longest: str, too_long: str
) -> None:
    """Whatever the number of leap days between, and the hour of the clock (RG8)."""
    row = {**INDIV, "debutValidite": first}

    (found,) = read_subscriptions(subscriptions(tmp_path, {**row, "finValidite": longest}), PARIS)
    refused = problems(subscriptions(tmp_path, {**row, "finValidite": too_long}))

    assert last_day(found.ends, PARIS) == date.fromisoformat(longest)
    assert ["RG8" in problem for problem in refused] == [True]


MISTAKES = [
    (INDIV, {"idAbonnement": ""}, "idAbonnement", "RG13"),
    (INDIV, {"idAbonnement": "a b"}, "idAbonnement", "RG13"),
    (INDIV, {"idAbonnement": "_a"}, "idAbonnement", "RG13"),
    (INDIV, {"idAbonnement": "abonnements"}, "idAbonnement", "RG13"),
    (INDIV, {"idAbonnement": "a" * 46}, "idAbonnement", "RG13"),
    (INDIV, {"idRessource": "atlas"}, "idRessource", "ARK"),
    (INDIV, {"uaiEtab": "0750001A,0750002"}, "uaiEtab", "RG2"),
    (INDIV, {"codeNatureUAI": "340"}, "uaiEtab", "RG2"),
    (INDIV, {"uaiEtab": ""}, "uaiEtab", "RG2"),
    (INDIV, {"uaiEtab": "", "codeNatureUAI": "34"}, "codeNatureUAI", "RG2"),
    (INDIV, {"idAbonnement": "a@0750001A"}, "idAbonnement", "RG13"),
    (INDIV, {"idDistributeurCom": "123456789"}, "idDistributeurCom", "RG3"),
    (INDIV, {"typeIdRessource": "doi"}, "typeIdRessource", "ark"),
    (INDIV, {"libelleRessource": "x" * 256}, "libelleRessource", "255"),
    (INDIV, {"codeProjetRessource": "x" * 51}, "codeProjetRessource", "50"),
    (INDIV, {"codeProjetRessource": "\x07"}, "codeProjetRessource", "caractère"),
    (INDIV, {"periodicite": "souvent"}, "periodicite", "annuelle"),
    (INDIV, {"anneeFinValidite": "2026-2027"}, "anneeFinValidite", "RG9"),
    (INDIV, {"finValidite": "", "anneeFinValidite": "2026-2028"}, "anneeFinValidite", "RG10"),
    (INDIV, {"finValidite": "", "anneeFinValidite": "2025-2026"}, "anneeFinValidite", "RG8"),
    (INDIV, {"typeAffectation": "indiv"}, "typeAffectation", "RG4"),
    (INDIV, {"publicCible": ""}, "publicCible", "ELEVE"),
    (INDIV, {"publicCible": "ELEVE,ENSEIGNANT,PARENT"}, "publicCible", "ELEVE"),
    (INDIV, {"nbLicenceEleve": "-1"}, "nbLicenceEleve", "ILLIMITE"),
    (INDIV, {"nbLicenceEleve": "trente"}, "nbLicenceEleve", "ILLIMITE"),
    (INDIV, {"nbLicenceEleve": ""}, "nbLicenceEleve", "RG5"),
    (INDIV, {"nbLicenceProfDoc": "1"}, "nbLicenceProfDoc", "RG5"),
    (INDIV, {"nbLicenceGlobale": "10"}, "nbLicenceGlobale", "RG1"),
    (ETABL, {"nbLicenceGlobale": ""}, "nbLicenceGlobale", "RG1"),
    (INDIV, {"typeAffectation": "ETABL"}, "nbLicenceGlobale", "RG6"),
    (INDIV, {"typeAffectation": "FLOTTANTE"}, "nbLicenceGlobale", "RG6"),
    (INDIV, {"debutValidite": "16/08/2026"}, "debutValidite", "RG7"),
    (INDIV, {"finValidite": ""}, "finValidite", "RG9"),
    (INDIV, {"finValidite": "2026-08-15"}, "finValidite", "RG8"),
    (INDIV, {"finValidite": "2037-08-15"}, "finValidite", "RG8"),
    (INDIV, {"finValidite": "9999-12-31"}, "finValidite", "RG9"),
    (INDIV, {"debutValidite": "9995-09-01", "finValidite": "9999-06-01"}, "debutValidite", "RG7"),
    (INDIV, {"debutValidite": "0001-01-01"}, "debutValidite", "RG7"),
    (INDIV, {"categorieAffectation": "oui"}, "categorieAffectation", "RG4"),
    (INDIV, {"commentaireAbonnement": "x" * 256}, "commentaireAbonnement", "255"),
]


@pytest.mark.parametrize(("base", "change", "column", "rule"), MISTAKES)
def test_each_rule_is_told_with_line_and_column(
    tmp_path: Path, base: dict[str, str], change: dict[str, str], column: str, rule: str
) -> None:
    """The second line is wrong, the first is not; nothing of either is read."""
    good = {**INDIV, "idAbonnement": "good"}
    told = problems(subscriptions(tmp_path, good, {**base, **change}))

    place = f"subscriptions.csv, ligne 3, colonne {column} :"
    assert any(problem.startswith(place) and rule in problem for problem in told), told


def test_one_count_for_one_public_is_enough(tmp_path: Path) -> None:
    """As long as the subscription is for nobody else."""
    row = {**INDIV, "publicCible": "ELEVE", "nbLicenceEnseignant": ""}
    (found,) = read_subscriptions(subscriptions(tmp_path, row), PARIS)

    assert found.licences == Licences(((Public.PUPILS, 30),))


def test_two_subscriptions_do_not_share_an_identifier(tmp_path: Path) -> None:
    """The second would replace the first without a word."""
    (told,) = problems(subscriptions(tmp_path, INDIV, {**ETABL, "idAbonnement": "atlas-1"}))

    assert told.startswith("subscriptions.csv, ligne 3, colonne idAbonnement :")


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    """Whoever mends a table mends it once."""
    told = problems(
        subscriptions(
            tmp_path, {**INDIV, "uaiEtab": "x", "finValidite": "x"}, {**ETABL, "idRessource": ""}
        )
    )

    assert [problem.split(" : ")[0] for problem in told] == [
        "subscriptions.csv, ligne 2, colonne uaiEtab",
        "subscriptions.csv, ligne 2, colonne finValidite",
        "subscriptions.csv, ligne 3, colonne idRessource",
    ]


ASSIGNED = [
    (
        {"idAbonnement": "atlas-1", "personne": "zoe"},
        Seat(
            subscription=SubscriptionId("atlas-1"),
            resource=ResourceId("ark:/99999/gb-atlas"),
            school=SchoolId("0750001A"),
            person=PersonId("zoe"),
        ),
    ),
    ({"type": "etablissement"}, Population()),
    ({"profil": "elv"}, Population(Profile.PUPIL)),
    ({"profil": "National_ENS", "type": "etablissement"}, Population(Profile.TEACHER)),
    ({"type": "division", "code": "6 A"}, Population(None, GroupKind.DIVISION, "6 A")),
    ({"type": "groupe", "code": "ESP1"}, Population(None, GroupKind.GROUP, "ESP1")),
    (
        {"profil": "elv", "type": "niveau", "code": "100"},
        Population(Profile.PUPIL, GroupKind.LEVEL, "100"),
    ),
    ({"type": "matiere", "code": "0613"}, Population(None, GroupKind.SUBJECT, "0613")),
]


@pytest.mark.parametrize(("row", "expected"), ASSIGNED)
def test_assignments_are_read(
    tmp_path: Path, row: dict[str, str], expected: Seat | Population
) -> None:
    """A seat for a person, an opening for a population."""
    found = read_assigned(assignments(tmp_path, {"idAbonnement": "dico-1", **row}), SUBSCRIPTIONS)

    if isinstance(expected, Seat):
        assert (found.seats, found.openings) == ((expected,), ())
    else:
        assert found.openings == (
            Opening(
                subscription=SubscriptionId("dico-1"),
                resource=ResourceId("ark:/99999/gb-dictionnaire"),
                school=SchoolId("0750001A"),
                population=expected,
            ),
        )


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"idAbonnement": "nowhere", "personne": "zoe"}, "idAbonnement"),
        ({"idAbonnement": "atlas-1"}, "personne"),
        ({"idAbonnement": "atlas-1", "personne": "z" * 65}, "personne"),
        ({"idAbonnement": "atlas-1", "personne": "zoe", "profil": "elv"}, "profil"),
        ({"idAbonnement": "dico-1", "personne": "zoe", "type": "etablissement"}, "personne"),
        ({"idAbonnement": "dico-1"}, "type"),
        ({"idAbonnement": "dico-1", "profil": "tut"}, "profil"),
        ({"idAbonnement": "dico-1", "type": "classe", "code": "6A"}, "type"),
        ({"idAbonnement": "dico-1", "type": "division"}, "code"),
        ({"idAbonnement": "dico-1", "type": "etablissement", "code": "6A"}, "code"),
        ({"idAbonnement": "dico-1", "profil": "elv", "code": "6A"}, "code"),
    ],
)
def test_an_assignment_that_cannot_be_is_told(
    tmp_path: Path, row: dict[str, str], column: str
) -> None:
    """A blank line never opens a resource to a whole school: that must be said."""
    told = problems(assignments(tmp_path, row))

    assert told[0].startswith(f"assignments.csv, ligne 2, colonne {column} :")
    assert "zoe" not in "".join(told)


def test_an_assignment_stands_once(tmp_path: Path) -> None:
    """A second line for the same person is a slip."""
    row = {"idAbonnement": "atlas-1", "personne": "zoe"}
    (told,) = problems(assignments(tmp_path, row, row))

    assert told.startswith("assignments.csv, ligne 3,")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "il manque la colonne idAbonnement"),
        (b"idAbonnement;personne;profil;type\n", "il manque la colonne code"),
        (b"idAbonnement;personne;profil;type;code;nom\n", "la colonne n° 6"),
        (b"idAbonnement;personne;profil;type;code;code\n", "deux fois"),
        (b"idAbonnement,personne,profil,type,code\n", "il manque la colonne idAbonnement"),
        (b"idAbonnement;personne;profil;type;code\natlas-1;zoe\n", "2 cellules, il en faut 5"),
        ("idAbonnement;personne;profil;type;code\né".encode("latin-1"), "UTF-8"),
        (b'idAbonnement;personne;profil;type;code\n"atlas', "ligne 2 : guillemets mal fermés"),
    ],
)
def test_a_file_that_is_no_such_table_is_told(tmp_path: Path, content: bytes, told: str) -> None:
    """Without a trace, whatever it is."""
    path = tmp_path / "assignments.csv"
    path.write_bytes(content)

    assert any(told in problem for problem in problems(path))


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """Likewise."""
    assert "FileNotFoundError" in problems(tmp_path / "subscriptions.csv")[0]


def test_the_list_of_problems_is_bounded_and_their_count_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table of another sort does not fill the memory."""
    monkeypatch.setattr(tables, "KEPT_PROBLEMS", 200)
    path = assignments(tmp_path, *({"idAbonnement": f"x{n}"} for n in range(1_000)))
    with pytest.raises(ImportRefusedError) as refused:
        read_assigned(path, SUBSCRIPTIONS)

    assert (len(refused.value.problems), refused.value.total) == (200, 1_000)
