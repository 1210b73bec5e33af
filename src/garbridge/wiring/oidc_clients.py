"""Makes a client of OpenID Connect of what a provider's file says."""

from types import MappingProxyType

from garbridge.config import OidcSection
from garbridge.config.oidc import Authentication
from garbridge.core.catalogue import Provider
from garbridge.errors import ValueRefusedError
from garbridge.formats.jose import Algorithm, read_peer_keys
from garbridge.protocols.oidc import KeyProof, OidcClient, SecretProof


def oidc_client(
    provider: Provider, section: OidcSection, problems: list[str]
) -> tuple[OidcClient, ...]:
    """Return the client of *section*, or none where its keys cannot be relied on, and noted."""
    proof: KeyProof | SecretProof
    if section.authentication is Authentication.PRIVATE_KEY:
        if not section.jwks:  # noted already, with the key that names it
            return ()
        try:
            keys = read_peer_keys(section.jwks)
        except ValueRefusedError as refused:
            problems.append(f"{provider.id}.toml: oidc.jwks: {refused}")
            return ()
        proof = KeyProof(keys, Algorithm(section.assertion_alg))
    else:
        proof = SecretProof(section.authentication, section.secrets)
    client = OidcClient(
        client_id=section.client_id,
        provider=provider.id,
        redirect_uris=MappingProxyType(dict(section.redirect_uris)),
        proof=proof,
        response_mode=section.response_mode,
        attributes=section.attributes,
        dialect=section.dialect,
        origins=section.origins,
        names=MappingProxyType({str(attribute): claim for attribute, claim in section.names}),
        enabled=provider.enabled,
        backchannel_logout_uri=section.backchannel_logout_uri,
        post_logout_redirect_uris=frozenset(section.post_logout_redirect_uris),
    )
    return (client,)
