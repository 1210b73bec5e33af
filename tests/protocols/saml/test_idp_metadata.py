"""What we publish about ourselves can be used by other libraries, and is signed."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from cryptography import x509
from lxml import etree
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML
from tests.protocols.saml.provider_side import IDP, SCOPE, SLO, SSO, signer
from tests.protocols.saml.readers import by_xmlsec1
from tests.protocols.saml.signatures import canonical, certificate, rsa_key

from garbridge.formats.enveloped import verified_content
from garbridge.ports import Document, WireRequest
from garbridge.protocols.saml import IdpMetadata
from garbridge.testing.world import NOW

ENTITY = "{urn:oasis:names:tc:SAML:2.0:metadata}EntityDescriptor"
NS = {"md": "urn:oasis:names:tc:SAML:2.0:metadata"}


def published(
    method: str = "GET",
    *,
    certificates: Sequence[x509.Certificate] = (certificate("portal"),),
    valid_for: timedelta | None = None,
    slo_url: str = SLO,
) -> Document:
    """Return the answer of the metadata endpoint."""
    endpoint = IdpMetadata(
        entity_id=IDP,
        sso_url=SSO,
        scope=SCOPE,
        signer=signer,
        certificates=lambda: certificates,
        tokens=lambda: "token",
        valid_for=valid_for,
        slo_url=slo_url,
    )
    return endpoint.answer(WireRequest(method, IDP), now=NOW)


def test_metadata_has_its_media_type() -> None:
    """Metadata 4.1.1 names the type; browsers and libraries go by it."""
    assert (published().status, published().media_type) == (200, "application/samlmetadata+xml")


def test_metadata_says_where_and_how_to_sign_in() -> None:
    """Another library finds entityID, both bindings' address and the certificate."""
    read = OneLogin_Saml2_IdPMetadataParser.parse(published().body)

    assert read["idp"]["entityId"] == IDP
    assert read["idp"]["singleSignOnService"]["url"] == SSO
    assert read["sp"]["NameIDFormat"].endswith(":persistent")
    services = etree.fromstring(published().body).findall(".//md:SingleSignOnService", NS)
    assert [(s.get("Binding", "").rpartition(":")[2], s.get("Location")) for s in services] == [
        ("HTTP-Redirect", SSO),
        ("HTTP-POST", SSO),
    ]


def test_metadata_says_where_to_log_out() -> None:
    """By both bindings; nowhere where a portal serves none."""
    read = OneLogin_Saml2_IdPMetadataParser.parse(published().body)

    assert read["idp"]["singleLogoutService"]["url"] == SLO
    services = etree.fromstring(published().body).findall(".//md:SingleLogoutService", NS)
    assert [(s.get("Binding", "").rpartition(":")[2], s.get("Location")) for s in services] == [
        ("HTTP-Redirect", SLO),
        ("HTTP-POST", SLO),
    ]
    assert b"SingleLogoutService" not in published(slo_url="").body


def test_metadata_is_signed_as_a_whole() -> None:
    """Our own verifier and the command xmlsec1 agree."""
    body = published().body

    assert verified_content(etree.fromstring(body), [rsa_key("portal").public_key()])
    assert by_xmlsec1(body, element=ENTITY)
    assert canonical(body) == body


def test_metadata_does_not_ask_for_signed_requests() -> None:
    """With true, samlify refuses to send unsigned requests at all."""
    (role,) = etree.fromstring(published().body).findall("md:IDPSSODescriptor", NS)

    assert role.get("WantAuthnRequestsSigned") == "false"


def test_two_certificates_are_published_during_a_change_of_keys() -> None:
    """Providers learn the next key before it signs."""
    body = published(certificates=(certificate("portal"), certificate("provider"))).body

    assert len(etree.fromstring(body).findall(".//md:KeyDescriptor", NS)) == 2


def test_metadata_ends_only_where_that_was_asked_for() -> None:
    """Many providers load it once; an end would be the day everybody is refused."""
    assert b"validUntil" not in published().body
    assert b'validUntil="2026-11-18T08:00:00Z"' in published(valid_for=timedelta(days=2)).body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_metadata_is_only_read(method: str) -> None:
    """Nothing but GET and HEAD has a meaning here."""
    answer = published(method)

    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("slo_url", ["", SLO])
@pytest.mark.parametrize("valid_for", [None, timedelta(days=2)])
def test_metadata_keeps_to_the_schema(valid_for: timedelta | None, slo_url: str) -> None:
    """The OASIS schema, as python3-saml ships it, takes the document."""
    body = published(valid_for=valid_for, slo_url=slo_url).body

    checked = OneLogin_Saml2_XML.validate_xml(body, "saml-schema-metadata-2.0.xsd")
    assert not isinstance(checked, str), checked
