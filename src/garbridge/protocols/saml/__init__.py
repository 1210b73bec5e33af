"""SAML 2.0 identity provider: publishers that speak GAR's SAML sign in here unchanged.

The flow::

    provider                    browser                     garbridge
       |  AuthnRequest, RelayState  |                            |
       |--------------------------->|  GET or POST /saml/sso     |
       |                            |--------------------------->|  bindings: off the wire
       |                            |                            |  authn_request: read
       |                            |                            |  signature, then demands
       |                            |                            |  = Arrivals.read
       |                            |                            |  gate, release
       |                            |                            |  response: written, signed,
       |                            |                            |  perhaps encrypted
       |                            |                            |  = SamlAdapter.respond, commit
       |                            |  a form that posts itself  |
       |  SAMLResponse, RelayState  |<---------------------------|
       |<---------------------------|                            |

and, when somebody logs out, to one provider after the other::

       |  LogoutRequest             |  what was opened, and where|
       |<---------------------------|<---------------------------|  = SamlLogout.ask
       |  LogoutResponse            |  GET or POST /saml/slo     |
       |--------------------------->|--------------------------->|  = SamlLogout.read

or the other way round, where it is the provider that asks (``SamlLogout.read``, then ``answer``).

The messages of others come through :func:`garbridge.formats.xml.parse_xml`, and what is read is
what was signed.  Our own are written in their canonical form and signed in process.

Implemented, of the OASIS Standard of 15 March 2005 with its approved errata:

- Core 2.3 to 2.7 (the assertion we issue), 2.3.4 and 6 (encrypted to the provider's key, by
  :mod:`garbridge.formats.encryption`), 3.4.1 (AuthnRequest, ForceAuthn and IsPassive), 3.3.2.2.1
  (RequestedAuthnContext, all four comparisons), 3.3.3 (Response), 3.2.2.2 (seven statuses), 5.4
  (signatures of assertion, Response or both, by :mod:`garbridge.formats.enveloped` and
  :mod:`garbridge.formats.signing`), 3.7 (LogoutRequest and LogoutResponse, *PartialLogout*),
  8.3.7 and 8.3.8 (persistent and transient identifiers).
- Subject Identifier Attributes Profile 1.0, 3.4 and 4: *pairwise-id* where metadata asks for it.
- Bindings 3.4 (HTTP-Redirect: requests, and answers to a logout), 3.5 (HTTP-POST, requests and
  responses).
- Profiles 4.1 (web browser sign-on), 4.1.5 (unsolicited responses, where agreed), 4.4 (single
  logout through the browser, both ways).
- Metadata 2.3, 2.4.3 (ours), 2.4.4 (providers'); only keys count in it, never certificates'
  dates or issuers (Metadata Interoperability Profile 2.6.1).

Not as the specification has it, and why:

- RelayState may have 1,024 bytes (Bindings 3.4.3 has 80): GAR puts the resource's address there.
  Control characters are refused, because no HTML form gives them back unchanged.
- The answer to a sign-in always goes by HTTP-POST: that is GAR's rule (RTFS 3.1).
- A logout goes by HTTP-Redirect where the provider offers it, by HTTP-POST otherwise and where the
  address would be too long.  Where neither fits, sessions are not named one by one, so that all of
  that subject's end.
- A refusal of the gate is shown to the person, because our page says what to do; as a status it
  goes to a provider that agreed so (``errors = "status"``).  Where the request is passive no page
  may be shown: whatever would need one, a sign-in, a choice, a refusal, is *NoPassive* (Core
  3.4.1), and a provider that asks again without *IsPassive* has the person see it.
- Before a request's consumer service is known nothing is sent anywhere: what is wrong with its
  form, signature, date or address is shown to the person (Core 3.2.2.2 asks for a status).
- Asked for but not done, and so answered with a status: identifiers of another format than
  persistent and transient, or of another provider (*InvalidNameIDPolicy*), a Subject
  (*RequestUnsupported*), a context class that was not agreed (*NoAuthnContext*).
- *subject-id*, one identifier for all providers, is given to nobody.
- Encryption is by authenticated ciphers only, AES-GCM; to a provider whose metadata lists CBC alone
  nothing can be encrypted.  NameIDs and attributes are not encrypted one by one: the assertion is.
- An unsolicited response names a registered resource or none: RelayState is where a provider
  redirects to, and nobody vouches for the caller.
- A request for a logout that is wrong in any way is not answered: the person is shown a page.
- Whatever a provider answers but success without *PartialLogout* is "not closed", also that it
  knows no such session: a browser may have kept its cookie back.
  So is an answer that nobody signed, though Profiles 4.4.4 has it signed: it lets the logout go on.
- Logout by SOAP is not done, nor without an answer (Asynchronous Single Logout 1.0).
- A value with a character that XML 1.0 cannot carry stops the launch
  (:class:`~garbridge.errors.ReleaseMismatchError`): the provider must receive what was decided.

Not checked, and why:

- *AuthnInstant* is the instant of the answer where the portal does not say when it authenticated.
- *How* the person signed in: the agreement says which classes are true of everybody.
- *AllowCreate*: identifiers are derived, none is created for a request.
- *The signature of providers' metadata* where no signer was agreed: a person hands the file over
  and answers for it, and what is at an address comes over TLS.
- *validUntil* at a request: the gate keeps to it, with a reason of its own.
- *Whether an unsigned request comes from its Issuer*: anybody may send one.  It decides nothing
  but which registered address receives an answer about the person at the browser.
"""

from garbridge.formats.saml.metadata import LogoutService
from garbridge.protocols.saml.adapter import SamlAdapter
from garbridge.protocols.saml.arrivals import Arrivals, SamlDetail
from garbridge.protocols.saml.idp_metadata import IdpMetadata
from garbridge.protocols.saml.logout import SamlLogout
from garbridge.protocols.saml.name_ids import NameIdFormat
from garbridge.protocols.saml.peers import (
    AttributeName,
    ConsumerService,
    SamlPeer,
    SamlPeers,
    SamlRegistration,
    SamlSettings,
    Signed,
    SubjectRequest,
)
from garbridge.protocols.saml.sp_metadata import read_sp_metadata

__all__ = [
    "Arrivals",
    "AttributeName",
    "ConsumerService",
    "IdpMetadata",
    "LogoutService",
    "NameIdFormat",
    "SamlAdapter",
    "SamlDetail",
    "SamlLogout",
    "SamlPeer",
    "SamlPeers",
    "SamlRegistration",
    "SamlSettings",
    "Signed",
    "SubjectRequest",
    "read_sp_metadata",
]
