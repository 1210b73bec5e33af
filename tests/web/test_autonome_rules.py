"""A subscription that does not keep each rule of the GAR is refused, and told why."""

from collections.abc import Iterator
from itertools import count

import pytest
from flask.testing import FlaskClient
from tests.web.autonome_portal import (
    ECOLE,
    SELLER,
    ask,
    autonome_portal,
    bearer,
    body,
    client_of,
    names,
)

from garbridge.testing.world import COLLEGE, LYCEE


@pytest.fixture(name="client", scope="module")
def _client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    with autonome_portal(tmp_path_factory.mktemp("autonome")) as runtime:
        yield client_of(runtime)


RULES: dict[str, tuple[str, str, dict[str, str | tuple[str, ...] | None]]] = {
    "no-name": ("idAbonnement", "RG13", {"idAbonnement": None}),
    "another-name": ("idAbonnement", "RG12", {"idAbonnement": "another"}),
    "rg1-both": ("nbLicenceGlobale", "RG1", {"nbLicenceEleve": "3"}),
    "rg1-none": ("nbLicenceGlobale", "RG1", {"nbLicenceGlobale": None}),
    "rg2-both": ("uaiEtab", "RG2", {"codeNatureUAI": "300"}),
    "rg2-none": ("uaiEtab", "RG2", {"uaiEtab": None}),
    "rg2-form": ("uaiEtab", "RG2", {"uaiEtab": "lycée"}),
    "rg2-unknown": ("uaiEtab", "RG2", {"uaiEtab": COLLEGE.id}),
    "rg3-none": ("idDistributeurCom", "RG3", {"idDistributeurCom": None}),
    "rg3-form": ("idDistributeurCom", "RG3", {"idDistributeurCom": "378901946"}),
    "rg4-category": ("categorieAffectation", "RG4", {"categorieAffectation": "other"}),
    "rg4-kind": ("typeAffectation", "RG4", {"typeAffectation": "indiv"}),
    "rg4-ours": ("typeAffectation", "RG4", {"typeAffectation": "FLOTTANTE"}),
    "rg4-public": ("publicCible", "RG4", {"publicCible": "PARENT"}),
    "rg5": ("nbLicenceProfDoc", "RG5", {"nbLicenceGlobale": None, "nbLicenceProfDoc": "1"}),
    "rg6": (
        "nbLicenceGlobale",
        "RG6",
        {
            "typeAffectation": "ETABL",
            "nbLicenceGlobale": None,
            "nbLicenceEleve": "1",
            "nbLicenceEnseignant": "1",
        },
    ),
    "rg7": ("debutValidite", "RG7", {"debutValidite": "demain"}),
    "rg8": ("finValidite", "RG8, RG9", {"finValidite": "2036-09-01"}),
    "rg8-before": ("finValidite", "RG8, RG9", {"finValidite": "2026-08-01"}),
    "rg9-both": ("anneeFinValidite", "RG9", {"anneeFinValidite": "2026-2027"}),
    "rg9-none": ("finValidite", "RG9", {"finValidite": None}),
    "rg10": (
        "anneeFinValidite",
        "RG10",
        {"finValidite": None, "anneeFinValidite": "2026-2028"},
    ),
    "rg11": ("uaiEtab", "RG11", {"uaiEtab": ECOLE.id, "publicCible": "DOCUMENTALISTE"}),
    "kind-of-id": ("typeIdRessource", "", {"typeIdRessource": "doi"}),
    "no-title": ("libelleRessource", "", {"libelleRessource": None}),
    "long-comment": ("commentaireAbonnement", "", {"commentaireAbonnement": "é" * 256}),
    "no-ark": ("idRessource", "", {"idRessource": "videos"}),
    "unknown-resource": ("idRessource", "", {"idRessource": "ark:/99999/unknown"}),
    "twice": ("libelleRessource", "", {"libelleRessource": ("a", "b")}),
    "ours": ("periodicite", "", {"periodicite": "annuelle"}),
}


@pytest.mark.parametrize("case", RULES)
def test_each_rule_that_is_not_kept_is_told(client: FlaskClient, case: str) -> None:
    """400 with the field and the rule's number; nothing is kept."""
    field, rule, changes = RULES[case]
    answer = ask(client, "PUT", "/broken", body("broken", **changes))

    assert answer.status_code == 400
    assert answer.json is not None
    told = {(one["Champ"], one["Regle"]) for one in answer.json["Erreur"]["Details"]}
    assert (field, rule) in told
    assert answer.json["Erreur"]["Resource"] == "broken"
    assert "broken" not in names(ask(client, "GET", "/abonnements"))


@pytest.mark.parametrize(
    "name", ["_broken", "categorie", "abonnements", "abon nement", "x" * 46, "é"]
)
def test_a_name_has_its_form(client: FlaskClient, name: str) -> None:
    """RG12 and RG13."""
    answer = ask(client, "PUT", f"/{name}", body(name))

    assert answer.status_code == 400


BOMB = b"<!DOCTYPE a [<!ENTITY b '" + b"x" * 999 + b"'>]><a>" + b"&b;" * 999 + b"</a>"


HOSTILE = {
    "bomb": BOMB,
    "nothing": b"",
    "no-namespace": b"<abonnement/>",
    "json": b"{}",
    "half": body().replace(b"</abonnement>", b""),
    "utf-16": body().decode().encode("utf-16"),
    "many-elements": b"<a>" + b"<b/>" * 9_000 + b"</a>",
    "outside": b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
    "another": body().replace(b"<abonnement", b"<filtres").replace(b"</abonnement", b"</filtres"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_no_subscription_is_not_read(client: FlaskClient, case: str) -> None:
    """400 for a bomb as for half a document, in JSON or XML as it is asked for."""
    answer = ask(client, "PUT", "/bomb", HOSTILE[case], accept="application/xml")

    assert answer.status_code == 400
    assert answer.mimetype == "application/xml"
    assert b"<Erreur><Code>Bad Request</Code>" in answer.data


NUMBERS = count()
FOUR = ("ELEVE", "ENSEIGNANT", "DOCUMENTALISTE", "AUTRE PERSONNEL")
ALONE = {"publicCible": "DOCUMENTALISTE"}
COUNTED = {
    "nbLicenceGlobale": None,
    "publicCible": ("ELEVE", "DOCUMENTALISTE"),
    "nbLicenceEleve": "30",
}


@pytest.mark.parametrize("kind", ["INDIV", "ETABL"])
@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"publicCible": FOUR, "nbLicenceGlobale": "25"}, 201),
        ({"publicCible": FOUR[1:3], "nbLicenceGlobale": "ILLIMITE"}, 201),
        ({**ALONE, "nbLicenceGlobale": "25"}, 400),
        ({**COUNTED, "nbLicenceProfDoc": "1"}, 400),
        ({**COUNTED, "nbLicenceProfDoc": "ILLIMITE"}, 400),
        ({**COUNTED, "nbLicenceProfDoc": "0"}, 201),
    ],
)
def test_an_ecole_has_no_licence_that_is_counted_for_librarians(
    client: FlaskClient, fields: dict[str, str | tuple[str, ...] | None], status: int, kind: str
) -> None:
    """RG11: several publics under one number count none for them, by its UAI or by its nature."""
    rules = {"RG11"}
    if kind == "ETABL" and "nbLicenceProfDoc" in fields:
        status, rules = 400, {"RG6", "RG11"}  # one number
    for place in ({"uaiEtab": ECOLE.id}, {"uaiEtab": None, "codeNatureUAI": "151"}):
        name = f"rg11-{next(NUMBERS)}"
        said = {**fields, **place, "typeAffectation": kind}
        answer = ask(client, "PUT", f"/{name}", body(name, **said))

        assert answer.status_code == status, answer.text
        if status == 400:
            told = {one["Regle"] for one in answer.get_json()["Erreur"]["Details"]}
            assert told & rules


@pytest.mark.parametrize(
    ("kind", "start"),
    [("application/json", '{"Erreur": {'), ("application/xml", "<?xml")],
)
def test_a_body_that_is_too_large_is_said_to_be(client: FlaskClient, kind: str, start: str) -> None:
    """413, in the same form."""
    answer = ask(client, "PUT", "/large", b" " * 300_000, accept=kind)

    assert (answer.status_code, answer.mimetype) == (413, kind)
    assert answer.text.startswith(start)
    assert "la demande est trop grande" in answer.text


@pytest.mark.parametrize(
    ("coding", "status"),
    [
        ("identity", 201),
        ("IDENTITY, identity", 201),
        ("", 201),
        ("gzip", 415),
        ("identity, gzip", 415),
        ("x", 415),
    ],
)
def test_a_body_that_is_not_packed_may_say_so(
    client: FlaskClient, coding: str, status: int
) -> None:
    """One that is packed is not read, whatever it would be."""
    name = f"coding-{len(coding)}"
    headers = {**bearer(SELLER), "Content-Encoding": coding}
    answer = client.put(f"/autonome/{name}", data=body(name), headers=headers)

    assert answer.status_code == status
    assert answer.headers.get("Accept-Encoding") == ("identity" if status == 415 else None)
    assert status == 201 or "Erreur" in answer.get_json()


def test_a_public_without_a_number_has_no_licence(client: FlaskClient) -> None:
    """Whoever names all publics and counts some is understood, at an école too (RG11)."""
    some = {"nbLicenceGlobale": None, "nbLicenceEleve": "30"}
    everybody = ("ELEVE", "ENSEIGNANT", "DOCUMENTALISTE", "AUTRE PERSONNEL")
    for name, school in (("some-lycee", LYCEE.id), ("some-ecole", ECOLE.id)):
        ordered = body(name, **some, publicCible=everybody, uaiEtab=school)
        answer = ask(client, "PUT", f"/{name}", ordered)
        told = ask(client, "GET", "/abonnements").text.partition(f">{name}<")[2]

        assert answer.status_code == 201, answer.text
        assert "<nbLicenceEleve>30</nbLicenceEleve>" in told
        assert "<nbLicenceEnseignant>0</nbLicenceEnseignant>" in told
        assert ask(client, "DELETE", f"/{name}").status_code == 204


def test_what_a_distributor_cannot_order_is_not_offered_to_it(client: FlaskClient) -> None:
    """Licences that float are the portal's own."""
    answer = ask(client, "PUT", "/floats", body("floats", typeAffectation="indiv"))

    assert answer.status_code == 400
    assert "INDIV" in answer.text
    assert "FLOTTANTE" not in answer.text
