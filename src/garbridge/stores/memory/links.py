"""What was linked deeply, in memory."""

from collections.abc import Sequence

from garbridge.core.identifiers import ResourceId, SchoolId
from garbridge.core.links import DeepLink, LinkId
from garbridge.errors import StoreError
from garbridge.stores.memory.database import MemoryDatabase


class MemoryLinks:
    """The reference of :class:`garbridge.ports.LinkStore`.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def add(self, links: Sequence[DeepLink]) -> None:
        """Keep *links*, all or none.

        Raises:
            StoreError: one has the name of another.
        """
        with self._database.transaction():
            for link in links:
                place = (link.school, link.resource, link.id)
                if self._database.resources.links.get(place) is not None:
                    raise StoreError(f"there is a link {link.id} already")
                self._database.resources.links.put(place, link)

    def links(self, school: SchoolId, resource: ResourceId) -> Sequence[DeepLink]:
        """Return those of *resource* at *school*, oldest first."""
        return [one for one in self.of_school(school) if one.resource == resource]

    def of_school(self, school: SchoolId) -> Sequence[DeepLink]:
        """Return those of every resource at *school*, oldest first."""
        with self._database.transaction():
            found = self._database.resources.links.all().values()
        ours = [one for one in found if one.school == school]
        return sorted(ours, key=lambda one: (one.added, one.id))

    def link(self, school: SchoolId, resource: ResourceId, link: LinkId) -> DeepLink | None:
        """Return one, or ``None``."""
        with self._database.transaction():
            return self._database.resources.links.get((school, resource, link))

    def remove(self, school: SchoolId, resource: ResourceId, link: LinkId) -> bool:
        """Forget one; false where there was none."""
        with self._database.transaction():
            return self._database.resources.links.drop((school, resource, link)) is not None
