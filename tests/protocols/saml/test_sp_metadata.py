"""Metadata of providers is read strictly, and every problem is listed at once."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from onelogin.saml2.settings import OneLogin_Saml2_Settings
from saml2 import BINDING_HTTP_POST
from saml2.config import SPConfig
from saml2.metadata import entity_descriptor
from tests.debian import require_command
from tests.protocols.saml.logouts import REDIRECT
from tests.protocols.saml.provider_side import ACS, POST, SP
from tests.protocols.saml.signatures import (
    certificate,
    certificate_pem,
    ec_key,
    key_pem,
    no_version,
    rsa_key,
    shown_der,
)

from garbridge.errors import ConfigError
from garbridge.formats.keys import self_signed_certificate
from garbridge.protocols.saml import (
    ConsumerService,
    LogoutService,
    SamlPeer,
    read_sp_metadata,
)
from garbridge.testing.world import NOW


def shown(cert: x509.Certificate, use: str = ' use="signing"') -> str:
    """Return a KeyDescriptor with *cert*."""
    return shown_der(cert.public_bytes(Encoding.DER), use)


SERVICE = f'<md:AssertionConsumerService index="0" Binding="{POST}" Location="{ACS}"/>'
PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol"


def role(children: str = SERVICE, attributes: str = "", protocol: str = PROTOCOL) -> str:
    """Return an SPSSODescriptor."""
    return (
        f'<md:SPSSODescriptor protocolSupportEnumeration="{protocol}"{attributes}>'
        f"{children}</md:SPSSODescriptor>"
    )


def entity(children: str | None = None, entity_id: str = SP, attributes: str = "") -> str:
    """Return an EntityDescriptor."""
    return (
        '<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"'
        ' xmlns:ds="http://www.w3.org/2000/09/xmldsig#"'
        f' entityID="{entity_id}"{attributes}>{role() if children is None else children}'
        "</md:EntityDescriptor>"
    )


def entities(*members: str, attributes: str = "") -> str:
    """Return an EntitiesDescriptor."""
    return (
        '<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"'
        f"{attributes}>{''.join(members)}</md:EntitiesDescriptor>"
    )


def read(xml: str, *, entity_id: str | None = None, insecure_loopback: bool = False) -> SamlPeer:
    """Return what is read in *xml*."""
    return read_sp_metadata(
        xml.encode(), now=NOW, entity_id=entity_id, insecure_loopback=insecure_loopback
    )


def test_the_least_metadata_is_enough() -> None:
    """An entityID and one consumer service."""
    assert read(entity()) == SamlPeer(
        entity_id=SP, consumer_services=(ConsumerService(url=ACS, index=0),)
    )


def test_everything_that_is_used_is_read() -> None:
    """Keys, flags, defaults and the end of validity."""
    other = SERVICE.replace('"0"', '"7" isDefault="true"').replace(ACS, f"{ACS}/7")
    flags = ' AuthnRequestsSigned="true" WantAssertionsSigned="1"'
    keys = shown(certificate("provider")) + shown(certificate("stranger"), "")
    peer = read(
        entity(role(keys + SERVICE + other, flags), attributes=' validUntil="2027-01-01T00:00:00Z"')
    )

    assert [key.public_numbers() for key in peer.signing_keys] == [
        rsa_key(name).public_key().public_numbers() for name in ("provider", "stranger")
    ]
    assert (peer.authn_requests_signed, peer.want_assertions_signed) == (True, True)
    assert peer.consumer_services[1] == ConsumerService(url=f"{ACS}/7", index=7, is_default=True)
    assert peer.default_consumer_service().index == 7
    assert peer.valid_until == datetime(2027, 1, 1, tzinfo=UTC)


def test_other_bindings_and_encryption_keys_are_passed_over() -> None:
    """Artifact and PAOS services, and keys for encryption, are not ours to use."""
    artifact = SERVICE.replace("HTTP-POST", "HTTP-Artifact").replace('"0"', '"3"')
    peer = read(
        entity(role(shown(certificate("provider"), ' use="encryption"') + artifact + SERVICE))
    )

    assert (len(peer.consumer_services), peer.signing_keys) == (1, ())


def test_logout_services_are_read_with_where_answers_go() -> None:
    """Both bindings in the file's order; ResponseLocation where there is one (2.2.2)."""
    slo = "https://parc.example/slo"
    peer = read(
        entity(
            role(
                f'<md:SingleLogoutService Binding="{POST}" Location="{slo}"'
                f' ResponseLocation="{slo}/fin"/>'
                f'<md:SingleLogoutService Binding="{REDIRECT}" Location="{slo}"/>{SERVICE}'
            )
        )
    )

    assert peer.logout_services == (
        LogoutService(binding=POST, url=slo, answers=f"{slo}/fin"),
        LogoutService(binding=REDIRECT, url=slo, answers=slo),
    )


@pytest.mark.parametrize(
    "attributes",
    [
        'Binding="urn:oasis:names:tc:SAML:2.0:bindings:SOAP" Location="https://parc.example/slo"',
        f'Binding="{REDIRECT}" Location="http://parc.example/slo"',
        f'Binding="{REDIRECT}" Location="javascript:alert(1)"',
        f'Binding="{REDIRECT}" Location="https://parc.example/slo" ResponseLocation="http://a"',
        f'Binding="{REDIRECT}"',
        'Location="https://parc.example/slo"',
    ],
    ids=["soap", "http", "script", "answers by http", "no address", "no binding"],
)
def test_a_logout_service_nobody_can_be_sent_to_is_passed_over(attributes: str) -> None:
    """It keeps nobody from signing in; logging out there cannot be had."""
    peer = read(entity(role(f"<md:SingleLogoutService {attributes}/>{SERVICE}")))

    assert (peer.logout_services, len(peer.consumer_services)) == ((), 1)


def test_an_expired_certificate_still_carries_its_key() -> None:
    """Only the public key counts (IIP-MD12)."""
    expired = self_signed_certificate(
        rsa_key("provider"), "old", now=NOW - timedelta(days=90), lifetime=timedelta(days=30)
    )

    assert read(entity(role(shown(expired) + SERVICE))).signing_keys


def test_an_elliptic_key_is_read() -> None:
    """P-256 is allowed."""
    assert read(entity(role(shown(_certificate(ec_key("provider"))) + SERVICE))).signing_keys


def _certificate(key: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "p")])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(NOW)
        .not_valid_after(NOW + timedelta(days=1))
        .sign(key, SHA256() if isinstance(key, ec.EllipticCurvePrivateKey) else None)
    )


WEAK = self_signed_certificate(rsa_key("short", 1024), "w", now=NOW, lifetime=timedelta(days=1))
SHORT_CURVE = _certificate(ec.generate_private_key(ec.SECP192R1()))
EDWARDS = _certificate(ed25519.Ed25519PrivateKey.generate())


@pytest.mark.parametrize(
    ("xml", "reason"),
    [
        ("<a/>", "neither an EntityDescriptor"),
        ("no xml", "not well-formed"),
        ("<!DOCTYPE a><a/>", "DTD"),
        (entity(""), "0 SPSSODescriptor"),
        (entity(role(protocol="urn:oasis:names:tc:SAML:1.1:protocol")), "0 SPSSODescriptor"),
        (entity(role() + role()), "2 SPSSODescriptor"),
        (entity(role("")), "no AssertionConsumerService with the HTTP-POST binding"),
        (entity(role(SERVICE.replace(' index="0"', ""))), "no index"),
        (entity(role(SERVICE.replace('"0"', '"99999"'))), "no index"),
        (entity(role(SERVICE.replace('"0"', '"-1"'))), "no index"),
        (entity(role(SERVICE.replace('"0"', '"000000070000"'))), "no index"),
        (entity(role(SERVICE.replace('"0"', f'"000000{"9" * 5000}"'))), "no index"),
        (entity(role(SERVICE + SERVICE)), "index 0 stands twice"),
        (entity(role(shown(WEAK) + SERVICE)), "1024 bits"),
        (entity(role(shown(SHORT_CURVE) + SERVICE)), "192 bits"),
        (entity(role(shown(EDWARDS) + SERVICE)), "only RSA and EC"),
        (entity(role(shown_der(no_version(certificate("provider"))) + SERVICE)), "not a certif"),
        (entity(role("<md:KeyDescriptor/>" + SERVICE)), "0 certificates"),
        (
            entity(role(shown(certificate("provider")).replace("\n", "\n!") + SERVICE)),
            "not a certificate",
        ),
        (entity(entity_id=""), "entityID"),
        (entity(entity_id="a" * 1025), "entityID"),
        (entity(entity_id="https://parc.example/é"), "entityID"),
        (entity(role(attributes=' AuthnRequestsSigned="yes"')), "AuthnRequestsSigned"),
        (entity(attributes=' validUntil="2026-11-16T08:00:00Z"'), "ended on"),
        (entity(attributes=' validUntil="soon"'), "validUntil"),
        (entity(role(attributes=' validUntil="2020-01-01T00:00:00Z"')), "ended on"),
        (entities(entity(), attributes=' validUntil="2020-01-01T00:00:00Z"'), "ended on"),
        (entities(entity(), entity(entity_id="https://b.example")), "2 entities"),
        (entities(), "0 entities"),
    ],
    ids=lambda text: "" if text.startswith("<") else text,  # keys and dates differ from run to run
)
def test_metadata_that_cannot_be_served_is_refused_with_the_reason(xml: str, reason: str) -> None:
    """Whoever registers a provider reads what to ask it for."""
    with pytest.raises(ConfigError, match=reason):
        read(xml)


@pytest.mark.parametrize(
    "url",
    [
        "http://parc.example/acs",
        "http://127.0.0.1/acs",
        "http://127.0.0.1.evil.example/acs",
        "http://localhost@evil.example/acs",
        "javascript:alert(1)",
        "https://user@parc.example/acs",
        "https://parc.example;script-src/acs",
        "https://parc.example/acs#fragment",
        "https://parc.example\\@evil.example/",
        "https://parc.example/a b",
        "https://parc.example:0/acs",
        "https://parc.example:70000/acs",
        "/acs",
        "",
    ],
)
def test_an_address_assertions_must_not_go_to_is_refused(url: str) -> None:
    """No plain http, no user name, nothing that is not an absolute web address."""
    with pytest.raises(ConfigError, match="AssertionConsumerService"):
        read(entity(role(SERVICE.replace(ACS, url))), insecure_loopback="127.0.0.1/" not in url)


@pytest.mark.parametrize("host", ["127.0.0.1:8801", "localhost:8801", "[::1]:8801"])
def test_plain_http_is_for_this_machine_and_only_when_asked_for(host: str) -> None:
    """The demo runs without certificates; nothing else may."""
    xml = entity(role(SERVICE.replace(ACS, f"http://{host}/acs")))

    assert read(xml, insecure_loopback=True).consumer_services[0].url == f"http://{host}/acs"
    with pytest.raises(ConfigError, match="not https"):
        read(xml)


def test_every_problem_is_listed() -> None:
    """One round of letters with a provider, not five."""
    xml = entity(
        role(shown(WEAK) + SERVICE.replace("https:", "http:"), ' AuthnRequestsSigned="yes"'),
        attributes=' validUntil="2020-01-01T00:00:00Z"',
    )

    with pytest.raises(ConfigError) as refused:
        read(xml)
    assert len(refused.value.problems) == 4


def test_one_of_several_entities_is_picked_by_name() -> None:
    """A federation's file holds many; exactly the one that is meant is read."""
    xml = entities(entity(), entities(entity(entity_id="https://b.example")))

    assert read(xml, entity_id="https://b.example").entity_id == "https://b.example"
    with pytest.raises(ConfigError, match="0 entities are called"):
        read(xml, entity_id="https://c.example")
    with pytest.raises(ConfigError, match="2 entities are called"):
        read(entities(entity(), entity()), entity_id=SP)


def test_a_single_entity_must_be_the_one_that_is_meant() -> None:
    """The wrong file is noticed."""
    assert read(entity(), entity_id=SP).entity_id == SP
    with pytest.raises(ConfigError, match="0 entities"):
        read(entity(), entity_id="https://b.example")


def test_metadata_written_by_python3_saml_is_read() -> None:
    """A real library's file, signing key and flags included."""
    written = OneLogin_Saml2_Settings(
        {
            "strict": True,
            "sp": {
                "entityId": SP,
                "assertionConsumerService": {"url": ACS, "binding": POST},
                "x509cert": certificate_pem("provider"),
                "privateKey": key_pem("provider"),
            },
            "security": {"authnRequestsSigned": True, "wantAssertionsSigned": True},
        },
        sp_validation_only=True,
    ).get_sp_metadata()
    peer = read(written if isinstance(written, str) else written.decode())

    assert (peer.entity_id, peer.authn_requests_signed) == (SP, True)
    assert peer.default_consumer_service().url == ACS
    assert len(peer.signing_keys) == 1


def test_metadata_written_by_pysaml2_is_read() -> None:
    """The library most Python providers use."""
    config = SPConfig()
    config.load(
        {
            "entityid": SP,
            "xmlsec_binary": require_command("xmlsec1", "xmlsec1"),
            "service": {
                "sp": {"endpoints": {"assertion_consumer_service": [(ACS, BINDING_HTTP_POST)]}}
            },
        }
    )

    assert read(str(entity_descriptor(config))).default_consumer_service().url == ACS
