"""Resources with pupil–teacher interaction: off until a responsable says otherwise.

What is activated is what was shown.  A provider that asks for more afterwards is asked about anew.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from garbridge.core.catalogue import Resource
from garbridge.core.identifiers import ResourceId, SchoolId
from garbridge.core.leaving import Leaving, extra_data, is_within
from garbridge.core.permissions import Actor
from garbridge.core.policy import ReleasePolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class Activation:
    """One word on one resource at one school: on, or off again.  The latest one holds.

    ``shown`` is the extra data that *by* was shown, and ``people`` how many it was about then.
    """

    school: SchoolId
    resource: ResourceId
    on: bool
    by: Actor
    at: datetime
    reason: str = ""
    shown: tuple[Leaving, ...] = ()
    people: int = 0


class Standing(StrEnum):
    """Where a resource with interaction stands at a school.  Values are stable."""

    OFF = "off"
    ON = "on"
    OUTDATED = "outdated"
    """It was activated, and the provider asks for more since: off until that was shown."""


def standing(latest: Activation | None, resource: Resource, policy: ReleasePolicy) -> Standing:
    """Say where *resource* stands; *policy* is its provider's now."""
    if latest is None or not latest.on:
        return Standing.OFF
    covered = is_within(extra_data(resource, policy), latest.shown)
    return Standing.ON if covered else Standing.OUTDATED


def is_activated(
    activations: Iterable[Activation], school: SchoolId, resource: Resource, policy: ReleasePolicy
) -> bool:
    """Say whether *resource* is on at *school*; of several words each must say so."""
    here = [one for one in activations if (one.school, one.resource) == (school, resource.id)]
    return bool(here) and all(standing(one, resource, policy) is Standing.ON for one in here)
