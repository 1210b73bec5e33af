"""How a launch starts at the provider, and what is linked deeply: the ports of both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from garbridge.core.catalogue import Resource
from garbridge.core.identifiers import PersonId, ProviderId, ResourceId, SchoolId
from garbridge.core.links import DeepLink, LinkId
from garbridge.ports.launching import PendingLaunch
from garbridge.ports.wire import WireRequest


@dataclass(frozen=True, slots=True)
class Start:
    """Where the browser is sent; ``carries_click`` where what comes back proves the click."""

    url: str
    carries_click: bool = False


class Initiation(Protocol):
    """How launches begin in one protocol, where the provider's page is not enough.

    It is asked after the gate let the person through; it decides nothing and stores nothing.
    """

    def begin(
        self, click: PendingLaunch, resource: Resource, *, link: DeepLink | None, now: datetime
    ) -> Start | None:
        """Return where *click* goes; ``None`` where the provider speaks another protocol.

        *link* is the place inside *resource* that was clicked, ``None`` for its first page.
        """
        ...

    def offers(self, resource: Resource) -> bool:
        """Say whether content of *resource* can be chosen."""
        ...

    def choose(self, click: PendingLaunch, resource: Resource, *, now: datetime) -> Start | None:
        """Return where content of *resource* is chosen; ``None`` where it cannot be."""
        ...


@dataclass(frozen=True, slots=True)
class ContentItem:
    """One place inside a resource, as its provider described it: checked, and not stored yet."""

    title: str
    url: str
    custom: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenContent:
    """What somebody chose at a provider, proved to be the answer to what they were sent with.

    ``launch`` is the reference of the launch in which they were.  ``left`` counts what was chosen
    and cannot be kept, such as a file.
    """

    person: PersonId
    provider: ProviderId
    resource: ResourceId
    school: SchoolId
    launch: str
    items: tuple[ContentItem, ...]
    left: int = 0


class ContentReader(Protocol):
    """Verifies what comes back from a provider at which content was chosen."""

    def read(self, request: WireRequest, *, now: datetime) -> ChosenContent:
        """Return what *request* says; it is spent with that, and read no second time.

        Raises:
            ProtocolError: it is forged, replayed, malformed or somebody else's.
        """
        ...


class LinkStore(Protocol):
    """The places inside resources that a school has entries for."""

    def add(self, links: Sequence[DeepLink]) -> None:
        """Keep *links*.

        Raises:
            StoreError: one has the name of another, or could not be kept; none was.
        """
        ...

    def links(self, school: SchoolId, resource: ResourceId) -> Sequence[DeepLink]:
        """Return those of *resource* at *school*, oldest first; none is an empty sequence."""
        ...

    def of_school(self, school: SchoolId) -> Sequence[DeepLink]:
        """Return those of every resource at *school*, oldest first."""
        ...

    def link(self, school: SchoolId, resource: ResourceId, link: LinkId) -> DeepLink | None:
        """Return one, or ``None`` where there is none of that name at that school and resource."""
        ...

    def remove(self, school: SchoolId, resource: ResourceId, link: LinkId) -> bool:
        """Forget one; false where there was none."""
        ...
