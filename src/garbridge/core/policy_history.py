"""Since when a resource is told what, read off the policies that were in force.

A document is what :mod:`garbridge.core.policy_versions` writes.  It says what a version lets leave
for a profile; of one person the directory may know less.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast

from garbridge.core.attributes import Attribute
from garbridge.core.identifiers import ResourceId
from garbridge.core.people import Profile
from garbridge.core.policy import Transformation
from garbridge.core.policy_diff import DEPTH, Direction
from garbridge.core.policy_versions import Document

_FORMS: Final = {one.value: DEPTH[one] for one in Transformation}
_WHOLE: Final = max(DEPTH.values())


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a provider's policy, and when it came into force first."""

    name: str
    since: datetime
    document: Document


@dataclass(frozen=True, slots=True)
class Turn:
    """From ``at`` on a resource is told more, or less, of one attribute than before."""

    at: datetime
    attribute: Attribute
    direction: Direction


def in_order(versions: Sequence[Version], current: str) -> tuple[Version, ...]:
    """Return *versions* from the oldest to the one in force, which comes last.

    A version that is in force anew counts from when it first was: nobody notes that it came back.
    """
    return tuple(sorted(versions, key=lambda one: (one.name == current, one.since, one.name)))


def turns(versions: Sequence[Version], resource: ResourceId, profile: Profile) -> tuple[Turn, ...]:
    """Return what changed for *resource* and *profile*, newest first; the first version is none.

    *versions* are in order, as :func:`in_order` has them.
    """
    found: list[Turn] = []
    before: Mapping[Attribute, int] | None = None
    for version in versions:
        told = _told(version.document, resource, profile)
        if before is not None:
            found += _between(before, told, version.since)
        before = told
    return tuple(reversed(found))


def since(
    versions: Sequence[Version], resource: ResourceId, profile: Profile
) -> Mapping[Attribute, datetime]:
    """Return since when each attribute that the last of *versions* tells is told without a break.

    >>> since((), ResourceId("ark:/12345/atlas"), Profile.PUPIL)
    {}
    """
    found: dict[Attribute, datetime] = {}
    for version in versions:
        told = _told(version.document, resource, profile)
        found = {one: found.get(one, version.since) for one in told}
    return found


def _between(
    before: Mapping[Attribute, int], after: Mapping[Attribute, int], at: datetime
) -> Iterator[Turn]:
    for attribute in sorted(before.keys() | after.keys()):
        was, now = before.get(attribute, -1), after.get(attribute, -1)
        if was != now:
            yield Turn(at, attribute, Direction.MORE if now > was else Direction.LESS)


def _told(document: Document, resource: ResourceId, profile: Profile) -> Mapping[Attribute, int]:
    """Return how much of each attribute *document* tells *resource* of *profile*."""
    known = _mapping(_mapping(document.get("resources")).get(resource))
    if not known:
        return {}
    only = known.get("release")
    narrowed = None if only is None else set(_strings(only))
    found: dict[Attribute, int] = {}
    entries = document.get("release")
    for entry in map(_mapping, entries if isinstance(entries, list) else ()):
        name = str(entry.get("attribute", ""))
        if profile.value in _strings(entry.get("profiles")) and (
            narrowed is None or name in narrowed
        ):
            form = str(entry.get("transformation", ""))
            found.setdefault(Attribute(name), _FORMS.get(form, _WHOLE))
    return found


def _mapping(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, Mapping) else {}


def _strings(value: object) -> list[str]:
    return [str(one) for one in cast("list[object]", value)] if isinstance(value, list) else []
