"""SAML 2.0 service provider: the portal's own sign-in says who is at the browser."""

from garbridge.upstream.saml_sp.adapter import SamlServiceProvider
from garbridge.upstream.saml_sp.idp_metadata import read_idp_metadata
from garbridge.upstream.saml_sp.logout import SpLogout
from garbridge.upstream.saml_sp.refusals import Reason, SamlRefusal
from garbridge.upstream.saml_sp.sp_metadata import SpMetadata, encryption_certificate
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
    "SamlServiceProvider",
    "SignOnService",
    "SpLogout",
    "SpMetadata",
    "StatedAttribute",
    "Us",
    "VerifiedAssertion",
    "encryption_certificate",
    "read_idp_metadata",
    "verify_response",
]
