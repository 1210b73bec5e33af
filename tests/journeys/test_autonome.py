"""Whoever speaks with the GAR speaks with the portal: over TLS, from the order to the resource.

A distributor with a client certificate orders; somebody assigns; another portal reads the list; the
person opens the address in it and arrives at a provider that keeps to GAR's rules: its AuthnRequest
is signed and its RelayState the access URL, its CAS ticket is validated at once.
"""

import hashlib
import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from lxml import etree
from tests.journeys.several_workers import Portal, free_port, portal_at_work
from tests.journeys.stub_at_work import ARKS, Provider, stub_at_work
from tests.journeys.two_sites import names_of_this_machine, write_certificate
from tests.wiring.inside import run_inside

from garbridge.testing.world import ALICE, LYCEE

pytestmark = pytest.mark.xdist_group("workers")

SELLER = "378901946_0000000000000000"
TOKEN = "of-the-kiosk-in-this-journey"  # noqa: S105 - of this test
NAMESPACE = "http://www.atosworldline.com/wsabonnement/v1.0/"
GAR = frozenset({"IDO", "UAI", "PRO", "DIV"})
RELEASE = """[[release]]
attribute = "{}"
purpose = "essai"
profiles = ["elv"]
validated_by = "DPO"
validated_on = 2026-08-20
"""
MORE = "\n" + "".join(map(RELEASE.format, ("IDO", "UAI")))
AUTONOME = """
[autonome]
[[autonome.distributors]]
id = "{seller}"
name = "Librairie du Parc"
certificates = ["{certificate}"]
resources = ["ark:/12345/*"]
[[autonome.portals]]
id = "kiosque"
tokens = ["{token}"]
"""
each_protocol = pytest.mark.parametrize("protocol", ["saml", "cas"])


@dataclass(frozen=True, slots=True)
class Market:
    """The portal, the provider, and what the distributor proves itself by."""

    portal: Portal
    provider: Provider
    proof: tuple[str, str]

    def order(self, method: str, name: str, data: bytes = b"") -> requests.Response:
        """Return what the distributor is answered."""
        address = f"{self.portal.url}/autonome/{name}"
        return requests.request(method, address, data=data, cert=self.proof, timeout=30)

    def listed(self) -> dict[str, str]:
        """Return where each resource of the pupil is opened, as the other portal reads it."""
        answer = requests.get(
            f"{self.portal.url}/autonome/ressources/F0/{LYCEE.id}/{ALICE}",
            headers={"Authorization": f"Bearer {TOKEN}", "Accept": "application/json"},
            timeout=30,
        )
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["listeRessources"]["ressource"]
        return {one["idRessource"]: one["urlAccesRessource"] for one in found}


@pytest.fixture(name="market", scope="module")
def _market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Market]:
    tls, client = tmp_path_factory.mktemp("tls"), tmp_path_factory.mktemp("client")
    write_certificate(tls)
    write_certificate(client)
    token = hashlib.sha256(TOKEN.encode()).hexdigest()
    settings = AUTONOME.format(seller=SELLER, certificate=_fingerprint(client), token=token)
    with (
        names_of_this_machine(tls),
        portal_at_work(
            tmp_path_factory.mktemp("portal"),
            address=f"https://127.0.0.1:{free_port()}",
            tls=tls,
            state=settings,
            options=("--cert-reqs", str(int(ssl.CERT_OPTIONAL)), "--ca-certs", f"{client}/tls.crt"),
        ) as portal,
        stub_at_work(
            portal, tmp_path_factory.mktemp("stub"), learnt=GAR, saml=MORE, cas=MORE
        ) as provider,
    ):
        yield Market(portal, provider, (f"{client}/tls.crt", f"{client}/tls.key"))


def _fingerprint(folder: Path) -> str:
    pem = (folder / "tls.crt").read_text("ascii")
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest()


def body(protocol: str, *, is_new: bool = True, licences: str = "30") -> bytes:
    """Return the order of the resource of *protocol*, as a distributor writes it."""
    now = datetime.now(UTC)
    fields = (
        ("idAbonnement", protocol),
        ("idDistributeurCom", SELLER),
        ("idRessource", ARKS[protocol]),
        ("typeIdRessource", "ark"),
        ("libelleRessource", f"Titre {protocol}"),
        ("debutValidite", (now - timedelta(days=1)).isoformat(timespec="milliseconds")),
        ("finValidite", (now + timedelta(days=30)).isoformat(timespec="milliseconds")),
        *([("uaiEtab", LYCEE.id)] if is_new else []),
        ("categorieAffectation", "transferable"),
        ("typeAffectation", "INDIV"),
        ("nbLicenceEleve", licences),
        ("publicCible", "ELEVE"),
    )
    root = etree.Element(f"{{{NAMESPACE}}}abonnement", nsmap={None: NAMESPACE})
    for name, text in fields:
        etree.SubElement(root, f"{{{NAMESPACE}}}{name}").text = text
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return written


@each_protocol
def test_from_the_order_to_the_resource_and_out_again(market: Market, protocol: str) -> None:
    """What the distributor orders is given, listed, opened, and gone when it is deleted."""
    ark = ARKS[protocol]
    ordered = market.order("PUT", protocol, body(protocol))
    changed = market.order("POST", protocol, body(protocol, is_new=False, licences="31"))
    before = market.listed()
    given = run_inside(
        market.portal.runtime,
        *("assign", "--resource", ark, "--school", LYCEE.id, "--person", ALICE, "--yes"),
    )
    visitor = market.portal.visitor(there=market.provider.url)
    page = visitor.get(market.listed()[ark])
    arrived = visitor.received()[-1]

    assert (ordered.status_code, changed.status_code) == (201, 200), ordered.text
    assert ark not in before
    assert given.exit_code == 0, given.output
    assert page.url.startswith(market.provider.url)
    assert (arrived["protocol"], arrived["resource"]) == (protocol, ark)
    assert re.fullmatch("[0-9a-f]{128}", arrived["subject"])
    assert arrived["attributes"] == {
        "IDO": [arrived["subject"]],
        "UAI": [LYCEE.id],
        "PRO": ["National_elv"],
        "DIV": ["2DE4##Seconde 4"],
    }
    assert market.order("DELETE", protocol).status_code == 204
    assert ark not in market.listed()


def test_only_the_certificate_s_owner_is_a_distributor(market: Market) -> None:
    """A browser shows none; a certificate that the server does not know ends the handshake."""
    none = requests.get(f"{market.portal.url}/autonome/abonnements", timeout=30)
    schools = market.order("GET", "etablissements/etablissements.xml")

    assert none.status_code == 401
    assert schools.status_code == 200
    assert LYCEE.id in schools.text
    tls = Path(market.proof[0]).parent.parent
    other = next(folder for folder in tls.glob("tls*") if (folder / "tls.crt").exists())
    with pytest.raises(requests.RequestException):
        requests.get(
            f"{market.portal.url}/autonome/abonnements",
            cert=(f"{other}/tls.crt", f"{other}/tls.key"),
            timeout=30,
        ).raise_for_status()
