"""Orders as JSON, and what a table of today does not have yet."""

import json
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.importing.test_tables import ETABL, INDIV, subscriptions

from garbridge.core.orders import Order, Periodicity
from garbridge.formats.order_files import SUBSCRIPTION_COLUMNS, OrderFile, read_orders

PARIS = ZoneInfo("Europe/Paris")
FULL = {
    **{name: text for name, text in ETABL.items() if name not in {"finValidite", "uaiEtab"}},
    "codeNatureUAI": "151, 340",
    "anneeFinValidite": "2026-2027",
    "idDistributeurCom": "123456789_0000000123456789",
    "typeIdRessource": "ark",
    "libelleRessource": "Dictionnaire, édition scolaire",
    "codeProjetRessource": "EDUTHEQUE",
    "periodicite": "annuelle",
}


def written(folder: Path, document: object) -> OrderFile:
    """Read a document as JSON."""
    path = folder / "abonnements.json"
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return read_orders(path, PARIS)


def only(read: OrderFile) -> Order:
    """Return the only order."""
    assert read.problems.found == []
    (order,) = read.orders
    return order


def test_every_field_is_kept(tmp_path: Path) -> None:
    """What the gate does not need stays with the order."""
    order = only(read_orders(subscriptions(tmp_path, FULL), PARIS))

    assert (order.schools, order.natures) == ((), ("151", "340"))
    assert (order.distributor, order.project) == (FULL["idDistributeurCom"], "EDUTHEQUE")
    assert (order.title, order.periodicity) == (FULL["libelleRessource"], Periodicity.YEARLY)
    assert order.resource_kind == "ark"


def test_a_school_year_ends_with_15_august(tmp_path: Path) -> None:
    """Of the portal's zone, as the last day of it: 16 August at midnight is after the end."""
    order = only(read_orders(subscriptions(tmp_path, FULL), PARIS))

    assert (order.year, order.ends) == (2026, datetime(2027, 8, 15, 22, tzinfo=UTC))


def test_json_says_what_a_table_says(tmp_path: Path) -> None:
    """Lists or texts, numbers or texts."""
    rows = [{**FULL, "idAbonnement": "a"}, {**INDIV, "idAbonnement": "b"}]
    table = read_orders(subscriptions(tmp_path, *rows), PARIS)
    lists = [
        {**rows[0], "codeNatureUAI": ["151", 340], "nbLicenceGlobale": 500, "uaiEtab": None},
        {**rows[1], "publicCible": ["ELEVE", "ENSEIGNANT"], "uaiEtab": ["0750001a"]},
    ]

    assert written(tmp_path, lists).orders == table.orders
    assert len(table.orders) == 2
    assert str(table.places[1].sentence) == "subscriptions.csv, ligne 3"


def test_a_table_without_the_later_columns_is_read(tmp_path: Path) -> None:
    """Portals that hand over the columns of before change nothing."""
    columns = [*SUBSCRIPTION_COLUMNS[:14]]
    path = tmp_path / "subscriptions.csv"
    row = ";".join(INDIV.get(name, "") for name in columns)
    path.write_text(";".join(columns) + "\n" + row + "\n", encoding="utf-8")

    assert columns[-1] == "commentaireAbonnement"
    assert only(read_orders(path, PARIS)).comment == "Acheté"


def test_several_schools_stand_in_one_cell(tmp_path: Path) -> None:
    """Each once, in their order."""
    row = {**INDIV, "uaiEtab": "0750002B, 0750001A,0750002b"}

    assert only(read_orders(subscriptions(tmp_path, row), PARIS)).schools == (
        "0750002B",
        "0750001A",
    )


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"nbLicenceEleve": -1}, "champ nbLicenceEleve : il faut un nombre"),
        ({"nbLicenceEleve": 1.5}, "champ nbLicenceEleve : il faut un texte"),
        ({"nbLicenceEleve": True}, "champ nbLicenceEleve : il faut un texte"),
        ({"commentaireAbonnement": ["a"]}, "champ commentaireAbonnement : il faut un texte"),
        ({"uaiEtab": [["0750001A"]]}, "champ uaiEtab : il faut un texte, un nombre ou une liste"),
        ({"uaiEtab": []}, "champ uaiEtab : soit des codes UAI"),
        ({"publicCible": ["ELEVE", {}]}, "champ publicCible : il faut un texte, un nombre"),
        ({"couleur\n": "bleu"}, "champ 'couleur\\n' : ce champ n’est pas connu"),
        ({"commentaireAbonnement": "\ud800"}, "champ commentaireAbonnement : un caractère"),
        ({"libelleRessource": "a\uffffb"}, "champ libelleRessource : un caractère"),
        ({"codeProjetRessource": "a\u202eb"}, "champ codeProjetRessource : un caractère"),
        ({"debutValidite": "hier"}, "champ debutValidite : il faut une date"),
    ],
)
def test_a_mistake_names_file_order_and_field(
    tmp_path: Path, change: dict[str, object], told: str
) -> None:
    """The second is wrong, the first is not; the wrong one is told once."""
    path = tmp_path / "abonnements.json"
    good = {**INDIV, "idAbonnement": "good"}
    path.write_text(json.dumps([good, {**INDIV, **change}]), encoding="utf-8")
    read = read_orders(path, PARIS)

    assert [order.id for order in read.orders] == ["good"]
    (problem,) = read.problems.found
    assert problem.startswith(f"abonnements.json, abonnement 2, {told}")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{}", "abonnements.json : il faut une liste"),
        ("[1]", "abonnements.json, abonnement 1 : il faut un objet"),
        ("[\n{", "abonnements.json, ligne 2 : ce n’est pas du JSON"),
        ("[" * 100_000, "abonnements.json : ce n’est pas du JSON"),
        ("[" + "9" * 5_000 + "]", "abonnements.json : ce n’est pas du JSON"),
    ],
)
def test_what_is_no_list_of_orders_is_told(tmp_path: Path, text: str, told: str) -> None:
    """Whatever it is instead."""
    path = tmp_path / "abonnements.json"
    path.write_text(text, encoding="utf-8")
    read = read_orders(path, PARIS)

    assert read.orders == ()
    assert [problem.startswith(told) for problem in read.problems.found] == [True]


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """Not UTF-8, or not there."""
    path = tmp_path / "abonnements.json"
    assert read_orders(path, PARIS).problems.total == 1
    path.write_bytes(b"\xff\xfe[\x00")
    assert read_orders(path, PARIS).problems.total == 1


def test_one_name_stands_for_one_order(tmp_path: Path) -> None:
    """Also where one of both is wrong for another reason (RG12)."""
    read = written(tmp_path, [INDIV, {**INDIV, "idRessource": "x"}, INDIV])

    assert [order.id for order in read.orders] == ["atlas-1"]
    assert ["RG12" in problem for problem in read.problems.found] == [True, False, True]
