"""Three independent readers of what we issue: pysaml2, python3-saml and the command xmlsec1.

Each knows the portal from the metadata we publish, as a real provider would.
"""

import base64
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lxml import etree
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings
from saml2 import BINDING_HTTP_POST
from saml2.client import Saml2Client
from saml2.config import SPConfig
from tests.debian import require_command
from tests.protocols.saml.provider_side import ACS, IDP, POST, SCOPE, SLO, SP, SSO, signer
from tests.protocols.saml.signatures import certificate, certificate_pem

from garbridge.ports import WireRequest
from garbridge.protocols.saml import IdpMetadata
from garbridge.testing.world import NOW

ASSERTION = "{urn:oasis:names:tc:SAML:2.0:assertion}Assertion"
_SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}Signature"


class NotAcceptedError(Exception):
    """The reader does not believe the message."""


@dataclass(frozen=True)
class Received:
    """What a reader believes: who, and what about them."""

    subject: str
    attributes: dict[str, tuple[str, ...]]


@cache
def metadata() -> str:
    """Return what the portal publishes about itself."""
    published = IdpMetadata(
        entity_id=IDP,
        sso_url=SSO,
        scope=SCOPE,
        signer=signer,
        certificates=lambda: (certificate("portal"),),
        tokens=lambda: "metadata",
        slo_url=SLO,
    )
    return published.answer(WireRequest("GET", IDP), now=NOW).body.decode()


def by_python3_saml(
    xml: bytes,
    *,
    in_response_to: str | None = "_request1",
    attributes: bool = True,
    named: bool = True,
) -> Received:
    """Return what python3-saml, in strict mode, reads in *xml*."""
    settings = _onelogin(attributes, named)
    response = OneLogin_Saml2_Response(settings, base64.b64encode(xml).decode())
    request = {
        "https": "on",
        "http_host": "parc.example",
        "script_name": "/saml/acs",
        "get_data": {},
        "post_data": {},
    }
    if not response.is_valid(request, in_response_to):
        raise NotAcceptedError(response.get_error())
    return Received(
        response.get_nameid() or "",
        {name: tuple(values) for name, values in response.get_attributes().items()},
    )


@cache
def _onelogin(attributes: bool, named: bool) -> OneLogin_Saml2_Settings:  # noqa: FBT001 - switches of the library
    idp = OneLogin_Saml2_IdPMetadataParser.parse(metadata())["idp"]
    return OneLogin_Saml2_Settings(
        {
            "strict": True,
            "sp": {
                "entityId": SP,
                "assertionConsumerService": {"url": ACS, "binding": POST},
                "NameIDFormat": "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
            },
            "idp": idp,
            "security": {
                "wantAssertionsSigned": True,
                "rejectDeprecatedAlgorithm": True,
                "wantAttributeStatement": attributes,
                "wantNameId": named,
            },
        }
    )


def by_pysaml2(xml: bytes, *, in_response_to: str | None = "_request1") -> Received:
    """Return what pysaml2 reads in *xml*, over the command xmlsec1."""
    outstanding = {} if in_response_to is None else {in_response_to: "/"}
    client = _pysaml2(require_command("xmlsec1", "xmlsec1"), in_response_to is None)
    try:
        response = client.parse_authn_request_response(
            base64.b64encode(xml).decode(), BINDING_HTTP_POST, outstanding=outstanding
        )
    except Exception as error:
        # pysaml2 and what is below it have dozens of unrelated classes for "no".
        raise NotAcceptedError(repr(error)) from error
    if response is None or response.name_id is None:
        raise NotAcceptedError("no subject")
    return Received(
        response.name_id.text, {name: tuple(values) for name, values in response.ava.items()}
    )


@cache
def _pysaml2(xmlsec1: str, unsolicited: bool) -> Saml2Client:  # noqa: FBT001 - a switch of the library
    config = SPConfig()
    config.load(
        {
            "entityid": SP,
            "xmlsec_binary": xmlsec1,
            "metadata": {"inline": [metadata()]},
            "allow_unknown_attributes": True,
            "service": {
                "sp": {
                    "endpoints": {"assertion_consumer_service": [(ACS, BINDING_HTTP_POST)]},
                    "want_assertions_signed": True,
                    "want_response_signed": False,
                    "allow_unsolicited": unsolicited,
                }
            },
        }
    )
    return Saml2Client(config)


def by_xmlsec1(xml: bytes, *, element: str = ASSERTION) -> bytes:
    """Return the canonical octets of the signed *element* if the command xmlsec1 verifies it."""
    command = require_command("xmlsec1", "xmlsec1")
    name = etree.QName(element)
    with tempfile.TemporaryDirectory() as folder:
        message, known = Path(folder, "message.xml"), Path(folder, "portal.pem")
        message.write_bytes(xml)
        known.write_text(certificate_pem("portal"))
        ran = subprocess.run(
            [
                command,
                "--verify",
                "--pubkey-cert-pem",
                str(known),
                "--enabled-key-data",
                "x509",
                "--id-attr:ID",
                f"{name.namespace}:{name.localname}",
                "--node-xpath",
                f"//*[local-name()='{name.localname}']/*[local-name()='Signature']",
                str(message),
            ],
            capture_output=True,
            check=False,
            timeout=20,
        )
    if ran.returncode:
        raise NotAcceptedError(ran.stderr.decode(errors="replace")[-300:])
    root = etree.fromstring(xml)
    signed = root if root.tag == element else root.find(f".//{element}")
    if signed is None:
        raise NotAcceptedError("no such element")
    for signature in signed.findall(_SIGNATURE):
        signed.remove(signature)
    return etree.tostring(signed, method="c14n", exclusive=True)
