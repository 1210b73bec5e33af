"""The lines of the tables: who (profile, level), what (discipline, resource), why (step, provider).

A node's name is stable: files that were exported carry it.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from garbridge.core.access import Refusal
from garbridge.core.catalogue import Resource
from garbridge.core.disclosure.lattice import ROOT, Dimension
from garbridge.core.identifiers import ProviderId, ResourceId
from garbridge.core.incidents import REFUSALS
from garbridge.core.people import Profile, Public, public_of
from garbridge.core.statistics.tallies import Standing

PUPILS: Final = "pupils"
STAFF: Final = "staff"
UNKNOWN: Final = "null"
"""People whose profile nobody knows (*Null*)."""
SUMMER: Final = "summer"
"""July and August, when schools are closed for most of the time."""
_SUMMER: Final = frozenset({"07", "08"})
LEVEL: Final = "level:"
PROFILE: Final = "profile:"
DISCIPLINE: Final = "discipline:"
RESOURCE: Final = "resource:"
STEP: Final = "step:"
REASON: Final = "reason:"
PROVIDER: Final = "provider:"


def person_node(standing: Standing) -> str:
    """Return the finest line of somebody.

    >>> person_node(Standing(Profile.PUPIL, "6e")), person_node(Standing(Profile.HEAD))
    ('level:6e', 'profile:AUTRE PERSONNEL')
    """
    if standing.profile is None:
        return UNKNOWN
    if standing.profile is Profile.PUPIL:
        return LEVEL + standing.level
    return PROFILE + public_of(standing.profile)


def people(standings: Iterable[Standing]) -> Dimension:
    """Return the dimension of people: pupils by level, staff by public, and those unknown.

    Publics of staff are named alone: crossed with months they would be one person each.
    """
    nodes = {person_node(one) for one in standings}
    parents = {PUPILS: ROOT, STAFF: ROOT, UNKNOWN: ROOT}
    parents |= {node: PUPILS for node in sorted(nodes) if node.startswith(LEVEL)}
    publics = [PROFILE + public for public in Public if public is not Public.PUPILS]
    parents |= dict.fromkeys(publics, STAFF)
    kept = {parent for node in nodes for parent in (node, parents.get(node, ROOT))}
    shown = {node: above for node, above in parents.items() if node in kept}
    return Dimension("person", shown, frozenset(node for node in publics if node in shown))


def months(of: Iterable[str]) -> Dimension:
    """Return the dimension of months, in their order; July and August are crossed as one summer.

    >>> months(["2027-06", "2027-07", "2027-08"]).leaves
    ('2027-06', 'summer')
    """
    parents: dict[str, str] = {}
    for month in of:
        if month[-2:] in _SUMMER:
            parents.setdefault(SUMMER, ROOT)
            parents[month] = SUMMER
        else:
            parents[month] = ROOT
    return Dimension("month", parents, frozenset(m for m, above in parents.items() if above))


def resource_node(resource: ResourceId | None) -> str:
    """Return the line of a resource; the empty one is where no resource was found."""
    return RESOURCE + (resource or "")


def resources(
    used: Iterable[ResourceId | None], catalogue: Mapping[ResourceId, Resource]
) -> Dimension:
    """Return the dimension of resources: disciplines, and each resource alone below its own.

    What is no longer in the catalogue, or has no discipline, is under the empty discipline.
    """
    parents: dict[str, str] = {}
    for one in sorted(set(used), key=lambda name: name or ""):
        known = catalogue.get(one) if one is not None else None
        discipline = DISCIPLINE + (known.discipline if known else "")
        parents.setdefault(discipline, ROOT)
        parents[resource_node(one)] = discipline
    fine = frozenset(node for node in parents if node.startswith(RESOURCE))
    return Dimension("resource", parents, fine)


def reason_node(refusal: Refusal) -> str:
    """Return the line of a reason.

    >>> reason_node(Refusal.NOT_ASSIGNED)
    'reason:not_assigned'
    """
    return REASON + refusal.value


def reasons(seen: Iterable[Refusal]) -> Dimension:
    """Return the dimension of failures: the step that failed, and each reason alone below it.

    The step is the layer of the code that people are shown: directory, right, provider….
    """
    parents: dict[str, str] = {}
    for one in sorted(set(seen)):
        step = STEP + REFUSALS[one].code.split("-")[1]
        parents.setdefault(step, ROOT)
        parents[reason_node(one)] = step
    fine = frozenset(node for node in parents if node.startswith(REASON))
    return Dimension("reason", parents, fine)


def provider_node(provider: ProviderId | None) -> str:
    """Return the line of a provider; the empty one is where none was found."""
    return PROVIDER + (provider or "")


def providers(seen: Iterable[ProviderId | None]) -> Dimension:
    """Return the dimension of providers."""
    return Dimension("provider", dict.fromkeys(sorted(map(provider_node, set(seen))), ROOT))
