"""The identity provider's metadata: what is taken out of it, and what nobody can sign in by."""

import base64
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from tests.protocols.saml.signatures import certificate, enveloped, rsa_key

from garbridge.errors import ConfigError
from garbridge.formats.keys import self_signed_certificate
from garbridge.testing.world import NOW
from garbridge.upstream.saml_sp import IdpPeer, SignOnService, read_idp_metadata

IDP = "https://connexion.example/idp"
SSO = "https://connexion.example/sso"
SLO = "https://connexion.example/slo"
BINDING = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-"
SERVICE = f'<md:SingleSignOnService Binding="{BINDING}Redirect" Location="{SSO}"/>'


def shown(name: str, bits: int = 2048, use: str = ' use="signing"') -> str:
    """Return a KeyDescriptor with a certificate of the key called *name*, long expired."""
    key = rsa_key(name) if bits == 2048 else rsa_key(name, bits)
    old = self_signed_certificate(
        key, name, now=NOW - timedelta(days=900), lifetime=timedelta(days=30)
    )
    text = base64.b64encode(old.public_bytes(Encoding.DER)).decode()
    return (
        f"<md:KeyDescriptor{use}><ds:KeyInfo xmlns:ds='http://www.w3.org/2000/09/xmldsig#'>"
        f"<ds:X509Data><ds:X509Certificate>{text}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"
        "</md:KeyDescriptor>"
    )


def entity(
    inside: str | None = None, *, says: str = "", extensions: str = "", name: str = IDP
) -> str:
    """Return the metadata of an identity provider."""
    inside = shown("ent-idp") + SERVICE if inside is None else inside
    return (
        '<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"'
        f' xmlns:shibmd="urn:mace:shibboleth:metadata:1.0" ID="_md" entityID="{name}"{says}>'
        f"{extensions}<md:IDPSSODescriptor"
        ' protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">'
        f"{inside}</md:IDPSSODescriptor></md:EntityDescriptor>"
    )


def read(xml: str, **how: object) -> IdpPeer:
    """Return what *xml* says."""
    return read_idp_metadata(xml.encode(), now=NOW, **how)  # type: ignore[arg-type]  # handed on as it is


def problems(xml: str, **how: object) -> tuple[str, ...]:
    """Return why nobody can sign in by *xml*."""
    with pytest.raises(ConfigError) as refused:
        read(xml, **how)
    return refused.value.problems


def test_everything_that_is_used() -> None:
    """Both keys, expired as their certificates are; services, scopes, dates."""
    logout = f'<md:SingleLogoutService Binding="{BINDING}POST" Location="{SLO}"/>'
    post = f'<md:SingleSignOnService Binding="{BINDING}POST" Location="{SSO}/post"/>'
    soap = f'<md:SingleSignOnService Binding="{BINDING}SOAP" Location="http://x"/>'
    scopes = (
        '<md:Extensions><shibmd:Scope regexp="false">ac-example.fr</shibmd:Scope>'
        '<shibmd:Scope regexp="true">.*</shibmd:Scope></md:Extensions>'
    )
    found = read(
        entity(
            scopes + shown("ent-idp") + shown("ent-idp-next", use="") + logout + soap + post
            + SERVICE,
            says=' validUntil="2026-12-01T00:00:00Z" cacheDuration="PT6H"',
        )
    )  # fmt: skip

    assert found.entity_id == IDP
    assert found.sign_on_services == (
        SignOnService(binding=f"{BINDING}POST", url=f"{SSO}/post"),
        SignOnService(binding=f"{BINDING}Redirect", url=SSO),
    )
    assert found.signing_keys == (
        rsa_key("ent-idp").public_key(),
        rsa_key("ent-idp-next").public_key(),
    )
    assert [one.url for one in found.logout_services] == [SLO]
    assert found.scopes == {"ac-example.fr"}
    assert found.cache_duration == timedelta(hours=6)
    assert found.valid_until is not None


def test_one_of_an_aggregate() -> None:
    """A federation's file, with the name of the one that is meant."""
    inner = entity() + entity(name="https://autre.example")
    whole = (
        '<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"'
        f' validUntil="2026-11-20T00:00:00Z">{inner}</md:EntitiesDescriptor>'
    ).replace('ID="_md"', "")

    assert read(whole, entity_id=IDP).entity_id == IDP
    assert "2 entities" in problems(whole)[0]
    assert "are called https://x" in problems(whole, entity_id="https://x")[0]


@pytest.mark.parametrize(
    ("xml", "problem"),
    [
        (entity(SERVICE), "no key for signing"),
        (entity(shown("ent-idp", use=' use="encryption"') + SERVICE), "no key for signing"),
        (entity(shown("weak", 1024) + SERVICE), "RSA key of 1024 bits"),
        (entity(shown("ent-idp")), "no SingleSignOnService"),
        (entity(shown("ent-idp") + SERVICE.replace("https", "http")), "not https"),
        (entity(says=' validUntil="2026-11-01T00:00:00Z"'), "ended on"),
        (entity(says=' validUntil="bientot"'), "validUntil"),
        (entity().replace("IDPSSODescriptor", "SPSSODescriptor"), "0 IDPSSODescriptor"),
        (entity().replace("2.0:protocol", "1.1:protocol"), "0 IDPSSODescriptor"),
        (entity(name="a b"), "entityID"),
        ("<x/>", "neither an EntityDescriptor"),
        ("<!DOCTYPE x>" + entity(), "DTD"),
        ("", "not well-formed"),
    ],
    ids=[
        "no-key",
        "no-key-for-signing",
        "short-key",
        "no-service",
        "http",
        "ended",
        "no-date",
        "another-role",
        "saml-1",
        "no-name",
        "another-document",
        "doctype",
        "empty",
    ],
)
def test_what_nobody_can_sign_in_by(xml: str, problem: str) -> None:
    """Refused when it is read, with what must be mended."""
    assert any(problem in one for one in problems(xml)), problems(xml)


def test_every_problem_at_once() -> None:
    """The portal's administrator mends them in one go."""
    assert (
        len(problems(entity(shown("weak", 1024), says=' validUntil="2020-01-01T00:00:00Z"'))) == 3
    )


def test_a_signature_of_whom_was_agreed() -> None:
    """Signed as a whole by that key, or refused; what is read is what was signed."""
    signers = [rsa_key("federation").public_key()]
    certificate("federation")
    signed = enveloped(entity(), key="federation").decode()

    assert read(signed, signers=signers).entity_id == IDP
    assert "signature" in problems(entity(), signers=signers)[0]
    assert "changed" in problems(signed.replace(SSO, "https://evil.example"), signers=signers)[0]
    stranger = enveloped(entity(), key="stranger").decode()
    assert "none of 1 registered keys" in problems(stranger, signers=signers)[0]
