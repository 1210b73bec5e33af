"""SAML 2.0 service provider: the portal's own sign-in says who is at the browser."""

from garbridge.upstream.saml_sp.idp_metadata import read_idp_metadata
from garbridge.upstream.saml_sp.refusals import Reason, SamlRefusal
from garbridge.upstream.saml_sp.values import (
    IdpPeer,
    OpenRequest,
    SignOnService,
    StatedAttribute,
    Us,
    VerifiedAssertion,
)
from garbridge.upstream.saml_sp.verifying import verify_response

__all__ = [
    "IdpPeer",
    "OpenRequest",
    "Reason",
    "SamlRefusal",
    "SignOnService",
    "StatedAttribute",
    "Us",
    "VerifiedAssertion",
    "read_idp_metadata",
    "verify_response",
]
