"""Reads the metadata of the portal's identity provider (Metadata for SAML V2.0, 2.3 and 2.4.3).

Every signing key counts, in any order; certificates only carry them.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from lxml import etree

from garbridge.formats.keys import PublicKey
from garbridge.formats.saml.key_descriptors import read_keys
from garbridge.formats.saml.metadata import MetadataReader
from garbridge.formats.saml.names import HTTP_POST, HTTP_REDIRECT, MD, SHIBMD
from garbridge.upstream.saml_sp.values import IdpPeer, SignOnService

_SCOPE: Final = f"{{{MD}}}Extensions/{{{SHIBMD}}}Scope"


def read_idp_metadata(
    data: bytes,
    *,
    now: datetime | None,
    entity_id: str | None = None,
    insecure_loopback: bool = False,
    signers: Sequence[PublicKey] = (),
) -> IdpPeer:
    """Return what *data* says of one identity provider.

    Args:
        data: An EntityDescriptor, or an EntitiesDescriptor with the one that is meant.
        now: Metadata that ended before is refused; ``None`` leaves that to whoever relies on it.
        entity_id: Which one is meant; may be left out where there is only one.
        insecure_loopback: Accept ``http`` on this machine itself.
        signers: One of them must have signed the document as a whole (Metadata 3); empty is for
            one that somebody handed over, or that came over TLS.

    Raises:
        ConfigError: with every reason why nobody can be sent to it.
    """
    reader = _Reader(insecure_loopback=insecure_loopback)
    return reader.read(data, now=now, entity_id=entity_id, signers=signers)


class _Reader(MetadataReader[IdpPeer]):
    """Reads the role of an identity provider."""

    descriptor = "IDPSSODescriptor"
    kind = "an identity provider"

    def peer(self, entity: etree._Element, now: datetime | None) -> IdpPeer | None:
        """Return what *entity* says; ``None`` where not even that can be told."""
        entity_id = self.entity_id(entity)
        role = self.role(entity)
        if role is None:
            return None
        services = tuple(self._sign_on_services(role))
        if not services:
            self.problems.append(
                "no SingleSignOnService with the HTTP-Redirect or the HTTP-POST binding"
            )
        keys = read_keys(role)
        self.problems += keys.problems
        if not keys.signing and not keys.problems:
            self.problems.append("no key for signing: no answer could be believed")
        return IdpPeer(
            entity_id=entity_id,
            sign_on_services=services,
            signing_keys=keys.signing,
            logout_services=tuple(self.logout_services(role)),
            want_authn_requests_signed=self.boolean(role, "WantAuthnRequestsSigned") or False,
            valid_until=self.valid_until(role, now),
            cache_duration=self.cache_duration(role),
            certificate_ends=keys.ends,
            scopes=frozenset(self._scopes(entity, role)),
        )

    def _sign_on_services(self, role: etree._Element) -> Iterator[SignOnService]:
        for element in role.findall(f"{{{MD}}}SingleSignOnService"):
            binding, url = element.get("Binding", ""), element.get("Location", "")
            if binding not in (HTTP_REDIRECT, HTTP_POST):
                continue
            if reason := self.unfit(url):
                self.problems.append(f"SingleSignOnService {url[:200]!r}: {reason}")
            yield SignOnService(binding=binding, url=url)

    def _scopes(self, entity: etree._Element, role: etree._Element) -> Iterator[str]:
        """Yield the scopes that are plain names; patterns are not followed."""
        for scope in (*entity.findall(_SCOPE), *role.findall(_SCOPE)):
            text = (scope.text or "").strip()
            if text and not self.boolean(scope, "regexp"):
                yield text
