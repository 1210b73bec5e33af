"""Reads the metadata of a service provider (Metadata for SAML V2.0, sections 2.3 and 2.4).

Every problem is listed, so that a provider can mend its file in one go.

Not checked: the signature of metadata for which no signer was agreed; a file is handed over by a
person who answers for it, and what comes from an address alone came over TLS.
A logout service nobody could be sent to, without https or by another binding, is passed over: it
must not keep anybody from signing in, and the provider counts as one that cannot be logged out of.
Not read: requested attributes; what a provider asks for never widens what it receives.  It may ask
for the form of its own identifier (Subject Identifier Attributes 1.0, 4).
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final, TypeVar

from lxml import etree

from garbridge.errors import ConfigError, ProtocolError
from garbridge.formats.enveloped import verified_content
from garbridge.formats.keys import PublicKey
from garbridge.formats.xml import parse_xml
from garbridge.protocols.saml.addresses import unfit_address
from garbridge.protocols.saml.key_descriptors import read_keys
from garbridge.protocols.saml.names import (
    HTTP_POST,
    HTTP_REDIRECT,
    MD,
    MDATTR,
    SAML,
    SAMLP,
    SUBJECT_ID_REQUEST,
)
from garbridge.protocols.saml.peers import (
    ConsumerService,
    LogoutService,
    SamlPeer,
    SubjectRequest,
)
from garbridge.protocols.saml.values import parse_boolean, parse_duration, parse_instant

T = TypeVar("T")

MAX_METADATA_BYTES: Final = 1024 * 1024
"""Room for a federation's file; a single provider's has a few thousand bytes."""
MAX_ENTITY_ID: Final = 1024
"""Core 8.3.6."""
_MAX_INDEX = 65535


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
    try:
        root = parse_xml(data, limit=MAX_METADATA_BYTES)
        if signers:  # read is what was signed, nothing else of the document
            root = parse_xml(verified_content(root, signers), limit=2 * MAX_METADATA_BYTES)
    except ProtocolError as error:
        raise ConfigError([f"metadata: {error}"]) from error
    reader = _Reader(insecure_loopback=insecure_loopback)
    entity = reader.entity(root, entity_id)
    peer = None if entity is None else reader.peer(entity, now)
    if peer is None or reader.problems:
        raise ConfigError([f"metadata: {problem}" for problem in reader.problems])
    return peer


class _Reader:
    """Collects problems while it reads."""

    def __init__(self, *, insecure_loopback: bool) -> None:
        self.problems: list[str] = []
        self._insecure_loopback = insecure_loopback

    def entity(self, root: etree._Element, wanted: str | None) -> etree._Element | None:
        """Return the EntityDescriptor that is meant."""
        if root.tag not in (f"{{{MD}}}EntityDescriptor", f"{{{MD}}}EntitiesDescriptor"):
            self.problems.append("neither an EntityDescriptor nor an EntitiesDescriptor")
            return None
        found = [
            entity
            for entity in root.iter(f"{{{MD}}}EntityDescriptor")
            if wanted is None or entity.get("entityID") == wanted
        ]
        if len(found) == 1:
            return found[0]
        if wanted is None:
            self.problems.append(f"{len(found)} entities: say which entityID is meant")
        else:
            self.problems.append(f"{len(found)} entities are called {wanted}, one is needed")
        return None

    def peer(self, entity: etree._Element, now: datetime | None) -> SamlPeer | None:
        """Return what *entity* says; ``None`` where not even that can be told."""
        entity_id = entity.get("entityID", "")
        if not 1 <= len(entity_id) <= MAX_ENTITY_ID or not _is_plain(entity_id):
            self.problems.append(f"entityID is not an address of 1 to {MAX_ENTITY_ID} characters")
        roles = [
            role
            for role in entity.findall(f"{{{MD}}}SPSSODescriptor")
            if SAMLP in role.get("protocolSupportEnumeration", "").split()
        ]
        if len(roles) != 1:
            self.problems.append(f"{len(roles)} SPSSODescriptor for SAML 2.0, one is needed")
            return None
        role = roles[0]
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
            authn_requests_signed=self._boolean(role, "AuthnRequestsSigned") or False,
            want_assertions_signed=self._boolean(role, "WantAssertionsSigned") or False,
            valid_until=self._valid_until(role, now),
            cache_duration=self._cache_duration(role),
            subject_request=self._subject_request(entity),
            logout_services=tuple(self._logout_services(role)),
        )

    def _cache_duration(self, role: etree._Element) -> timedelta | None:
        return min(self._around(role, "cacheDuration", parse_duration), default=None)

    def _around(self, role: etree._Element, name: str, read: Callable[[str], T]) -> Iterator[T]:
        """Yield what *role* and all that is around it say under *name*."""
        for element in (role, *role.iterancestors()):
            text = element.get(name)
            if text is None:
                continue
            try:
                yield read(text)
            except ProtocolError as error:
                self.problems.append(f"{name}: {error}")

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

    def _valid_until(self, role: etree._Element, now: datetime | None) -> datetime | None:
        """Return the earliest end of the role and of all that is around it."""
        end = min(self._around(role, "validUntil", parse_instant), default=None)
        if end is not None and now is not None and end <= now:
            self.problems.append(f"ended on {end.isoformat()} (validUntil)")
        return end

    def _consumer_services(self, role: etree._Element) -> Iterator[ConsumerService]:
        seen: set[int] = set()
        for element in role.findall(f"{{{MD}}}AssertionConsumerService"):
            if element.get("Binding") != HTTP_POST:
                continue
            url = element.get("Location", "")
            reason = unfit_address(url, insecure_loopback=self._insecure_loopback)
            if reason:
                self.problems.append(f"AssertionConsumerService {url[:200]!r}: {reason}")
            index = element.get("index", "")
            if not (index.isascii() and index.isdigit() and int(index[:6]) <= _MAX_INDEX):
                self.problems.append(f"AssertionConsumerService {url[:200]!r}: no index")
                continue
            if int(index) in seen:
                self.problems.append(f"AssertionConsumerService: index {index} stands twice")
            seen.add(int(index))
            yield ConsumerService(
                url=url, index=int(index), is_default=self._boolean(element, "isDefault")
            )

    def _logout_services(self, role: etree._Element) -> Iterator[LogoutService]:
        for element in role.findall(f"{{{MD}}}SingleLogoutService"):
            binding, url = element.get("Binding", ""), element.get("Location", "")
            answers = element.get("ResponseLocation") or url
            unfit = any(
                unfit_address(one, insecure_loopback=self._insecure_loopback)
                for one in (url, answers)
            )
            if binding in (HTTP_REDIRECT, HTTP_POST) and not unfit:
                yield LogoutService(binding=binding, url=url, answers=answers)

    def _boolean(self, element: etree._Element, name: str) -> bool | None:
        text = element.get(name)
        if text is None:
            return None
        try:
            return parse_boolean(text)
        except ProtocolError as error:
            self.problems.append(f"{name}: {error}")
            return None


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable() and " " not in text
