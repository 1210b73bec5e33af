"""A portal that distributors and another portal speak to as to the GAR."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding
from flask.testing import FlaskClient
from lxml import etree
from tests.protocols.saml.signatures import certificate
from tests.services.school import PEOPLE
from tests.web.test_operating import app_of
from tests.wiring.inside import portal_with
from tests.wiring.portal_files import write_portal
from werkzeug.test import TestResponse

from garbridge.core.identifiers import SchoolId
from garbridge.core.people import School
from garbridge.testing.world import LYCEE
from garbridge.wiring import Runtime

NS = "{http://www.atosworldline.com/wsabonnement/v1.0/}"
SELLER = "378901946_0000000000000000"
RIVAL = "123456789_0000000123456789"
ARK = "ark:/12345/videos"
ECOLE = School(SchoolId("0750010J"), "École des Tilleuls", 1)
TOKENS = {name: f"{name}-token-of-the-tests" for name in (SELLER, RIVAL, "kiosque")}
PEM = certificate("seller").public_bytes(Encoding.PEM).decode()
FINGERPRINT = sha256(certificate("seller").public_bytes(Encoding.DER)).hexdigest()
PROXY = "10.1.2.3"
HEADER = "X-Client-Certificate"


def digest(name: str) -> str:
    """Return the digest of the token of *name*."""
    return sha256(TOKENS[name].encode()).hexdigest()


AUTONOME = f"""
[autonome]
header = "{HEADER}"
proxies = ["{PROXY}"]
per_minute = 100000
[[autonome.distributors]]
id = "{SELLER}"
name = "Librairie du Parc"
certificates = ["{FINGERPRINT}"]
tokens = ["{digest(SELLER)}"]
resources = ["ark:/12345/*", "ark:/99999/*"]
[[autonome.distributors]]
id = "{RIVAL}"
name = "Comptoir du Lac"
tokens = ["{digest(RIVAL)}"]
resources = ["ark:/12345/*"]
[[autonome.portals]]
id = "kiosque"
tokens = ["{digest("kiosque")}"]
schools = ["{LYCEE.id}"]
"""
FIELDS: Mapping[str, str | tuple[str, ...]] = {
    "idAbonnement": "videos-2026",
    "commentaireAbonnement": "Rentrée",
    "idDistributeurCom": SELLER,
    "idRessource": ARK,
    "typeIdRessource": "ark",
    "libelleRessource": "Vidéos",
    "debutValidite": "2026-09-01T00:00:00",
    "finValidite": "2027-08-15T23:59:59",
    "uaiEtab": LYCEE.id,
    "categorieAffectation": "transferable",
    "typeAffectation": "INDIV",
    "nbLicenceGlobale": "ILLIMITE",
    "publicCible": ("ELEVE", "ENSEIGNANT"),
}


@contextmanager
def autonome_portal(folder: Path, more: str = "") -> Iterator[Runtime]:
    """Yield a portal of a lycée and an école, in *folder*."""
    file = write_portal(folder)
    file.write_text(file.read_text("utf-8") + AUTONOME + more, encoding="utf-8")
    with portal_with(PEOPLE, folder, schools=(LYCEE, ECOLE)) as runtime:
        yield runtime


def client_of(runtime: Runtime) -> FlaskClient:
    """Return what asks it."""
    return app_of(runtime).test_client()


def body(name: str = "videos-2026", **changes: str | tuple[str, ...] | None) -> bytes:
    """Return a valid subscription with *changes*; ``None`` leaves a field out."""
    fields = {**FIELDS, "idAbonnement": name, **changes}
    inside = "".join(
        f"<{field}>{text}</{field}>"
        for field, texts in fields.items()
        if texts is not None
        for text in ((texts,) if isinstance(texts, str) else texts)
    )
    return f'<abonnement xmlns="{NS[1:-1]}">{inside}</abonnement>'.encode()


def bearer(name: str) -> dict[str, str]:
    """Return what *name* proves itself by, in the form of a header."""
    return {"Authorization": f"Bearer {TOKENS[name]}"}


def ask(  # noqa: PLR0917 - what a request has
    client: FlaskClient,
    method: str,
    path: str,
    data: bytes = b"",
    who: str = SELLER,
    accept: str = "application/json",
) -> TestResponse:
    """Return what *who* is answered."""
    headers = {**bearer(who), "Accept": accept, "Content-Type": "application/xml;charset=utf-8"}
    return client.open(f"/autonome{path}", method=method, data=data, headers=headers)


def listed(answer: TestResponse) -> list[Mapping[str, list[str]]]:
    """Return the subscriptions of an answer, field by field."""
    assert answer.status_code == 200, answer.text
    found: list[Mapping[str, list[str]]] = []
    for one in etree.fromstring(answer.data):
        fields: dict[str, list[str]] = {}
        for child in one:
            fields.setdefault(str(child.tag).removeprefix(NS), []).append(child.text or "")
        found.append(fields)
    return found


def names(answer: TestResponse) -> list[str]:
    """Return the identifiers of the subscriptions of an answer."""
    return [one["idAbonnement"][0] for one in listed(answer)]


def filtered(*inside: str) -> bytes:
    """Return a document of filters."""
    return f'<filtres xmlns="{NS[1:-1]}">{"".join(inside)}</filtres>'.encode()


def by(name: str, value: str) -> str:
    """Return one filter."""
    return f"<filtre><filtreNom>{name}</filtreNom><filtreValeur>{value}</filtreValeur></filtre>"
