"""Resources and the providers that own them."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from garbridge.core.attributes import Attribute
from garbridge.core.identifiers import ProviderId, ResourceId, tile_key
from garbridge.core.indexing import UNINDEXED, Indexing
from garbridge.core.policy import NOTHING, ReleasePolicy
from garbridge.core.terms import Terms

K = TypeVar("K")
V = TypeVar("V")


class Source(StrEnum):
    """Where a médiacentre entry comes from; decides which badge it carries."""

    LOCAL = "local"
    """Decided and served by this portal: carries the portal's own badge."""
    NATIONAL = "national"
    """Listed by the State's GAR: carries the GAR's badge (*pastille*)."""


class Edition(StrEnum):
    """Whom one edition of a title is made for."""

    TEACHER = "teacher"
    PUPIL = "pupil"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A digital resource (GAR: *ressource*).

    ``url`` is where the browser is sent to start: the provider's own page, which asks the portal
    to sign in (GAR: *urlAccesRessource*).  ``narrowed_to`` lists the only attributes of the
    provider's policy this resource receives; ``None`` means all of the policy.  ``family`` names
    the mother of which this resource is a member, ``edition`` whom it is made for: ``None`` is for
    everybody.  ``types`` say what it is, such as « Manuel » (GAR: *typologie du document*).
    ``alternative`` is what whoever objects to it is told to use instead, or empty.
    ``indexing`` is what its notice says beyond that.

    With ``interaction`` the resource lets pupils and teachers work with each other: it is off at
    each school until somebody there activates it, and ``interaction`` names the attributes, among
    those it receives, that leave beyond what is usual.  ``None`` is a resource that needs none of
    that.
    """

    id: ResourceId
    provider: ProviderId
    title: str
    url: str
    publisher: str = ""
    description: str = ""
    vignette: str = ""
    discipline: str = ""
    levels: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    textbook: bool = False
    enabled: bool = True
    source: Source = Source.LOCAL
    narrowed_to: frozenset[Attribute] | None = None
    family: ResourceId | None = None
    edition: Edition | None = None
    interaction: frozenset[Attribute] | None = None
    alternative: str = ""
    indexing: Indexing = UNINDEXED


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A provider (GAR: *fournisseur*, *éditeur*): owns resources, is the sector of identifiers.

    ``enabled = False`` refuses it on every path.  Without entries ``policy`` releases nothing
    but the opaque subject.  From ``valid_until`` on, exclusive, what the provider handed over about
    itself (SAML metadata) is no longer to be relied on; ``None`` is for ever.  ``terms`` are those
    of the agreement, as far as anybody wrote them down; ``alternative`` stands for that of its
    resources which have none.  ``anonymous`` is a provider that must not recognise who comes again:
    no identifier of anybody leaves for it.  ``version`` names the policy by its content
    (:mod:`garbridge.core.policy_versions`), which ``document`` is, and is empty where no file was
    read.
    """

    id: ProviderId
    name: str
    policy: ReleasePolicy = NOTHING
    enabled: bool = True
    valid_until: datetime | None = None
    terms: Terms | None = None
    alternative: str = ""
    anonymous: bool = False
    version: str = field(default="", compare=False)
    document: Mapping[str, object] = field(
        default_factory=dict[str, object], compare=False, repr=False
    )


class Catalogue:
    """Every registered provider and resource of one tenant: immutable, looked up by name.

    Args:
        providers: Each with its resources.

    Raises:
        ValueError: two providers or two resources have one name, or a resource names a provider
            that is not there.
    """

    __slots__ = ("_by_key", "_by_url", "_owned", "providers", "resources")

    def __init__(self, providers: Iterable[Provider], resources: Iterable[Resource]) -> None:
        self.providers: Mapping[ProviderId, Provider] = _unique(providers, lambda p: p.id)
        self.resources: Mapping[ResourceId, Resource] = _unique(resources, lambda r: r.id)
        owned: defaultdict[ProviderId, list[Resource]] = defaultdict(list)
        for resource in self.resources.values():
            if resource.provider not in self.providers:
                raise ValueError(f"{resource.id}: no provider {resource.provider}")
            owned[resource.provider].append(resource)
        self._owned = {provider: tuple(resources) for provider, resources in owned.items()}
        self._by_key = {tile_key(resource.id): resource for resource in self.resources.values()}
        addresses = Counter((r.provider, r.url) for r in self.resources.values())
        self._by_url = {
            (r.provider, r.url): r
            for r in self.resources.values()
            if addresses[r.provider, r.url] == 1
        }

    def with_key(self, key: str) -> Resource | None:
        """Return the resource of a tile key, without its school part."""
        return self._by_key.get(key)

    def at_url(self, provider: ProviderId, url: str) -> Resource | None:
        """Return the resource of *provider* whose access URL is exactly *url*.

        An address that several resources share names none of them.
        """
        return self._by_url.get((provider, url))

    def of(self, provider: ProviderId) -> tuple[Resource, ...]:
        """Return all resources of *provider*."""
        return self._owned.get(provider, ())

    def provider_of(self, resource: Resource) -> Provider:
        """Return the provider that owns *resource*."""
        return self.providers[resource.provider]


def _unique(things: Iterable[V], name: Callable[[V], K]) -> Mapping[K, V]:
    found: dict[K, V] = {}
    for thing in things:
        key = name(thing)
        if key in found:
            raise ValueError(f"{key}: registered twice")
        found[key] = thing
    return MappingProxyType(found)
