"""The service providers we answer: what their metadata says and what was agreed with them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from garbridge.core.attributes import CATALOGUE, Attribute
from garbridge.core.identifiers import ProviderId
from garbridge.errors import ConfigError, ValueRefusedError
from garbridge.formats.encryption import Recipient
from garbridge.formats.keys import PublicKey
from garbridge.formats.saml.addresses import is_origin, origin
from garbridge.formats.saml.metadata import LogoutService
from garbridge.formats.saml.names import BASIC, PAIRWISE_ID, PASSWORD


@dataclass(frozen=True, slots=True)
class AttributeName:
    """What one attribute is called at one provider: by default its name in the catalogue."""

    attribute: Attribute
    name: str
    name_format: str = BASIC
    friendly_name: str = ""

    def __post_init__(self) -> None:
        """Refuse an attribute without a name, or with what XML cannot carry."""
        if not self.name:
            raise ValueRefusedError("attribute name", self.name, "at least one character")
        for text in (self.name, self.name_format, self.friendly_name):
            if not text.isprintable():
                raise ValueRefusedError("attribute name", text, "printable characters")


_GAR_NAMES: Mapping[Attribute, AttributeName] = MappingProxyType(
    {attribute: AttributeName(attribute, str(attribute)) for attribute in CATALOGUE}
)


class Signed(StrEnum):
    """What is signed.  Nine real service providers take the assertion; not all the others."""

    ASSERTION = "assertion"
    RESPONSE = "response"
    BOTH = "both"

    @property
    def assertion(self) -> bool:
        """Whether the assertion is signed."""
        return self is not Signed.RESPONSE

    @property
    def response(self) -> bool:
        """Whether the Response is signed."""
        return self is not Signed.ASSERTION


@dataclass(frozen=True, slots=True, kw_only=True)
class SamlSettings:
    """What was agreed with one provider, beside its metadata.

    Args:
        require_signed_requests: Refuse an AuthnRequest without a signature, also where the
            metadata does not ask for one (``AuthnRequestsSigned``).
        sign: What is signed.
        encrypt: Let only the provider read the assertion, which is signed before; its metadata
            must hold a key for that.
        anonymous: The provider must not recognise who comes again: identifiers are transient.
        without_name_id: It is given none at all, unless it asks for a transient one.
        tells_refusals: A refusal of the gate goes to the provider as a status, not to the person
            as our page, which says what to do.
        idp_initiated: Also answer a launch the provider did not ask for (Profiles 4.1.5).
            Whoever can make a browser follow a link can then start one.
        opens: What such a launch carries as RelayState where it names no resource; empty is none.
        origins: Origins, such as ``https://www.parc.example``, to which the
            provider's consumer service redirects; a browser blocks the others.
        attribute_names: What attributes are called there; in the catalogue where
            it is silent.
        authn_context: The class that is asserted (Authentication Context 3.4).
        authn_contexts: Every class that can be asserted, weakest first, with that one among them;
            empty is that one alone.
    """

    require_signed_requests: bool = False
    sign: Signed = Signed.ASSERTION
    encrypt: bool = False
    anonymous: bool = False
    without_name_id: bool = False
    tells_refusals: bool = False
    idp_initiated: bool = False
    opens: str = ""
    origins: tuple[str, ...] = ()
    attribute_names: tuple[AttributeName, ...] = ()
    authn_context: str = PASSWORD
    authn_contexts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what could not be served.

        Raises:
            ValueRefusedError: an origin is none, two attributes have one name, the classes do not
                hold the usual one, or an assertion that nobody signed is to be encrypted.
        """
        for text in self.origins:
            if not is_origin(text):
                raise ValueRefusedError("origin", text, "https://host or https://host:port")
        known = CATALOGUE.keys() | {name.attribute for name in self.attribute_names}
        names = {self.attribute_name(attribute).name for attribute in known} | {PAIRWISE_ID}
        if len(names) != len(known) + 1:
            raise ValueRefusedError("attribute_names", None, "a name of its own for each")
        renamed = {name.attribute for name in self.attribute_names}
        if len(renamed) != len(self.attribute_names):
            raise ValueRefusedError("attribute_names", None, "one name for each attribute")
        for text in (self.authn_context, *self.authn_contexts):
            if not text.isprintable() or ":" not in text:
                raise ValueRefusedError("authn_context", text, "an absolute URI")
        if self.authn_contexts and self.authn_context not in self.authn_contexts:
            raise ValueRefusedError("authn_contexts", None, "authn_context among them")
        if len(set(self.authn_contexts)) != len(self.authn_contexts):
            raise ValueRefusedError("authn_contexts", None, "each class once")
        if self.encrypt and not self.sign.assertion:
            raise ValueRefusedError("sign", self.sign, "assertion or both, where encrypt is true")

    def attribute_name(self, attribute: Attribute) -> AttributeName:
        """Return what *attribute* is called at this provider."""
        for name in self.attribute_names:
            if name.attribute == attribute:
                return name
        return _GAR_NAMES.get(attribute) or AttributeName(attribute, str(attribute))


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsumerService:
    """An AssertionConsumerService with the HTTP-POST binding (Metadata 2.4.4).

    ``is_default`` is ``None`` where the metadata does not say.
    """

    url: str
    index: int
    is_default: bool | None = None


class SubjectRequest(StrEnum):
    """Which subject attribute a provider needs (Subject Identifier Attributes 1.0, section 4)."""

    NONE = "none"
    PAIRWISE = "pairwise-id"
    SUBJECT = "subject-id"
    """One identifier for every provider: it is never given."""
    ANY = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class SamlPeer:
    """What the metadata of one service provider says, as far as it is used here.

    ``consumer_services`` is never empty.  ``valid_until`` is exclusive; ``None`` is for ever.
    ``name_id_formats`` are those it asks for (Metadata 2.4.2), which need not be what it is given.
    ``recipient`` is how it can be written to confidentially, ``None`` where it cannot.
    ``certificate_ends`` are when its certificates end, which decides nothing here.
    ``cache_duration`` is how long a copy may be used without another look, ``None`` if not said.
    ``logout_services`` are those by HTTP-Redirect and HTTP-POST, in its order; perhaps none.
    """

    entity_id: str
    consumer_services: tuple[ConsumerService, ...]
    signing_keys: tuple[PublicKey, ...] = ()
    authn_requests_signed: bool = False
    want_assertions_signed: bool = False
    valid_until: datetime | None = None
    name_id_formats: frozenset[str] = frozenset()
    subject_request: SubjectRequest = SubjectRequest.NONE
    recipient: Recipient | None = None
    certificate_ends: tuple[datetime, ...] = ()
    cache_duration: timedelta | None = None
    logout_services: tuple[LogoutService, ...] = ()

    def consumer_service_at(self, url: str) -> ConsumerService | None:
        """Return the one whose address is exactly *url*."""
        return next((acs for acs in self.consumer_services if acs.url == url), None)

    def consumer_service_number(self, index: int) -> ConsumerService | None:
        """Return the one of *index*."""
        return next((acs for acs in self.consumer_services if acs.index == index), None)

    def default_consumer_service(self) -> ConsumerService:
        """Return the one marked as default, else the first not marked otherwise, else the first.

        Metadata 2.2.3.
        """
        services = self.consumer_services
        marked = next((acs for acs in services if acs.is_default), None)
        unmarked = next((acs for acs in services if acs.is_default is None), None)
        return marked or unmarked or services[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class SamlRegistration:
    """One service provider: whose it is, its metadata, the agreement."""

    provider: ProviderId
    peer: SamlPeer
    settings: SamlSettings = SamlSettings()

    @property
    def needs_signature(self) -> bool:
        """Say whether an AuthnRequest without a signature is refused."""
        return self.settings.require_signed_requests or self.peer.authn_requests_signed

    @property
    def recipient(self) -> Recipient | None:
        """Who alone can read assertions; ``None`` where they are readable on their way."""
        return self.peer.recipient if self.settings.encrypt else None

    def origins(self, url: str) -> tuple[str, ...]:
        """Return the origins a post to *url* may reach."""
        return tuple(dict.fromkeys((origin(url), *self.settings.origins)))


class SamlPeers:
    """Every registered service provider of one tenant: immutable, replaced as a whole.

    Args:
        registrations: In any order.

    Raises:
        ConfigError: an entityID is registered twice, or signed requests are required of a
            provider whose metadata holds no signing key, or encryption for one whose metadata
            holds no key for that.
    """

    __slots__ = ("_by_entity", "_by_provider")

    def __init__(self, registrations: Iterable[SamlRegistration] = ()) -> None:
        problems: list[str] = []
        found: dict[str, SamlRegistration] = {}
        for registration in registrations:
            entity = registration.peer.entity_id
            if entity in found:
                problems.append(f"{registration.provider}: entityID {entity} is registered twice")
            if registration.needs_signature and not registration.peer.signing_keys:
                problems.append(
                    f"{registration.provider}: signed requests are required,"
                    " but the metadata holds no signing key"
                )
            if registration.settings.encrypt and registration.recipient is None:
                problems.append(
                    f"{registration.provider}: encrypt: the metadata holds no RSA key of 2048 bits"
                    " for encryption with AES-GCM and RSA-OAEP"
                )
            found[entity] = registration
        if problems:
            raise ConfigError(problems)
        self._by_entity: Mapping[str, SamlRegistration] = MappingProxyType(found)
        self._by_provider = {one.provider: one for one in found.values()}

    def __iter__(self) -> Iterator[SamlRegistration]:
        """Yield every registration."""
        return iter(self._by_entity.values())

    def named(self, entity_id: str) -> SamlRegistration | None:
        """Return the registration of *entity_id*, compared exactly."""
        return self._by_entity.get(entity_id)

    def of(self, provider: ProviderId) -> SamlRegistration | None:
        """Return the registration of *provider*, which has one."""
        return self._by_provider.get(provider)
