"""A folder of a thousand providers, as a large portal has them: a quarter in each protocol."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from textwrap import wrap

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding

from garbridge.formats.keys import generate_key, self_signed_certificate

KEYS = 4
"""Made once: a certificate differs for each provider, and is what takes the time to read."""
_RELEASES = ("PRO", "UAI", "DIV", "GRO")
_METADATA = """<?xml version="1.0" encoding="UTF-8"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"
    xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="{site}/metadata">
  <md:Extensions>
    <mdui:UIInfo xmlns:mdui="urn:oasis:names:tc:SAML:metadata:ui">
      <mdui:DisplayName xml:lang="fr">Éditeur {number}</mdui:DisplayName>
      <mdui:Description xml:lang="fr">Manuels et banques de ressources</mdui:Description>
    </mdui:UIInfo>
  </md:Extensions>
  <md:SPSSODescriptor AuthnRequestsSigned="true" WantAssertionsSigned="true"
      protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    {keys}
    <md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
        Location="{site}/slo"/>
    <md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</md:NameIDFormat>
    <md:AssertionConsumerService index="0" isDefault="true"
        Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="{site}/acs"/>
    <md:AssertionConsumerService index="1"
        Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="{site}/acs/2"/>
    <md:AttributeConsumingService index="0">
      <md:ServiceName xml:lang="fr">Éditeur {number}</md:ServiceName>
      <md:RequestedAttribute Name="PRO" isRequired="true"/>
      <md:RequestedAttribute Name="UAI"/>
    </md:AttributeConsumingService>
  </md:SPSSODescriptor>
  <md:Organization>
    <md:OrganizationName xml:lang="fr">Éditeur {number}</md:OrganizationName>
    <md:OrganizationDisplayName xml:lang="fr">Éditeur {number}</md:OrganizationDisplayName>
    <md:OrganizationURL xml:lang="fr">{site}/</md:OrganizationURL>
  </md:Organization>
</md:EntityDescriptor>
"""
_KEY = (
    '<md:KeyDescriptor use="{use}"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>\n{body}\n'
    "</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
)


def write_many_providers(folder: Path, count: int) -> None:
    """Fill *folder* with *count* providers of two resources each: SAML, CAS, OIDC and LTI in turn.

    Each SAML provider has metadata of its own, with a certificate to sign and one to encrypt; each
    client of OpenID Connect a secret of its own in a file for its owner.
    """
    keys = [generate_key(2048) for _ in range(KEYS)]
    sections = (_saml, _cas, _oidc, _lti)
    for number in range(count):
        name, site = f"editeur-{number:04}", f"https://editeur-{number:04}.example"
        section = sections[number % len(sections)]
        lines = [f'name = "Éditeur {number}"', *section(folder, name, site, keys)]
        lines += [line for one in range(2) for line in _resource(number, one, site)]
        lines += [line for attribute in _RELEASES for line in _release(attribute)]
        (folder / f"{name}.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _saml(folder: Path, name: str, site: str, keys: list[rsa.RSAPrivateKey]) -> Iterator[str]:
    number = int(name.rpartition("-")[2])
    written = [
        _KEY.format(use=use, body=_certificate(keys[(number + turn) % KEYS], name))
        for turn, use in enumerate(("signing", "encryption"))
    ]
    document = _METADATA.format(site=site, number=number, keys="\n    ".join(written))
    (folder / f"{name}.xml").write_text(document, encoding="utf-8")
    yield "[saml]"
    yield f'metadata = "{name}.xml"'
    yield "require_signed_requests = true"


def _cas(_folder: Path, _name: str, site: str, _keys: list[rsa.RSAPrivateKey]) -> Iterator[str]:
    yield "[cas]"
    yield f'services = ["{site}/retour"]'


def _oidc(folder: Path, name: str, site: str, _keys: list[rsa.RSAPrivateKey]) -> Iterator[str]:
    secret = folder / f"{name}.secret"
    secret.touch(mode=0o600)
    secret.write_text(f"a-made-up-secret-of-{name}-0123456789", encoding="ascii")
    yield "[oidc]"
    yield f'client_id = "{name}"'
    yield f'client_secret = "{secret.name}"'
    yield f'redirect_uris = ["{site}/retour"]'


def _lti(_folder: Path, name: str, site: str, _keys: list[rsa.RSAPrivateKey]) -> Iterator[str]:
    yield "[lti]"
    yield f'client_id = "{name}"'
    yield f'initiate_login_url = "{site}/login"'
    yield f'redirect_uris = ["{site}/launch"]'
    yield 'level = "pseudonym"'


def _resource(number: int, one: int, site: str) -> Iterator[str]:
    yield "[[resources]]"
    yield f'ark = "ark:/99999/r-{number}-{one}"'
    yield f'title = "Manuel {number}, tome {one + 1}"'
    yield f'url = "{site}/tome/{one + 1}"'
    yield 'publisher = "Éditeur"'
    yield 'levels = ["6EME", "5EME"]'


def _release(attribute: str) -> Iterator[str]:
    yield "[[release]]"
    yield f'attribute = "{attribute}"'
    yield 'purpose = "ouvrir les fonctions de l’élève et de l’enseignant"'
    yield 'profiles = ["elv", "ens"]'
    yield 'validated_by = "Déléguée à la protection des données"'
    yield "validated_on = 2026-08-25"


def _certificate(key: rsa.RSAPrivateKey, name: str) -> str:
    made = self_signed_certificate(key, name, now=datetime.now(UTC), lifetime=timedelta(days=3650))
    octets = made.public_bytes(Encoding.PEM).decode("ascii").splitlines()[1:-1]
    return "\n".join(wrap("".join(octets), 64))
