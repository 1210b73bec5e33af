"""SAML 2.0 service provider: the portal's own sign-in says who is at the browser.

The flow::

    garbridge                   browser                     identity provider
       |  AuthnRequest, signed     |                              |
       |-------------------------->|----------------------------->|  requesting
       |                           |  SAMLResponse, RelayState    |
       |  POST /upstream/callback  |<-----------------------------|
       |<--------------------------|                              |
       |  shape, signature, opening, signature, meaning           |  verifying
       |  = VerifiedAssertion, or why not                         |

and a logout, either way round (``logout``), by HTTP-Redirect or HTTP-POST.

Implemented, of the OASIS Standard of 15 March 2005 with its approved errata: Core 2 (assertions),
3.2.2, 3.3.3 and 3.4.1, 3.7, 5.4 and 6; Bindings 3.4 and 3.5; Profiles 4.1 and 4.4; Metadata 2.4.3
(theirs) and 2.4.4 (ours); of SAML2Int what it asks of service providers.

Stricter than the standard, and why:

- A Response must be signed unless configured otherwise: what is around an assertion counts too.
- Destination, Issuer, and NotOnOrAfter of the Conditions are required; a status has one code.
- One assertion in the whole message, also in extensions; no type is redefined (*xsi:type*) but of
  values; no ProxyRestriction that would keep providers from being told.
- Encryption is by AES-GCM; keys and contents stand in the message, not elsewhere.
- A NameID is plain text without blanks around it: it is looked up as it stands.
- Values with a scope are those that the metadata, or the configuration, allow their issuer.

Not implemented: unsolicited Responses (whoever can make a browser post could sign somebody in as
somebody else), artifact, ECP, SOAP, encrypted attributes.

Not checked, and why:

- *Address* of a confirmation and *SubjectLocality*: one browser has several addresses.
- *AuthnInstant* where no new proof was asked: how long a session lasts there is theirs to say.
- *The signature of metadata* where no signer was agreed: a person hands the file over, and what is
  at an address comes over TLS.

Written without pysaml2, for the reasons in ``docs/explanation/security.md``.
"""

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
