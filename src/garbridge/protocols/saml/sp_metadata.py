"""Reads the metadata of a service provider (Metadata for SAML V2.0, sections 2.3 and 2.4.4).

Not read: requested attributes; what a provider asks for never widens what it receives.  It may ask
for the form of its own identifier (Subject Identifier Attributes 1.0, 4).
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from lxml import etree

from garbridge.formats.keys import PublicKey
from garbridge.formats.saml.key_descriptors import read_keys
from garbridge.formats.saml.metadata import MetadataReader
from garbridge.formats.saml.names import HTTP_POST, MD, MDATTR, SAML, SUBJECT_ID_REQUEST
from garbridge.protocols.saml.peers import ConsumerService, SamlPeer, SubjectRequest

_MAX_INDEX = 65535
_INDEX = re.compile(r"0{0,9}[0-9]{1,5}", re.ASCII)


def read_sp_metadata(
    data: bytes,
    *,
    now: datetime | None,
    entity_id: str | None = None,
    insecure_loopback: bool = False,
    signers: Sequence[PublicKey] = (),
) -> SamlPeer:
    """Return what *data* says of one service provider.

    Args:
        data: An EntityDescriptor, or an EntitiesDescriptor with the one that is meant.
        now: Metadata that ended before is refused; ``None`` leaves that to whoever relies on it.
        entity_id: Which one is meant; may be left out where there is only one.
        insecure_loopback: Accept ``http`` on this machine itself.
        signers: One of them must have signed the document as a whole (Metadata 3); empty is for
            one that somebody handed over, or that came over TLS.

    Raises:
        ConfigError: with every reason why this provider cannot be served.
    """
    reader = _Reader(insecure_loopback=insecure_loopback)
    return reader.read(data, now=now, entity_id=entity_id, signers=signers)


class _Reader(MetadataReader[SamlPeer]):
    """Reads the role of a service provider."""

    descriptor = "SPSSODescriptor"
    kind = "a service provider"

    def peer(self, entity: etree._Element, now: datetime | None) -> SamlPeer | None:
        """Return what *entity* says; ``None`` where not even that can be told."""
        entity_id = self.entity_id(entity)
        role = self.role(entity)
        if role is None:
            return None
        services = tuple(self._consumer_services(role))
        if not services:
            self.problems.append("no AssertionConsumerService with the HTTP-POST binding")
        keys = read_keys(role)
        self.problems += keys.problems
        return SamlPeer(
            entity_id=entity_id,
            consumer_services=services,
            signing_keys=keys.signing,
            recipient=keys.recipient,
            certificate_ends=keys.ends,
            name_id_formats=frozenset(
                (one.text or "").strip() for one in role.findall(f"{{{MD}}}NameIDFormat")
            ),
            authn_requests_signed=self.boolean(role, "AuthnRequestsSigned") or False,
            want_assertions_signed=self.boolean(role, "WantAssertionsSigned") or False,
            valid_until=self.valid_until(role, now),
            cache_duration=self.cache_duration(role),
            subject_request=self._subject_request(entity),
            logout_services=tuple(self.logout_services(role)),
        )

    def _subject_request(self, entity: etree._Element) -> SubjectRequest:
        """Return which identifier is asked for, by the entity attribute of that name."""
        place = f"{{{MD}}}Extensions/{{{MDATTR}}}EntityAttributes/{{{SAML}}}Attribute"
        values = [
            (value.text or "").strip()
            for attribute in entity.findall(place)
            if attribute.get("Name") == SUBJECT_ID_REQUEST
            for value in attribute.findall(f"{{{SAML}}}AttributeValue")
        ]
        if not values:
            return SubjectRequest.NONE
        if len(values) > 1 or values[0] not in set(SubjectRequest):
            self.problems.append(f"subject-id:req: one of {', '.join(SubjectRequest)} is needed")
            return SubjectRequest.NONE
        return SubjectRequest(values[0])

    def _consumer_services(self, role: etree._Element) -> Iterator[ConsumerService]:
        seen: set[int] = set()
        for element in role.findall(f"{{{MD}}}AssertionConsumerService"):
            if element.get("Binding") != HTTP_POST:
                continue
            url = element.get("Location", "")
            if reason := self.unfit(url):
                self.problems.append(f"AssertionConsumerService {url[:200]!r}: {reason}")
            index = element.get("index", "")
            if not _INDEX.fullmatch(index) or int(index) > _MAX_INDEX:
                self.problems.append(f"AssertionConsumerService {url[:200]!r}: no index")
                continue
            if int(index) in seen:
                self.problems.append(f"AssertionConsumerService: index {index} stands twice")
            seen.add(int(index))
            yield ConsumerService(
                url=url, index=int(index), is_default=self.boolean(element, "isDefault")
            )
