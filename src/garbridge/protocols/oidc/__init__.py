"""OpenID Provider: clients that speak OpenID Connect, or the GAR's dialect of it, sign in here.

The flow::

    browser                       garbridge                          provider
       |  GET /oidc/authorize         |                                  |
       |      ?client_id&redirect_uri |                                  |
       |      &code_challenge&...     |                                  |
       |----------------------------->|  OidcAdapter.parse               |
       |                              |  gate, release                   |
       |                              |  OidcAdapter.respond, commit     |
       |  302 redirect_uri?code&iss   |                                  |
       |<-----------------------------|                                  |
       |  GET redirect_uri?code       |                                  |
       |---------------------------------------------------------------->|
       |                              |  POST /oidc/token                |
       |                              |      code, code_verifier, proof  |
       |                              |<---------------------------------|
       |                              |  OidcToken.answer                |
       |                              |  id_token, access_token          |
       |                              |--------------------------------->|
       |                              |  GET /oidc/userinfo              |
       |                              |<---------------------------------|
       |                              |  OidcUserinfo.answer             |
       |                              |  sub, attributes                 |
       |                              |--------------------------------->|

A code is the one key to the claims that were released at ``/oidc/authorize``: the token endpoint
redeems, it decides nothing, and so does userinfo; each exchange is recorded as an event of its own.
The store keeps neither code nor access token nor anything readable.

Implemented: OpenID Connect Core 1.0, 2 (ID token), 3.1 (authorization code flow), 5.3 (userinfo),
8.1 (pairwise ``sub``), 9 (client authentication by ``client_secret_basic``,
``client_secret_post`` or ``private_key_jwt``); Discovery 1.0, 3 and 4; RFC 6749 4.1 and 5; RFC 6750
2.1 and 3; RFC 7523 2.2 and 3; RFC 7636 with S256 alone; OAuth 2.0 Form Post Response Mode; RFC
9207 (``iss`` in the response); as RFC 9700 and ASVS 5.0, 10.4, want them.

Not as the specifications have it, and why:

- ``response_type`` is ``code`` alone, the only grant is its exchange: no implicit or hybrid flow,
  no password, no client credentials (RFC 9700 2.1.2, 2.4).
- No refresh tokens: what is told is told at an access and kept for nothing (the GAR's
  *transmission éphémère*); a session that goes on asks the gate anew.  Access tokens end after
  five minutes and open userinfo alone.
- PKCE is required of every client, confidential as they all are.  ``plain`` is refused.
- ``redirect_uri`` is one exact registered text, required at both endpoints.
- ``response_mode`` is the one that was agreed with the client; a request for another is refused.
- ``scope`` must hold ``openid`` and selects nothing: what leaves is the release policy's to say.
  For the same reason the parameter ``claims`` is ignored, and discovery says so.
- ``request`` and ``request_uri`` are refused (Core 6): nothing is fetched, no object is read.
- ``prompt=none`` is answered with ``login_required`` where the person would have to sign in, with
  ``interaction_required`` where they would have to choose a school, with ``access_denied`` where
  the gate refuses.  ``prompt=login`` and ``max_age`` have the person prove
  anew who they are; where the portal cannot, they are told so.  ``consent`` and
  ``select_account`` go back as errors: the portal has neither page.
- ``id_token_hint`` must be an ID token of ours for that client about who is signed in, else
  ``login_required``.  ``login_hint``, ``acr_values``, ``display`` and the locales are ignored.
- A code that was presented by a client that proved who it is is spent, whatever the answer; one
  that comes a second time ends the access token that it was given for (RFC 6749 4.1.2).
- One method for each client; two proofs in one request are refused; one error for an unknown
  client, a wrong secret and a forged assertion.
- The GAR's dialect, for clients that are registered with it: the scope ``scope.gar``,
  ``idRessource`` at the authorization endpoint and at the profile, the paths ``oidcAuthorize``,
  ``oidcAccessToken`` and ``oidcProfile``, and ``id``, ``client_id`` and ``auth_time`` in the
  profile.  That is all of it that is publicly known; ``access_mode`` is ignored.
- Logout is that of Back-Channel Logout 1.0, with ``sid`` for clients that registered an address for
  it, and RP-Initiated Logout 1.0.  An ``id_token_hint`` about somebody else than who is signed in
  logs nobody out.  Front-Channel Logout and Session Management are not offered: both stand on
  cookies that browsers no longer send.
- Dynamic registration, PAR and DPoP are not offered, and discovery names none of them.

Not checked: who reads discovery and keys; they are public.
"""

from garbridge.protocols.oidc.authorize import OidcAdapter
from garbridge.protocols.oidc.claims import ID_TOKEN_LIFETIME, Teller
from garbridge.protocols.oidc.client_authentication import ClientAuthentication
from garbridge.protocols.oidc.clients import (
    KeyProof,
    OidcClient,
    OidcClients,
    SecretProof,
    register_clients,
)
from garbridge.protocols.oidc.codes import CODE_LIFETIME, TOKEN_LIFETIME
from garbridge.protocols.oidc.logout import OidcLogout, RelyingPartyLogout, read_logout
from garbridge.protocols.oidc.published import OidcDiscovery, OidcKeys
from garbridge.protocols.oidc.requests import AuthenticationRequest
from garbridge.protocols.oidc.token import OidcToken
from garbridge.protocols.oidc.userinfo import OidcUserinfo

__all__ = [
    "CODE_LIFETIME",
    "ID_TOKEN_LIFETIME",
    "TOKEN_LIFETIME",
    "AuthenticationRequest",
    "ClientAuthentication",
    "KeyProof",
    "OidcAdapter",
    "OidcClient",
    "OidcClients",
    "OidcDiscovery",
    "OidcKeys",
    "OidcLogout",
    "OidcToken",
    "OidcUserinfo",
    "RelyingPartyLogout",
    "SecretProof",
    "Teller",
    "read_logout",
    "register_clients",
]
