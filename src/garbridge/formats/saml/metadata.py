"""Reads what every role descriptor says (Metadata for SAML V2.0, sections 2.3 and 2.4.1, 2.4.2).

Every problem is listed, so that a peer can mend its file in one go.

Not checked: the signature of metadata for which no signer was agreed; a file is handed over by a
person who answers for it, and what comes from an address alone came over TLS.
A logout service nobody could be sent to, without https or by another binding, is passed over: it
must not keep anybody from signing in, and the peer counts as one that cannot be logged out of.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Final, Generic, TypeVar

from lxml import etree

from garbridge.errors import ConfigError, ProtocolError
from garbridge.formats.enveloped import verified_content
from garbridge.formats.keys import PublicKey
from garbridge.formats.saml.addresses import unfit_address
from garbridge.formats.saml.names import HTTP_POST, HTTP_REDIRECT, MD, SAMLP
from garbridge.formats.saml.values import parse_boolean, parse_duration, parse_instant
from garbridge.formats.xml import parse_xml

T = TypeVar("T")
V = TypeVar("V")

MAX_METADATA_BYTES: Final = 1024 * 1024
"""Room for a federation's file; a single peer's has a few thousand bytes."""
MAX_ENTITY_ID: Final = 1024
"""Core 8.3.6."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogoutService:
    """A SingleLogoutService (Metadata 2.4.2): requests go to ``url``, answers to ``answers``."""

    binding: str
    url: str
    answers: str


def read_document(data: bytes, signers: Sequence[PublicKey]) -> etree._Element:
    """Return the root of a metadata document.

    Args:
        data: As it was received.
        signers: One of them must have signed the document as a whole (Metadata 3); empty is for
            one that somebody handed over, or that came over TLS.

    Raises:
        ConfigError: it cannot be read, or none of *signers* signed it.
    """
    try:
        root = parse_xml(data, limit=MAX_METADATA_BYTES)
        if signers:  # read is what was signed, nothing else of the document
            root = parse_xml(verified_content(root, signers), limit=2 * MAX_METADATA_BYTES)
    except ProtocolError as error:
        raise ConfigError([f"metadata: {error}"]) from error
    return root


class MetadataReader(ABC, Generic[T]):
    """Collects problems while it reads.

    Args:
        insecure_loopback: Accept ``http`` on this machine itself.
    """

    descriptor: ClassVar[str]
    """That of the role that is meant, such as ``SPSSODescriptor``."""
    kind: ClassVar[str]
    """What is looked for, in words."""

    def __init__(self, *, insecure_loopback: bool) -> None:
        self.problems: list[str] = []
        self._insecure_loopback = insecure_loopback

    def read(
        self,
        data: bytes,
        *,
        now: datetime | None,
        entity_id: str | None,
        signers: Sequence[PublicKey],
    ) -> T:
        """Return what *data* says of one peer.

        Args:
            data: An EntityDescriptor, or an EntitiesDescriptor with the one that is meant.
            now: Metadata that ended before is refused; ``None`` leaves that to whoever relies on
                it.
            entity_id: Which one is meant; may be left out where there is only one.
            signers: One of them must have signed the document as a whole (Metadata 3); empty is
                for one that somebody handed over, or that came over TLS.

        Raises:
            ConfigError: with every reason why it cannot be used.
        """
        entity = self.entity(read_document(data, signers), entity_id)
        peer = None if entity is None else self.peer(entity, now)
        if self.problems:
            raise ConfigError([f"metadata: {problem}" for problem in self.problems])
        if peer is None:
            raise ConfigError([f"metadata: nothing about {self.kind}"])
        return peer

    @abstractmethod
    def peer(self, entity: etree._Element, now: datetime | None) -> T | None:
        """Return what *entity* says; ``None`` where not even that can be told."""

    def entity(self, root: etree._Element, wanted: str | None) -> etree._Element | None:
        """Return the EntityDescriptor that is meant; *wanted* is its entityID."""
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

    def entity_id(self, entity: etree._Element) -> str:
        """Return what *entity* is called."""
        entity_id = entity.get("entityID", "")
        if not 1 <= len(entity_id) <= MAX_ENTITY_ID or not _is_plain(entity_id):
            self.problems.append(f"entityID is not an address of 1 to {MAX_ENTITY_ID} characters")
        return entity_id

    def role(self, entity: etree._Element) -> etree._Element | None:
        """Return the descriptor of the role that is meant, for SAML 2.0."""
        roles = [
            role
            for role in entity.findall(f"{{{MD}}}{self.descriptor}")
            if SAMLP in role.get("protocolSupportEnumeration", "").split()
        ]
        if len(roles) != 1:
            self.problems.append(f"{len(roles)} {self.descriptor} for SAML 2.0, one is needed")
            return None
        return roles[0]

    def cache_duration(self, role: etree._Element) -> timedelta | None:
        """Return how long a copy may be used, the shortest of what is said."""
        return min(self._around(role, "cacheDuration", parse_duration), default=None)

    def valid_until(self, role: etree._Element, now: datetime | None) -> datetime | None:
        """Return the earliest end of the role and of all that is around it."""
        end = min(self._around(role, "validUntil", parse_instant), default=None)
        if end is not None and now is not None and end <= now:
            self.problems.append(f"ended on {end.isoformat()} (validUntil)")
        return end

    def unfit(self, url: str) -> str | None:
        """Return why nobody may be sent to *url*, or ``None``."""
        return unfit_address(url, insecure_loopback=self._insecure_loopback)

    def logout_services(self, role: etree._Element) -> Iterator[LogoutService]:
        """Yield the logout services of *role* that somebody can be sent to."""
        for element in role.findall(f"{{{MD}}}SingleLogoutService"):
            binding, url = element.get("Binding", ""), element.get("Location", "")
            answers = element.get("ResponseLocation") or url
            unfit = any(self.unfit(one) for one in (url, answers))
            if binding in (HTTP_REDIRECT, HTTP_POST) and not unfit:
                yield LogoutService(binding=binding, url=url, answers=answers)

    def boolean(self, element: etree._Element, name: str) -> bool | None:
        """Return what the attribute *name* says; ``None`` where it is not there."""
        text = element.get(name)
        if text is None:
            return None
        try:
            return parse_boolean(text)
        except ProtocolError as error:
            self.problems.append(f"{name}: {error}")
            return None

    def _around(self, role: etree._Element, name: str, read: Callable[[str], V]) -> Iterator[V]:
        """Yield what *role* and all that is around it say under *name*."""
        for element in (role, *role.iterancestors()):
            text = element.get(name)
            if text is None:
                continue
            try:
                yield read(text)
            except ProtocolError as error:
                self.problems.append(f"{name}: {error}")


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable() and " " not in text
