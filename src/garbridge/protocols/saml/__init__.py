"""SAML 2.0 identity provider: publishers that speak GAR's SAML sign in here unchanged.

The flow::

    provider                    browser                     garbridge
       |  AuthnRequest, RelayState  |                            |
       |--------------------------->|  GET or POST /saml/sso     |
       |                            |--------------------------->|  bindings: off the wire
       |                            |                            |  authn_request: read
       |                            |                            |  signature, then demands
       |                            |                            |  = SamlAdapter.parse
       |                            |                            |  gate, release
       |                            |                            |  response: written, signed
       |                            |                            |  = SamlAdapter.respond, commit
       |                            |  a form that posts itself  |
       |  SAMLResponse, RelayState  |<---------------------------|
       |<---------------------------|                            |

The messages of others come through :func:`garbridge.formats.xml.parse_xml`, and what is read is
what was signed.  Our own are written in their canonical form and signed in process.

Implemented, of the OASIS Standard of 15 March 2005 with its approved errata:

- Core 2.3 to 2.7 (the assertion we issue), 3.4.1 (AuthnRequest), 3.3.3 (Response), 3.2.2.2
  (the status *NoPassive*), 5.4
  (signatures, by :mod:`garbridge.formats.enveloped` and :mod:`garbridge.formats.signing`),
  8.3.7 (persistent identifiers).
- Bindings 3.4 (HTTP-Redirect, requests), 3.5 (HTTP-POST, requests and responses).
- Profiles 4.1 (web browser sign-on), 4.1.5 (unsolicited responses, where agreed).
- Metadata 2.3, 2.4.3 (ours), 2.4.4 (providers'); only keys count in it, never certificates'
  dates or issuers (Metadata Interoperability Profile 2.6.1).

Not as the specification has it, and why:

- RelayState may have 1,024 bytes (Bindings 3.4.3 has 80): GAR puts the resource's address there.
  Control characters are refused, because no HTML form gives them back unchanged.
- An answer always goes by HTTP-POST: that is GAR's rule (RTFS 3.1).
- A refusal is shown to the person, not sent to the provider as a status.
  :meth:`SamlAdapter.parse` says from which line on it could be.  Where the request is passive no
  page may be shown: whatever would need one, a sign-in, a choice, a refusal, is *NoPassive*
  (Core 3.4.1), and a provider that asks again without *IsPassive* has the person see it.
- Asked for but not done, and so refused (``unsupported_request``): identifiers of another format
  than persistent, ForceAuthn, a Subject, a context class that was not agreed.
- An unsolicited response names a registered resource or none: RelayState is where a provider
  redirects to, and nobody vouches for the caller.
- A value with a character that XML 1.0 cannot carry stops the launch
  (:class:`~garbridge.errors.ReleaseMismatchError`): the provider must receive what was decided.

Not checked, and why:

- *AuthnInstant* is the instant of the answer: the portal does not say when it authenticated.
- *The signature of providers' metadata*: a person hands the file over and answers for it.
- *validUntil* at a request: the gate keeps to it, with a reason of its own.
- *Whether an unsigned request comes from its Issuer*: anybody may send one.  It decides nothing
  but which registered address receives an answer about the person at the browser.
"""

from garbridge.protocols.saml.adapter import SamlAdapter, SamlDetail
from garbridge.protocols.saml.idp_metadata import IdpMetadata
from garbridge.protocols.saml.peers import (
    AttributeName,
    ConsumerService,
    SamlPeer,
    SamlPeers,
    SamlRegistration,
    SamlSettings,
)
from garbridge.protocols.saml.sp_metadata import read_sp_metadata

__all__ = [
    "AttributeName",
    "ConsumerService",
    "IdpMetadata",
    "SamlAdapter",
    "SamlDetail",
    "SamlPeer",
    "SamlPeers",
    "SamlRegistration",
    "SamlSettings",
    "read_sp_metadata",
]
