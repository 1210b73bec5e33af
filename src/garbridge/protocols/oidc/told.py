"""Reads an ID token and a userinfo answer of ours as a relying party would."""

from collections.abc import Mapping
from typing import Final, cast

from cryptography.hazmat.primitives.asymmetric import rsa

from garbridge.core.proving import Told
from garbridge.errors import MalformedError, ReleaseMismatchError
from garbridge.formats.jwt_reading import read_issued, strict_json
from garbridge.protocols.oidc.clients import OidcClient

_TOKEN: Final = frozenset(
    {"iss", "aud", "azp", "exp", "iat", "auth_time", "nonce", "at_hash", "sid"}
)
_PROFILE: Final = frozenset({"id", "client_id", "auth_time"})


def read_id_token(token: str, key: rsa.RSAPublicKey, client: OidcClient, nonce: str) -> Told:
    """Return whom and what *token* tells *client*.

    Args:
        token: As it is to leave.
        key: The public half of the key that signs.
        client: To whom it is told.
        nonce: That of its request, empty where it had none.

    Raises:
        ReleaseMismatchError: it cannot be read, or is for another client or another request.
    """
    _, claims = read_issued(token, key)
    if claims.get("aud") != client.client_id or claims.get("nonce", "") != nonce:
        raise ReleaseMismatchError("the token is not for this client and request")
    return _told(claims, client, _TOKEN)


def read_userinfo(body: bytes, client: OidcClient) -> Told:
    """Return whom and what a userinfo answer tells *client*.

    Raises:
        ReleaseMismatchError: it cannot be read.
    """
    try:
        claims = strict_json(body)
    except MalformedError as broken:
        raise ReleaseMismatchError("userinfo cannot be read") from broken
    told = _told(claims, client, _PROFILE if client.is_gar else frozenset())
    if client.is_gar and claims.get("id") != told.subject:
        raise ReleaseMismatchError("userinfo names two subjects")
    return told


def _told(claims: Mapping[str, object], client: OidcClient, own: frozenset[str]) -> Told:
    attribute_of = {claim: attribute for attribute, claim in client.names.items()}
    subject = claims.get("sub")
    if not isinstance(subject, str):
        raise ReleaseMismatchError("nobody is told of")
    told = [
        (attribute_of.get(name, name), _values(value))
        for name, value in claims.items()
        if name != "sub" and name not in own
    ]
    return Told(subject, tuple(told))


def _values(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    values = cast("list[object]", value) if isinstance(value, list) else [value]
    if not all(isinstance(one, str) for one in values):
        raise ReleaseMismatchError("a claim is neither a text nor a list of texts")
    return tuple(cast("list[str]", values))
