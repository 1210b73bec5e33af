"""What is counted of launches: how often, never when."""

from dataclasses import dataclass
from typing import NamedTuple

from garbridge.core.access import Refusal
from garbridge.core.identifiers import PersonId, ProviderId, ResourceId, SchoolId
from garbridge.core.people import GroupKind, Membership, Profile
from garbridge.core.texts import LONGEST_CODE


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody was at a school when they were counted: profile, and level of a pupil.

    ``None`` is a profile nobody knows any more, or never knew; an empty level likewise.
    """

    profile: Profile | None = None
    level: str = ""


class Tally(NamedTuple):
    """How often one person was let through to a resource at a school in a month, or refused.

    ``refusal`` is ``None`` for an accès.  ``resource`` and ``provider`` are ``None`` where the
    launch found none.  ``person`` is empty where they were erased before they were counted: what
    they did counts, and they are nobody's number; or it is a stand-in (:func:`stand_in`).
    """

    school: SchoolId
    month: str
    person: PersonId
    resource: ResourceId | None
    refusal: Refusal | None
    standing: Standing
    times: int
    provider: ProviderId | None = None


def stand_in(token: str) -> PersonId:
    """Return what stands for somebody who is named no more: one person still, and nobody.

    No identifier of a person begins like it.

    >>> stand_in("5a17").isprintable()
    False
    """
    return PersonId(f"\n{token}")


def standing_of(membership: Membership | None) -> Standing:
    """Return what somebody with *membership* is counted as.

    A pupil of several levels is counted under the first by code; under none if no store keeps it.
    """
    if membership is None:
        return Standing()
    levels = membership.of_kind(GroupKind.LEVEL)
    if membership.profile is not Profile.PUPIL or not levels:
        return Standing(membership.profile)
    code = levels[0].code  # of a portal's own directory, perhaps longer than a store keeps
    return Standing(Profile.PUPIL, code if len(code) <= LONGEST_CODE else "")
