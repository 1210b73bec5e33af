"""What a client is told: the claims of the ID token and of userinfo (OpenID Connect Core 2, 5)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from garbridge.config.oidc import Place
from garbridge.core.attributes import Attribute, AttributeCatalogue
from garbridge.formats.jose import half_hash
from garbridge.protocols.oidc.clients import OidcClient
from garbridge.protocols.oidc.codes import Attributes, Bearer, Grant

ID_TOKEN_LIFETIME: Final = timedelta(minutes=5)
"""It says who has just come, and is no session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """Writes claims.  ``issuer`` is who says them; the catalogue says which have several values.

    Of a resource that is not open any more (``is_open``) nothing is told, whenever its code or
    token was made; nor of whoever was protected or objected since (``has_lapsed``, asked by the
    reference of the launch and that instant).
    """

    issuer: str
    catalogue: AttributeCatalogue = field(repr=False)
    is_open: Callable[[str], bool]
    has_lapsed: Callable[[str, datetime], bool]

    def may_tell(self, told: Grant | Bearer, since: datetime) -> bool:
        """Say whether what was released at *since* may still be told."""
        return self.is_open(told.resource) and not self.has_lapsed(told.launch, since)

    def id_token(
        self, client: OidcClient, grant: Grant, access_token: str, *, now: datetime
    ) -> Mapping[str, object]:
        """Return the claims of the ID token that comes with *access_token*."""
        issued = int(now.timestamp())
        claims: dict[str, object] = {
            "iss": self.issuer,
            "sub": grant.subject,
            "aud": client.client_id,
            "azp": client.client_id,
            "exp": issued + int(ID_TOKEN_LIFETIME.total_seconds()),
            "iat": issued,
            "at_hash": half_hash(access_token),
        }
        if grant.authenticated is not None:
            claims["auth_time"] = int(grant.authenticated.timestamp())
        if grant.nonce:
            claims["nonce"] = grant.nonce
        if client.backchannel_logout_uri:
            claims["sid"] = grant.sid
        return {**claims, **self._attributes(client, in_id_token(client, grant.attributes))}

    def userinfo(self, client: OidcClient, bearer: Bearer) -> Mapping[str, object]:
        """Return the claims of userinfo.

        The GAR's own profile names the subject a second time, the client, and the instant of the
        sign-in (``id``, ``client_id``, ``auth_time``).
        """
        claims: dict[str, object] = {"sub": bearer.subject}
        if client.is_gar:
            claims |= {"id": bearer.subject, "client_id": client.client_id}
            if bearer.authenticated is not None:
                claims["auth_time"] = int(bearer.authenticated.timestamp())
        return {**claims, **self._attributes(client, bearer.attributes)}

    def _attributes(self, client: OidcClient, attributes: Attributes) -> Mapping[str, object]:
        """Return a text for what has one value by its nature, a list for what may have several."""
        return {
            client.names.get(name, name): values[0] if self._is_single(name, values) else [*values]
            for name, values in attributes.items()
        }

    def _is_single(self, name: str, values: tuple[str, ...]) -> bool:
        facts = self.catalogue.get(Attribute(name))
        return len(values) == 1 and not (facts is None or facts.several)


def in_id_token(client: OidcClient, attributes: Attributes) -> Attributes:
    """Return those of *attributes* that the client is told in the ID token."""
    return {} if client.attributes is Place.USERINFO else attributes


def in_userinfo(client: OidcClient, attributes: Attributes) -> Attributes:
    """Return those of *attributes* that the client is told in userinfo."""
    return {} if client.attributes is Place.ID_TOKEN else attributes
