"""What is used of Authlib on the side of a relying party.

:mod:`garbridge.formats._authlib` is the other module that touches it.

Used: the authorization request (RFC 6749 4.1.1) and the S256 challenge (RFC 7636 4.2).

Not used, and why:

- ``OAuth2Session`` and ``OAuth2Client``: the session of requests below follows redirects, has no
  limit of time or size, and reads ``.netrc``.  An upstream is asked through
  :class:`garbridge.ports.Fetcher`.
- ``encode_client_secret_basic``: it does not encode the two halves as a form (RFC 6749 2.3.1), so
  that a secret with a colon or a per cent sign is another one.
- ``parse_authorization_code_response``: it takes a parameter that stands twice, and knows no
  ``iss`` (RFC 9207).
- ``CodeIDToken``: with ``max_age=0`` it does not ask for ``auth_time``, takes ``true`` for a time,
  and looks at ``iss`` and ``aud`` only where an option says what they must be.
"""

from collections.abc import Mapping

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge of *verifier*.

    >>> challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
    """
    challenge: str = create_s256_code_challenge(verifier)
    return challenge


def authorization_request(
    endpoint: str, client: str, redirect_uri: str, *, scopes: str, state: str, **more: str
) -> str:
    """Return the address that asks *endpoint* for a code; *more* are further parameters."""
    parameters: Mapping[str, str] = more
    uri: str = prepare_grant_uri(
        endpoint,
        client_id=client,
        response_type="code",
        redirect_uri=redirect_uri,
        scope=scopes,
        state=state,
        **parameters,
    )
    return uri
