"""What staff chose at a provider becomes entries of their school (LTI: *deep linking*).

A link gives nobody a licence: who may open it is who may open its resource, at each click anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from garbridge.core.access import Refused
from garbridge.core.identifiers import ResourceId, SchoolId
from garbridge.core.links import DeepLink, LinkId
from garbridge.core.permissions import Actor, Denied
from garbridge.core.roles import Act
from garbridge.errors import StaleError, UnsupportedRequestError
from garbridge.ports import Clock, ContentReader, LinkStore, TokenSource, Transaction, WireRequest
from garbridge.services.access import AccessService
from garbridge.services.permitting import PermissionService

MOST: Final = 500
"""Links of one resource at one school; no honest médiacentre could show more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """These links were added, which were chosen in the launch of the reference ``launch``.

    ``left`` is how much of what was chosen has no place here.
    """

    resource: ResourceId
    school: SchoolId
    links: tuple[DeepLink, ...]
    launch: str
    left: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkingService:
    """Keeps what comes back from providers, and tells what a school has."""

    access: AccessService
    reader: ContentReader
    links: LinkStore
    transaction: Transaction
    permissions: PermissionService
    clock: Clock
    tokens: TokenSource = field(repr=False)

    def accept(self, request: WireRequest) -> Linked:
        """Add what *request* says was chosen, once.

        The gate runs again: who lost the resource while they were choosing adds nothing.  What
        tells who was sent is used up whatever comes of it, wherever it is kept: whoever was refused
        chooses anew.

        Raises:
            ProtocolError: it is forged, replayed, malformed, or whoever chose may not open the
                resource any more.
            StoreError: nothing was added.
        """
        now = self.clock()
        chosen = self.reader.read(request, now=now)  # by itself: it stays used if this is refused
        with self.transaction():
            decision = self.access.check(chosen.person, chosen.school, chosen.resource, at=now)
            if isinstance(decision, Refused):
                raise StaleError(f"who chose may not open it any more: {decision.reason}")
            title = decision.resource.title
            links = tuple(
                DeepLink(
                    id=LinkId(self.tokens()),
                    school=chosen.school,
                    resource=chosen.resource,
                    title=item.title or title,
                    url=item.url,
                    custom=item.custom,
                    launch=chosen.launch,
                    added=now,
                )
                for item in chosen.items
            )
            if len(self.links.links(chosen.school, chosen.resource)) + len(links) > MOST:
                raise UnsupportedRequestError(f"a resource has at most {MOST} links at a school")
            self.links.add(links)
        return Linked(
            resource=chosen.resource,
            school=chosen.school,
            links=links,
            launch=chosen.launch,
            left=chosen.left,
        )

    def of(self, actor: Actor, school: SchoolId) -> Sequence[DeepLink] | Denied:
        """Return what *school* has of the resources whose stock *actor* may see, oldest first."""
        known = self.access.catalogue().resources
        sight = self.permissions.sight(actor, Act.SEE_STOCK, known, school)
        if isinstance(sight, Denied):
            return sight
        only = sight.only(school)
        links = self.links.of_school(school)
        return [link for link in links if only is None or link.resource in only]

    def remove(self, actor: Actor, school: SchoolId, link: LinkId) -> bool | Denied:
        """Take a link back, for everybody at *school*; false where there is none of that name.

        Whoever may assign the resource there may.  A click that is under way comes to nothing.

        Raises:
            StoreError: it is still there.
        """
        found = next((one for one in self.links.of_school(school) if one.id == link), None)
        about = None if found is None else self.access.catalogue().resources.get(found.resource)
        proof = self.permissions.permit(actor, Act.ASSIGN, school=school, resource=about)
        if isinstance(proof, Denied):
            return proof
        return found is not None and self.links.remove(school, found.resource, link)
