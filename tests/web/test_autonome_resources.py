"""Other portals read what one person may open, as they read it at the GAR; and nobody else's."""

import gzip
import json
import logging
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from lxml import etree
from tests.web.autonome_portal import ARK, ECOLE, RIVAL, SELLER, ask, autonome_portal, client_of

from garbridge.core.entitlements import LicenceKind, Licences, Seat, Subscription
from garbridge.core.identifiers import PersonId, ResourceId, SubscriptionId
from garbridge.core.people import Public
from garbridge.core.schools import SchoolBook, SchoolRule
from garbridge.gar.establishments import read_natures
from garbridge.gar.list_reading import read_list
from garbridge.ports import ListRead
from garbridge.testing.world import ALICE, LYCEE, NOW, TENANT, YEAR_ENDS, YEAR_STARTS
from garbridge.wiring import Runtime
from garbridge.wiring.live_schools import LiveSchools

MINE = f"/ressources/F0/{LYCEE.id}/{ALICE}"
NAMESPACE = "{http://gar.education.fr/schemas/init/0/1/}"
SCHOOLS = "{http://www.atosworldline.com/listEtablissement/v1.0/}"
MORE = """
[[resources]]
ark = "ark:/12345/sons"
title = "Sons & « images » <1>"
url = "https://studio.example/sons"
publisher = "Studio du Lac"
publisher_id = "378901946_0000000000000001"
vignette = "https://studio.example/sons.png"
description = "Des sons."
textbook = true
family = "ark:/12345/videos"
[resources.terms]
"http://data.education.fr/voc/scolomfr/concept/scolomfr-voc-022-num-023" = "6e"
"http://data.education.fr/voc/scolomfr/concept/scolomfr-voc-015-num-990" = "histoire (6e)"
"http://data.education.fr/voc/scolomfr/concept/scolomfr-voc-005-num-024" = "livre numérique"
"http://data.education.fr/voc/scolomfr/concept/scolomfr-voc-010-num-006" = "étude de cas"
[[resources]]
ark = "ark:/99999/fermee"
title = "Fermée"
url = "https://studio.example/fermee"
enabled = false
"""


@pytest.fixture(name="runtime", scope="module")
def _runtime(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    """Return a portal at which Alice has two resources, one that ended, and Bruno another."""
    folder = tmp_path_factory.mktemp("autonome")
    with autonome_portal(folder) as runtime:
        file = folder / "providers" / "studio.toml"
        file.write_text(file.read_text("utf-8") + MORE, encoding="utf-8")
        runtime.registry._followed._next = 0.0
        for name, ark, people, ends in (
            ("videos", ARK, [ALICE], YEAR_ENDS),
            ("sons", "ark:/12345/sons", [ALICE, PersonId("bruno")], YEAR_ENDS),
            ("ended", "ark:/99999/fermee", [ALICE], NOW - timedelta(days=1)),
        ):
            _give(runtime, name, ark, people, ends)
        yield runtime


def _give(runtime: Runtime, name: str, ark: str, people: list[PersonId], ends: datetime) -> None:
    bought = replace(BOUGHT, id=SubscriptionId(name), resource=ResourceId(ark), ends=ends)
    seats = [
        Seat(subscription=bought.id, resource=bought.resource, school=LYCEE.id, person=person)
        for person in people
    ]
    runtime.writer.write(subscriptions=[bought])
    runtime.writer.write(seats=seats)


BOUGHT = Subscription(
    id=SubscriptionId(""),
    resource=ResourceId(ARK),
    school=LYCEE.id,
    kind=LicenceKind.INDIV,
    publics=frozenset(Public),
    starts=YEAR_STARTS,
    ends=YEAR_ENDS,
    licences=Licences(overall=None),
)


@pytest.fixture(name="client", scope="module")
def _client(runtime: Runtime) -> FlaskClient:
    return client_of(runtime)


def test_what_somebody_may_open_now_is_listed_in_json(client: FlaskClient) -> None:
    """Every field of the GAR's, and an address through the school; not what has ended."""
    answer = ask(client, "GET", MINE, who="kiosque")
    sounds, videos = json.loads(answer.data)["listeRessources"]["ressource"]

    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert list(videos) == [
        *("idRessource", "idType", "nomRessource", "idEditeur", "nomEditeur", "typePresentation"),
        *("typePedagogique", "typologieDocument", "niveauEducatif", "domaineEnseignement"),
        *("urlAccesRessource", "nomSourceEtiquetteGar", "distributeurTech", "validateurTech"),
    ]
    assert (videos["idRessource"], videos["nomEditeur"]) == (ARK, "Studio")
    assert videos["typePresentation"]["code"] == "MUL"
    query = parse_qs(urlsplit(videos["urlAccesRessource"]).query)
    assert query["idEtab"] == [b64encode(LYCEE.id.encode()).decode()]
    assert query["idRessource"] == [ARK]
    assert sounds["nomRessource"] == "Sons & « images » <1>"
    assert sounds["idEditeur"] == "378901946_0000000000000001"
    assert sounds["typePresentation"] == {"code": "MAN", "nom": "manuels numériques"}
    assert [one["nom"] for one in sounds["niveauEducatif"]] == ["6e"]
    assert [one["nom"] for one in sounds["domaineEnseignement"]] == ["histoire (6e)"]
    assert sounds["typologieDocument"][0]["uri"].endswith("voc-005-num-024")
    assert (sounds["urlVignette"], sounds["description"]) == (
        "https://studio.example/sons.png",
        "Des sons.",
    )


def test_xml_says_the_same(client: FlaskClient) -> None:
    """Repeated elements with the same names."""
    said = json.loads(ask(client, "GET", MINE, who="kiosque").data)
    answer = ask(client, "GET", MINE, who="kiosque", accept="application/xml")
    root = etree.fromstring(answer.data)

    assert (root.tag, [child.tag for child in root]) == ("listeRessources", ["ressource"] * 2)
    assert [one.findtext("urlAccesRessource") for one in root] == [
        one["urlAccesRessource"] for one in said["listeRessources"]["ressource"]
    ]
    assert [one.findtext("niveauEducatif/nom") for one in root] == ["6e", None]


@pytest.mark.parametrize(("encoding", "packed"), [("gzip, deflate", True), ("gzip;q=0", False)])
def test_it_is_packed_for_whoever_unpacks_it(
    client: FlaskClient,
    encoding: str,
    packed: bool,  # noqa: FBT001 - a case
) -> None:
    """With the header that tells caches."""
    plain = ask(client, "GET", MINE, who="kiosque")
    headers = {"Authorization": f"Bearer {_TOKEN}", "Accept-Encoding": encoding}
    answer = client.get(f"/autonome{MINE}", headers=headers)

    assert answer.headers.get("Content-Encoding") == ("gzip" if packed else None)
    assert (gzip.decompress(answer.data) if packed else answer.data) == plain.data
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert answer.headers["Cache-Control"] == "no-store"


_TOKEN = "kiosque-token-of-the-tests"  # noqa: S105 - of the tests


@pytest.mark.parametrize(
    ("path", "status", "message"),
    [
        (f"/ressources/RjA=/{LYCEE.id}/{ALICE}", 200, ""),
        (f"/ressources/F0/{LYCEE.id.lower()}/{ALICE}", 200, ""),
        (f"/ressources/RjA/{LYCEE.id}/{ALICE}", 200, ""),
        (f"/ressources/RjA%3D/{LYCEE.id}/{ALICE}", 200, ""),
        (f"/ressources/RjA%253D/{LYCEE.id}/{ALICE}", 200, ""),
        (f"/ressources/RjA==/{LYCEE.id}/{ALICE}", 200, ""),
        (f"/ressources/RjE=/{LYCEE.id}/{ALICE}", 400, "Projet ENT non trouvé"),
        (f"/ressources/%C3%A9=/{LYCEE.id}/{ALICE}", 400, "Projet ENT non trouvé"),
        (f"/ressources/F1/{LYCEE.id}/{ALICE}", 400, "Projet ENT non trouvé"),
        (f"/ressources/F0/0750009Z/{ALICE}", 400, "Établissement non trouvé"),
        (f"/ressources/F0/ecole/{ALICE}", 400, "Établissement non trouvé"),
        (f"/ressources/F0/{ECOLE.id}/{ALICE}", 400, "Établissement non trouvé"),
        (f"/ressources/F0/{LYCEE.id}/nobody", 404, "Utilisateur non trouvé"),
        (f"/ressources/F0/{LYCEE.id}/{'x' * 65}", 404, "Utilisateur non trouvé"),
        (f"/ressources/F0/{LYCEE.id}/a%00b", 404, "Utilisateur non trouvé"),
    ],
)
def test_what_is_unknown_is_told_apart_from_who_is(
    client: FlaskClient, path: str, status: int, message: str
) -> None:
    """A school that the portal may not ask about is one it does not know; no value is repeated."""
    answer = ask(client, "GET", path, who="kiosque")

    assert answer.status_code == status
    if message:
        assert json.loads(answer.data)["Erreur"] == {
            "Code": "Bad Request" if status == 400 else "Not Found",
            "Message": message,
            "Resource": "ressources/idENT/idEtab/idUtilisateur",
        }


def test_somebody_of_another_school_is_nobody_here(runtime: Runtime) -> None:
    """A portal that may ask about both schools learns no more through the wrong one."""
    autonome = runtime.config.autonome
    assert autonome is not None
    wide = replace(autonome, portals=(replace(autonome.portals[0], schools=None),))
    client = client_of(replace(runtime, config=replace(runtime.config, autonome=wide)))

    assert (
        ask(client, "GET", f"/ressources/F0/{ECOLE.id}/{ALICE}", who="kiosque").status_code == 404
    )
    assert ask(client, "GET", MINE, who="kiosque").status_code == 200


def test_a_school_that_is_not_open_is_not_found(runtime: Runtime) -> None:
    """As at the GAR: not connected is not found."""
    shut = SchoolBook(schools={LYCEE.id: SchoolRule(is_open=False)})
    closed = client_of(replace(runtime, schools=LiveSchools(shut)))

    assert ask(closed, "GET", MINE, who="kiosque").status_code == 400


def test_each_person_is_told_their_own(client: FlaskClient) -> None:
    """Bruno has one of the two."""
    answer = ask(client, "GET", f"/ressources/F0/{LYCEE.id}/bruno", who="kiosque")
    found = json.loads(answer.data)["listeRessources"]["ressource"]

    assert [one["idRessource"] for one in found] == ["ark:/12345/sons"]


@pytest.mark.parametrize(
    ("path", "who"),
    [
        (MINE, SELLER),
        ("/ressourcesDiffusables", SELLER),
        ("/etablissements/etablissements.xml", "kiosque"),
        ("/abonnements", "kiosque"),
    ],
)
def test_a_service_is_of_one_role(client: FlaskClient, path: str, who: str) -> None:
    """A distributor reads nobody's list, a portal no order."""
    assert ask(client, "GET", path, who=who).status_code == 403


def test_everything_is_listed_for_everybody(client: FlaskClient) -> None:
    """With who sells it, and what is switched off said to be so."""
    root = etree.fromstring(ask(client, "GET", "/ressourcesDiffusables", who="kiosque").data)
    found = {
        one.findtext(f"{NAMESPACE}idRessource"): one
        for one in root.iter(f"{NAMESPACE}ressourceDiffusable")
    }
    sellers = f"{NAMESPACE}distributeursCom/{NAMESPACE}distributeurCom"

    assert root.findtext(f"{NAMESPACE}dateGeneration") == "2026-11-16T08:00:00Z"
    assert list(found) == ["ark:/12345/sons", ARK, "ark:/99999/fermee"]
    assert [one.text for one in found[ARK].findall(sellers)] == [SELLER, RIVAL]
    assert found[ARK].findtext(f"{NAMESPACE}diffusable") == "true"
    assert found["ark:/99999/fermee"].findtext(f"{NAMESPACE}affichable") == "false"
    assert found["ark:/12345/sons"].findtext(f"{NAMESPACE}mereFamille") == ARK


def test_schools_are_listed_as_the_state_lists_them(runtime: Runtime) -> None:
    """Our own reader of the State's list reads it; a school that is not open names no project."""
    runtime.stores.natures.state({LYCEE.id: "300"})
    shut = SchoolBook(schools={ECOLE.id: SchoolRule(is_open=False)})
    client = client_of(replace(runtime, schools=LiveSchools(shut)))
    answer = ask(client, "GET", "/etablissements/etablissements.xml")
    first, second = etree.fromstring(answer.data)
    file = runtime.config.providers.parent / "etablissements.xml"
    file.write_bytes(answer.data)

    assert first.findtext(f"{SCHOOLS}idENT") == "RjA="
    assert first.findtext(f"{SCHOOLS}appellation_officielle") == LYCEE.name
    assert second.findtext(f"{SCHOOLS}idENT") is None
    assert read_natures(file) == {LYCEE.id: "300", ECOLE.id: "151"}


def test_nobody_s_identifier_is_in_a_log(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    """The address holds one; what is logged does not."""
    with caplog.at_level(logging.DEBUG):
        ask(client, "GET", MINE, who="kiosque")
        ask(client, "GET", f"/ressources/F0/{LYCEE.id}/nobody-known", who="kiosque")
        ask(client, "GET", MINE, who=SELLER)
    text = "\n".join(record.getMessage() for record in caplog.records)

    assert "endpoint=autonome_list" in text
    assert not {name for name in (ALICE, "nobody-known", LYCEE.id) if name in text}


@pytest.mark.parametrize("accept", ["application/json", "application/xml"])
def test_our_own_client_of_the_gar_reads_it(client: FlaskClient, accept: str) -> None:
    """What we write is what we read: every field, in both forms."""
    answer = ask(client, "GET", MINE, who="kiosque", accept=accept)
    read = read_list(
        answer.data, tenant=TENANT, school=LYCEE.id, parse_address=lambda address: address
    )

    assert isinstance(read, ListRead)
    assert [one.title for one in read.resources] == ["Sons & « images » <1>", "Vidéos"]
    sounds = read.resources[0]
    assert [term.label for term in sounds.levels] == ["6e"]
    assert sounds.is_textbook
    assert sounds.publisher_id == "378901946_0000000000000001"
