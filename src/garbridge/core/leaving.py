"""What may leave at all, before anybody is looked at: the rules that the filter and the page share.

:mod:`garbridge.core.release` applies them to one person; here they say in advance which data a
resource with interaction would receive, of whom, and why.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from garbridge.core.attributes import Attribute, AttributeFacts
from garbridge.core.catalogue import Resource
from garbridge.core.people import Profile
from garbridge.core.policy import PolicyEntry, ReleasePolicy, Transformation


@dataclass(frozen=True, slots=True)
class Leaving:
    """One attribute that leaves for some profiles, why, and in which form."""

    attribute: Attribute
    profiles: frozenset[Profile]
    purpose: str
    transformation: Transformation = Transformation.AS_IS


def receives(resource: Resource, attribute: Attribute) -> bool:
    """Say whether *resource* is one of those that receive *attribute*, where the policy has it."""
    return resource.narrowed_to is None or attribute in resource.narrowed_to


def may_tell(facts: AttributeFacts, profile: Profile) -> bool:
    """Say whether such an attribute may leave for somebody of *profile*, whatever a policy says."""
    return profile is not Profile.PUPIL or not facts.staff_only


def extra_data(resource: Resource, policy: ReleasePolicy) -> tuple[Leaving, ...]:
    """Return what leaves for *resource* only once it is activated, in the catalogue's order.

    >>> from dataclasses import replace
    >>> from garbridge.testing.world import ATLAS, PUBLISHER
    >>> extra_data(replace(ATLAS, interaction=frozenset({Attribute.NOM})), PUBLISHER.policy)
    ()
    """
    found: list[Leaving] = []
    for attribute, facts in policy.catalogue.items():
        if attribute in (resource.interaction or ()) and receives(resource, attribute):
            covered: dict[PolicyEntry, set[Profile]] = {}
            for profile in Profile:
                entry = policy.entry_for(attribute, profile)
                if entry is not None and may_tell(facts, profile):
                    covered.setdefault(entry, set()).add(profile)
            found += [
                Leaving(attribute, frozenset(profiles), entry.purpose, entry.transformation)
                for entry, profiles in covered.items()
            ]
    return tuple(found)


def is_within(asked: tuple[Leaving, ...], shown: tuple[Leaving, ...]) -> bool:
    """Say whether somebody who saw *shown* has seen everything that is *asked* now.

    The same attribute of the same profiles for the same purpose; in the same form, or shorter.
    """
    seen = _by_profile(shown)
    return all(
        place in seen
        and seen[place][0] == purpose
        and seen[place][1] in {form, Transformation.AS_IS}
        for place, (purpose, form) in _by_profile(asked).items()
    )


def _by_profile(
    leaving: tuple[Leaving, ...],
) -> Mapping[tuple[Attribute, Profile], tuple[str, Transformation]]:
    return {
        (one.attribute, profile): (one.purpose, one.transformation)
        for one in leaving
        for profile in one.profiles
    }
