"""The clients that may ask who somebody is: one for each provider that speaks OpenID Connect."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from garbridge.config.oidc import Authentication, Dialect, Place, ResponseMode
from garbridge.core.identifiers import ProviderId, ResourceId
from garbridge.errors import ConfigError
from garbridge.formats.jose import Algorithm, PeerKeys


@dataclass(frozen=True, slots=True)
class SecretProof:
    """The client shows a secret, in the header or in the form.

    ``digests`` are those of the secret in use and of the one that follows, if any.
    """

    method: Authentication
    digests: tuple[bytes, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeyProof:
    """The client signs an assertion with *algorithm* and one of *keys* (RFC 7523)."""

    keys: PeerKeys
    algorithm: Algorithm


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcClient:
    """One registered client.

    ``redirect_uris`` are compared as a whole, character by character; each may stand for one
    resource.  ``enabled`` is false where the provider is switched off: the gate says so to people,
    and nothing is redeemed any more.  ``backchannel_logout_uri`` is told of logouts; a person goes
    back to one of ``post_logout_redirect_uris``, compared as a whole.  ``names`` are the claims
    that are not called as the attribute is.
    """

    client_id: str
    provider: ProviderId
    redirect_uris: Mapping[str, ResourceId | None]
    proof: SecretProof | KeyProof
    response_mode: ResponseMode = ResponseMode.QUERY
    attributes: Place = Place.USERINFO
    dialect: Dialect = Dialect.STANDARD
    origins: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType(dict[str, str]()))
    enabled: bool = True
    backchannel_logout_uri: str = ""
    post_logout_redirect_uris: frozenset[str] = frozenset()

    @property
    def is_gar(self) -> bool:
        """Whether it speaks the national GAR's dialect."""
        return self.dialect is Dialect.GAR


OidcClients = Callable[[], Mapping[str, OidcClient]]
"""Returns the clients by ``client_id``; a new mapping takes the old one's place as a whole."""


def register_clients(clients: Iterable[OidcClient]) -> Mapping[str, OidcClient]:
    """Return *clients* by their ``client_id``.

    Raises:
        ConfigError: two have the same one.
    """
    found: dict[str, OidcClient] = {}
    problems: list[str] = []
    for client in clients:
        if client.client_id in found:
            taken = f"client_id {client.client_id!r} is that of {found[client.client_id].provider}"
            problems.append(f"{client.provider}.toml: oidc: {taken}")
        found.setdefault(client.client_id, client)
    if problems:
        raise ConfigError(problems)
    return MappingProxyType(found)
