"""A portal on disk whose people a SAML identity provider signs in."""

import base64
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding
from tests.protocols.saml.signatures import certificate, key_pem
from tests.upstream.saml_sp.portal_side import IDP
from tests.wiring.portal_files import write_portal

SSO = "https://connexion.example/sso"
SLO = "https://connexion.example/slo"


def idp_metadata(says: str = "", *, key: str = "ent-idp", entity_id: str = IDP) -> str:
    """Return the metadata of the identity provider; *says* are attributes of the whole."""
    shown = base64.b64encode(certificate(key).public_bytes(Encoding.DER)).decode()
    return (
        '<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"'
        f' entityID="{entity_id}"{says}><md:IDPSSODescriptor'
        ' protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">'
        '<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">'
        f"<ds:X509Data><ds:X509Certificate>{shown}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"
        "</md:KeyDescriptor><md:SingleLogoutService"
        f' Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="{SLO}"/>'
        "<md:SingleSignOnService"
        f' Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="{SSO}"/>'
        "</md:IDPSSODescriptor></md:EntityDescriptor>"
    )


def write_behind_saml(folder: Path, lines: str = "", metadata: str | None = None) -> Path:
    """Write a portal to *folder*; *lines* are added to ``[upstream]``; return its file."""
    file = write_portal(folder)
    (folder / "idp.xml").write_text(idp_metadata() if metadata is None else metadata, "utf-8")
    private = folder / "upstream.key"
    private.touch(mode=0o600)
    private.write_text(key_pem("ent-new"), "ascii")
    section = f'[upstream]\nkind = "saml"\nmetadata = "idp.xml"\n{lines}'
    file.write_text(file.read_text("utf-8") + section, "utf-8")
    return file
