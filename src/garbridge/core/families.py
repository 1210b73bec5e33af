"""One title in several resources: a mother and its members, editions for teacher and for pupil.

A publisher sells a book as several resources: the whole (GAR: *ressource mère*), its parts, and
often an edition for the teacher beside that for the pupil.  Who holds the mother needs no member,
and who holds a member no other of the same edition: the second licence would be lost.
"""

from collections.abc import Iterable

from garbridge.core.catalogue import Catalogue, Edition, Resource
from garbridge.core.identifiers import ResourceId
from garbridge.core.people import Profile, Public, public_of

_MEANT = {Edition.TEACHER: Public.TEACHERS, Edition.PUPIL: Public.PUPILS}


def double_title(
    resource: Resource, held: Iterable[ResourceId], catalogue: Catalogue
) -> Resource | None:
    """Return what somebody who holds *held* would hold twice with *resource*, or ``None``.

    That is the mother of its family, a member if it is the mother itself, or another member of the
    same edition; an edition that is not stated is the same as any.  The resource itself is no
    double of itself.  Of several the one with the smallest identifier is named; what *catalogue*
    does not know is nothing.

    >>> from garbridge.testing.world import ATLAS, PUBLISHER
    >>> double_title(ATLAS, [ATLAS.id], Catalogue([PUBLISHER], [ATLAS])) is None
    True
    """
    for name in sorted(set(held)):
        other = catalogue.resources.get(name)
        if other is not None and _double(resource, other):
            return other
    return None


def wrong_edition(resource: Resource, profile: Profile) -> bool:
    """Say whether *resource* is an edition for somebody else than *profile*.

    The pupil's edition is for pupils; the teacher's for teachers and documentalists.  A resource
    without an edition is for everybody.
    """
    return wrong_public(resource, public_of(profile))


def wrong_public(resource: Resource, public: Public) -> bool:
    """Say whether *resource* is an edition for another public, likewise."""
    if resource.edition is None:
        return False
    if resource.edition is Edition.TEACHER and public is Public.LIBRARIANS:
        return False
    return public is not _MEANT[resource.edition]


def relatives(resource: Resource, catalogue: Catalogue) -> tuple[ResourceId, ...]:
    """Return every other resource of the same family, mother and members, by identifier."""
    family = resource.family or resource.id
    return tuple(
        sorted(
            other.id
            for other in catalogue.resources.values()
            if other.id != resource.id and family in {other.id, other.family}
        )
    )


def _double(one: Resource, other: Resource) -> bool:
    if one.id == other.id:
        return False
    if one.family == other.id or other.family == one.id:
        return True
    if one.family is None or one.family != other.family:
        return False
    return one.edition is None or other.edition is None or one.edition is other.edition
