"""The service providers we answer: what their metadata says and what was agreed with them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from garbridge.core.attributes import CATALOGUE, Attribute
from garbridge.core.identifiers import ProviderId
from garbridge.errors import ConfigError, ValueRefusedError
from garbridge.formats.keys import PublicKey
from garbridge.protocols.saml.addresses import is_origin, origin
from garbridge.protocols.saml.names import BASIC, PASSWORD


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


@dataclass(frozen=True, slots=True, kw_only=True)
class SamlSettings:
    """What was agreed with one provider, beside its metadata.

    Args:
        require_signed_requests: Refuse an AuthnRequest without a signature, also where the
            metadata does not ask for one (``AuthnRequestsSigned``).
        sign_response: Sign the Response too; the assertion always is signed.
        idp_initiated: Also answer a launch the provider did not ask for (Profiles 4.1.5).
            Whoever can make a browser follow a link can then start one.
        origins: Origins, such as ``https://www.parc.example``, to which the
            provider's consumer service redirects; a browser blocks the others.
        attribute_names: What attributes are called there; in the catalogue where
            it is silent.
        authn_context: The class that is asserted (Authentication Context 3.4).
    """

    require_signed_requests: bool = False
    sign_response: bool = False
    idp_initiated: bool = False
    origins: tuple[str, ...] = ()
    attribute_names: tuple[AttributeName, ...] = ()
    authn_context: str = PASSWORD

    def __post_init__(self) -> None:
        """Refuse what could not be served.

        Raises:
            ValueRefusedError: an origin is none, or two attributes have one name.
        """
        for text in self.origins:
            if not is_origin(text):
                raise ValueRefusedError("origin", text, "https://host or https://host:port")
        known = CATALOGUE.keys() | {name.attribute for name in self.attribute_names}
        if len({self.attribute_name(attribute).name for attribute in known}) != len(known):
            raise ValueRefusedError("attribute_names", None, "a name of its own for each")
        renamed = {name.attribute for name in self.attribute_names}
        if len(renamed) != len(self.attribute_names):
            raise ValueRefusedError("attribute_names", None, "one name for each attribute")
        if not self.authn_context.isprintable() or ":" not in self.authn_context:
            raise ValueRefusedError("authn_context", self.authn_context, "an absolute URI")

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


@dataclass(frozen=True, slots=True, kw_only=True)
class SamlPeer:
    """What the metadata of one service provider says, as far as it is used here.

    ``consumer_services`` is never empty.  ``valid_until`` is exclusive; ``None`` is for ever.
    ``name_id_formats`` are those it asks for (Metadata 2.4.2), which need not be what it is given.
    """

    entity_id: str
    consumer_services: tuple[ConsumerService, ...]
    signing_keys: tuple[PublicKey, ...] = ()
    authn_requests_signed: bool = False
    want_assertions_signed: bool = False
    valid_until: datetime | None = None
    name_id_formats: frozenset[str] = frozenset()

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

    def origins(self, url: str) -> tuple[str, ...]:
        """Return the origins a post to *url* may reach."""
        return tuple(dict.fromkeys((origin(url), *self.settings.origins)))


class SamlPeers:
    """Every registered service provider of one tenant: immutable, replaced as a whole.

    Args:
        registrations: In any order.

    Raises:
        ConfigError: an entityID is registered twice, or signed requests are required of a
            provider whose metadata holds no signing key.
    """

    __slots__ = ("_by_entity",)

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
            found[entity] = registration
        if problems:
            raise ConfigError(problems)
        self._by_entity: Mapping[str, SamlRegistration] = MappingProxyType(found)

    def __iter__(self) -> Iterator[SamlRegistration]:
        """Yield every registration."""
        return iter(self._by_entity.values())

    def named(self, entity_id: str) -> SamlRegistration | None:
        """Return the registration of *entity_id*, compared exactly."""
        return self._by_entity.get(entity_id)
