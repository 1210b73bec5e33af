"""Which resource and which school a sign-in request is about.

The resource is the registered one the request names; else the one that was clicked; else the
provider's only one; else the launch is refused.  A named resource that differs from the clicked
one makes the click void.  The school is the one the person chose just now; else the clicked one;
else the only one that grants; else the person chooses.  The gate runs in every case.
"""

from collections.abc import Callable
from dataclasses import dataclass

from garbridge.core.access import Granted, Refusal, Refused
from garbridge.core.catalogue import Catalogue, Resource
from garbridge.core.identifiers import PersonId, ProviderId, ResourceId, SchoolId
from garbridge.core.people import Person
from garbridge.core.records import quick
from garbridge.ports import PendingLaunch

_RANK = {reason: rank for rank, reason in enumerate(Refusal)}


@dataclass(frozen=True, slots=True)
class ChooseSchool:
    """Several schools grant: the person says through which one."""

    resource: Resource
    schools: tuple[SchoolId, ...]


@quick
@dataclass(frozen=True, slots=True)
class Resolved:
    """The resource, and the click that still counts for it."""

    resource: Resource
    pending: PendingLaunch | None


def usable(pending: PendingLaunch | None, person: PersonId) -> PendingLaunch | None:
    """Return *pending* if it is this person's: a session that changed hands has no click."""
    return pending if pending is not None and pending.person == person else None


def resolve_resource(
    catalogue: Catalogue,
    provider: ProviderId,
    named: ResourceId | None,
    pending: PendingLaunch | None,
) -> Resolved | Refused:
    """Return the resource meant by a request of *provider*.

    A named resource of another provider is unknown here: a provider cannot ask for what
    belongs to another.
    """
    if named is not None:
        resource = catalogue.resources.get(named)
        if resource is None or resource.provider != provider:
            return Refused(Refusal.UNKNOWN_RESOURCE)
        same = pending is not None and pending.resource == named
        return Resolved(resource, pending if same else None)
    if pending is not None:
        clicked = catalogue.resources.get(pending.resource)
        if clicked is not None and clicked.provider == provider:
            return Resolved(clicked, pending)
    owned = catalogue.of(provider)
    if len(owned) == 1:
        return Resolved(owned[0], None)
    return Refused(Refusal.AMBIGUOUS_RESOURCE)


def resolve_access(
    person: Person,
    resource: Resource,
    *,
    wanted: SchoolId | None,
    check: Callable[[SchoolId], Granted | Refused],
) -> Granted | Refused | ChooseSchool:
    """Run the gate for the school that is *wanted*, or find the only one that grants.

    Where none grants the reason is that of the school that came furthest through the rules:
    "expired in one of your schools" helps more than "not a member of the other".
    """
    if wanted is not None:
        return check(wanted)
    decisions = [(school, check(school)) for school in person.schools()]
    granted = [(school, d) for school, d in decisions if isinstance(d, Granted)]
    if len(granted) == 1:
        return granted[0][1]
    if granted:
        return ChooseSchool(resource, tuple(school for school, _ in granted))
    refused = [d for _, d in decisions if isinstance(d, Refused)]
    if not refused:
        return Refused(Refusal.UNKNOWN_SCHOOL)
    return max(refused, key=lambda r: _RANK[r.reason])
