"""A session here really ends: by our button, or because the portal asks; by nobody else."""

import base64
import zlib
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from lxml import etree
from lxml.builder import ElementMaker
from werkzeug.test import TestResponse

from provider_stub.testing.idp import NS, Element, TinyIdp, encode, sign_element
from provider_stub.testing.visitor import Visitor

_SAML = ElementMaker(namespace=NS["saml"], nsmap={"saml": NS["saml"]})
_SAMLP = ElementMaker(namespace=NS["samlp"], nsmap={"samlp": NS["samlp"]})
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
SUBJECT = "a1" * 64


def message(visitor: Visitor, name: str, *parts: Element, **changes: str) -> Element:
    """Build a message of the portal to our logout address."""
    at = datetime.now(UTC)
    said = {
        "ID": f"_{name}{at.timestamp()}",
        "Version": "2.0",
        "IssueInstant": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "Destination": visitor.config.slo_url,
    }
    issuer = changes.pop("issuer", visitor.idp.entity_id)
    found = getattr(_SAMLP, name)(_SAML.Issuer(issuer), *parts, **(said | changes))
    assert isinstance(found, etree._Element)
    return found


def asks(visitor: Visitor, index: str = "_s1", subject: str = SUBJECT, **changes: str) -> Element:
    """Build the portal's request to end a session."""
    return message(
        visitor, "LogoutRequest", _SAML.NameID(subject), _SAMLP.SessionIndex(index), **changes
    )


def answers(visitor: Visitor, asked: str, *codes: str) -> Element:
    """Build the portal's answer to *asked*."""
    status = _SAMLP.Status()
    place = status
    for code in codes:
        inner = _SAMLP.StatusCode(Value=f"urn:oasis:names:tc:SAML:2.0:status:{code}")
        place.append(inner)
        place = inner
    return message(visitor, "LogoutResponse", status, InResponseTo=asked)


def query(root: Element, key: rsa.RSAPrivateKey, relay_state: str | None = None) -> str:
    """Return *root* as a redirect carries it, signed."""
    packer = zlib.compressobj(wbits=-15)
    packed = packer.compress(etree.tostring(root)) + packer.flush()
    field = "SAMLResponse" if root.tag.endswith("Response") else "SAMLRequest"
    said = {field: base64.b64encode(packed).decode()}
    if relay_state is not None:
        said["RelayState"] = relay_state
    text = urlencode(said | {"SigAlg": RSA_SHA256})
    value = key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{text}&{urlencode({'Signature': base64.b64encode(value).decode()})}"


def bring(visitor: Visitor, text: str) -> TestResponse:
    """Carry a redirect to our logout address."""
    return visitor.client.get(f"/saml/slo?{text}")


def read(location: str, idp: TinyIdp) -> tuple[Element, dict[str, str]]:
    """Return the message we send the browser to the portal with, and what goes with it."""
    assert location.startswith(f"{idp.slo_url}?")
    said = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
    encoded = said.get("SAMLRequest") or said["SAMLResponse"]
    return etree.fromstring(zlib.decompress(base64.b64decode(encoded), -15)), said


def page(visitor: Visitor) -> str:
    """Return the page of the first arrival."""
    return visitor.client.get("/recu/1").text


def test_our_button_closes_here_and_asks_the_portal(visitor: Visitor) -> None:
    """The request names who it is, and which session; only then the portal can find it."""
    visitor.arrive()
    assert "Se déconnecter" in page(visitor)

    away = visitor.client.post("/deconnexion", data={"numero": "1"})

    root, said = read(away.location, visitor.idp)
    assert etree.QName(root).localname == "LogoutRequest"
    assert root.findtext("saml:NameID", "", NS) == SUBJECT
    assert root.findtext("samlp:SessionIndex", "", NS) == "_s1"
    assert said["SigAlg"] == RSA_SHA256
    assert "Elle est fermée" in page(visitor)
    assert visitor.client.post("/deconnexion", data={"numero": "1"}).status_code == 404


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        (("Success",), "dit avoir tout fermé"),
        (("Responder", "PartialLogout"), "pas confirmé"),
        (("Success", "PartialLogout"), "pas confirmé"),
    ],
)
def test_the_portals_answer_is_shown_as_it_is(
    visitor: Visitor, codes: tuple[str, ...], said: str
) -> None:
    """Once: the same answer again is to nothing."""
    visitor.arrive()
    away = visitor.client.post("/deconnexion", data={"numero": "1"})
    root, _ = read(away.location, visitor.idp)
    answer = answers(visitor, root.get("ID", ""), *codes)

    assert said in bring(visitor, query(answer, visitor.idp.key)).text
    again = answers(visitor, root.get("ID", ""), *codes)
    assert bring(visitor, query(again, visitor.idp.key)).status_code == 403


def test_the_portal_ends_the_session_by_redirect(visitor: Visitor) -> None:
    """It is answered, with its RelayState."""
    visitor.arrive()
    request = asks(visitor)

    away = bring(visitor, query(request, visitor.idp.key, "état & co"))

    root, said = read(away.location, visitor.idp)
    assert (root.get("InResponseTo"), said["RelayState"]) == (request.get("ID"), "état & co")
    assert root.find(".//samlp:StatusCode", NS) is not None
    assert "Elle est fermée" in page(visitor)
    assert bring(visitor, query(request, visitor.idp.key)).status_code == 403


def test_the_portal_ends_the_session_by_form(visitor: Visitor) -> None:
    """No cookie comes with a cross-site form, and none is needed."""
    visitor.arrive()
    request = asks(visitor)
    sign_element(request, visitor.idp.key)

    away = visitor.client.post("/saml/slo", data={"SAMLRequest": encode(request)})

    assert read(away.location, visitor.idp)[0].get("InResponseTo") == request.get("ID")
    assert "Elle est fermée" in page(visitor)


def test_another_session_goes_on(visitor: Visitor) -> None:
    """Neither another session of the person nor another person is meant."""
    visitor.arrive()
    for request in (asks(visitor, index="_s2"), asks(visitor, subject="b2" * 64)):
        assert bring(visitor, query(request, visitor.idp.key)).status_code == 303

    assert "Se déconnecter" in page(visitor)


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": "https://autre.example"},
        {"Destination": "https://autre.example/slo"},
        {"IssueInstant": f"{datetime.now(UTC) - timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"},
        {"NotOnOrAfter": "2026-01-01T00:00:00Z"},
        {"Version": "1.1"},
    ],
    ids=["issuer", "address", "old", "ended", "version"],
)
def test_a_wrong_request_ends_nothing(visitor: Visitor, changes: dict[str, str]) -> None:
    """Signed by the portal, and yet not for us, or not now."""
    visitor.arrive()

    refused = bring(visitor, query(asks(visitor, **changes), visitor.idp.key))

    assert refused.status_code in {400, 403}
    assert "Se déconnecter" in page(visitor)


def test_what_the_portal_did_not_sign_ends_nothing(
    visitor: Visitor, other_key: rsa.RSAPrivateKey
) -> None:
    """By another key, by none, or changed after it was signed."""
    visitor.arrive()
    honest = query(asks(visitor), visitor.idp.key, "ici")
    unsigned = honest.partition("&SigAlg")[0]
    form = asks(visitor)
    sign_element(form, other_key)

    for text in (
        query(asks(visitor), other_key),
        unsigned,
        honest.replace("RelayState=ici", "RelayState=ailleurs"),
    ):
        assert bring(visitor, text).status_code == 403
    for root in (form, asks(visitor)):
        posted = visitor.client.post("/saml/slo", data={"SAMLRequest": encode(root)})
        assert posted.status_code == 403
    for text in (
        f"{honest}&RelayState=x",
        f"{honest}&SAMLResponse=x",
        honest.replace("SigAlg", "%53igAlg"),
    ):
        assert bring(visitor, text).status_code == 400
    assert "Se déconnecter" in page(visitor)


def test_our_metadata_says_where_to_log_out(visitor: Visitor) -> None:
    """By both bindings."""
    root = etree.fromstring(visitor.client.get("/saml/metadata").data)

    found = root.iter(f"{{{NS['md']}}}SingleLogoutService")
    assert [one.get("Location") for one in found] == [visitor.config.slo_url] * 2
